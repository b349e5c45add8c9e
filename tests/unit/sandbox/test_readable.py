"""A tree that only root can read ends in one sentence with its remedy, before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.sandbox.readable import OwnRemedy, check, closed, of_python
from quizkit.sandbox.view import this_interpreter


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A readable tree below a closed folder."""
    tmp_path.chmod(0o700)
    (tmp_path / "tree/a").mkdir(parents=True)
    (tmp_path / "tree/a/file.py").write_text("")
    for path, mode in (("tree", 0o755), ("tree/a", 0o755), ("tree/a/file.py", 0o644)):
        (tmp_path / path).chmod(mode)
    return tmp_path / "tree"


def test_what_lies_above_a_tree_may_be_closed(tree: Path) -> None:
    check([tree, tree.parent / "other"], [tree / "a/file.py", tree])
    assert closed(tree / "a/file.py", tree) is None


@pytest.mark.parametrize(("part", "mode"), [(".", 0o700), ("a", 0o750), ("a", 0o744), ("a/file.py", 0o600)])
def test_what_is_closed_in_a_tree_is_told_with_the_remedy(part: str, mode: int, tree: Path) -> None:
    (tree / part).chmod(mode)
    with pytest.raises(OwnRemedy) as told:
        check([tree], [tree / "a/file.py"])
    assert f"'{tree / part}' can be read by its owner alone" in str(told.value)
    assert f"'chmod -R go+rX {tree}'" in str(told.value)
    (tree / part).chmod(0o700)


def test_what_is_not_there_is_no_matter_of_rights(tree: Path) -> None:
    check([tree], [tree / "b/none.py"])


def test_python_is_known_by_its_library_its_program_and_what_is_preloaded() -> None:
    found = of_python(this_interpreter(), ["json", "no_such_module"])
    assert {path.name for path in found} >= {"os.py", "pyvenv.cfg", "__init__.py"}
