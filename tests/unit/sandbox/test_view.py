"""What the wall shows, over the layouts in which quizkit is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.model.job import Limits
from quizkit.model.runner import RunnerSpec, Stage
from quizkit.sandbox import view
from quizkit.sandbox.view import HOST, RUNNER, Interpreter, Step


def make(root: Path, *files: str) -> Path:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return root


def environment(prefix: Path, base: Path) -> Interpreter:
    make(base, "bin/python3.11", "lib/python3.11/os.py")
    make(prefix, "pyvenv.cfg", "lib/python3.11/site-packages/torch/__init__.py", "bin/activate")
    (prefix / "bin/python").symlink_to(base / "bin/python3.11")
    (prefix / "lib64").symlink_to("lib")
    return Interpreter(prefix, base, prefix / "bin/python")


def seen(steps: list[Step], path: Path) -> bool:
    """Whether the file `path` can be read in a view: the last step whose target holds it decides."""
    holding = [step for step in steps if step.kind != "link" and path.is_relative_to(step.target)]
    return (
        bool(holding)
        and holding[-1].kind == "bind"
        and (holding[-1].source / path.relative_to(holding[-1].target)).exists()
    )


def read(rules: list[tuple[str, bool]], path: Path) -> bool:
    """Whether Landlock rules allow the file `path` to be read."""
    return any(full and path.is_relative_to(rule) for rule, full in rules)


LAYOUTS = [
    "wheel",
    "checkout with environment inside",
    "environment in the project's own folder",
    "under a bound tree",
]


@pytest.fixture(params=LAYOUTS)
def layout(
    request: pytest.FixtureRequest, tmp_path: Path
) -> tuple[Interpreter, list[Path], list[Path], list[Path]]:
    """An interpreter, private paths, files that must be seen, files that must not."""
    base = tmp_path / "python"
    site = "lib/python3.11/site-packages"
    if request.param == "wheel":
        prefix = tmp_path / "venv"
        here = environment(prefix, base)
        package = make(
            prefix / site / "quizkit", "errors.py", "_data/banks/a/b.yaml", "_data/runners/r/stages/s.py"
        )
        private = [package, package / "_data/banks", package / "_data/runners"]
        secret = [
            package / "errors.py",
            package / "_data/banks/a/b.yaml",
            package / "_data/runners/r/stages/s.py",
        ]
    elif request.param == "checkout with environment inside":
        project = make(tmp_path / "project", "quizkit/errors.py", "banks/a/b.yaml", "runners/r/stages/s.py")
        prefix = project / ".venv"
        here = environment(prefix, base)
        private = [project]
        secret = [project / name for name in ("quizkit/errors.py", "banks/a/b.yaml", "runners/r/stages/s.py")]
    elif request.param == "environment in the project's own folder":
        prefix = make(tmp_path / "project", "quizkit/errors.py", "banks/a/b.yaml")
        here = environment(prefix, base)
        private = [prefix]
        secret = [prefix / "quizkit/errors.py", prefix / "banks/a/b.yaml"]
    else:
        project = make(base / "lib/src/project", "quizkit/errors.py", "banks/a/b.yaml")
        prefix = project / ".venv"
        here = environment(prefix, base)
        private = [project]
        secret = [project / "quizkit/errors.py", project / "banks/a/b.yaml"]
    keep_out = make(prefix / "lib/answers", "solution.py")
    needed = [base / "bin/python3.11", base / "lib/python3.11/os.py", prefix / "pyvenv.cfg"]
    needed.append(prefix / site / "torch/__init__.py")
    return here, [*private, keep_out], needed, [*secret, keep_out / "solution.py"]


def test_the_interpreter_is_shown_and_nothing_private(
    layout: tuple[Interpreter, list[Path], list[Path], list[Path]], tmp_path: Path
) -> None:
    here, private, needed, secret = layout
    steps = view.steps(here, make(tmp_path / "host", "warm.py"), [], private)
    assert [path for path in needed if not seen(steps, path)] == []
    assert [path for path in secret if seen(steps, path)] == []


def test_without_a_wall_the_rules_say_the_same(
    layout: tuple[Interpreter, list[Path], list[Path], list[Path]],
) -> None:
    here, private, needed, secret = layout
    rules = view.readable(here, private)
    assert [path for path in needed if not read(rules, path)] == []
    assert [path for path in secret if read(rules, path)] == []


def test_a_cover_follows_the_bind_that_it_covers(tmp_path: Path) -> None:
    make(tmp_path / "lib", "secret/key")
    steps = view.covers([Step("bind", Path("/shown"), tmp_path / "lib")], [tmp_path / "lib/secret"])
    assert steps == [Step("cover", Path("/shown/secret"), tmp_path / "lib/secret")]


def test_a_private_link_into_a_bound_tree_covers_what_it_points_to(tmp_path: Path) -> None:
    make(tmp_path / "lib", "real/key")
    (tmp_path / "bank").symlink_to(tmp_path / "lib/real")
    [step] = view.covers([Step("bind", tmp_path / "lib", tmp_path / "lib")], [tmp_path / "bank"])
    assert step.target == tmp_path / "lib/real"


def test_of_a_runner_only_its_top_modules_are_shown_and_no_stage(tmp_path: Path) -> None:
    folder = make(tmp_path, "runner.py", "helper.py", "loss.py", "runner.yaml", "stages/step.py", "notes.txt")
    stages = [
        Stage(name=name, function="f", signature="f()", says="x", file=file)
        for name, file in (("step", "stages/step.py"), ("loss", "loss.py"))
    ]
    spec = RunnerSpec(
        id="r",
        title="R",
        language="Python",
        limits=Limits(),
        stages=tuple(stages),
        observations=(),
        folder=str(folder),
    )
    assert [path.name for path in view.runner_files(spec)] == ["helper.py", "runner.py"]


def test_host_and_runner_are_shown_at_places_of_their_own(tmp_path: Path) -> None:
    here = environment(tmp_path / "venv", tmp_path / "python")
    host, runner = make(tmp_path / "host", "warm.py"), make(tmp_path / "r", "runner.py") / "runner.py"
    steps = view.steps(here, host, [runner], [])
    assert steps[-2:] == [
        Step("bind", HOST / "warm.py", host / "warm.py"),
        Step("bind", RUNNER / "runner.py", runner),
    ]


def test_every_link_on_the_way_to_the_interpreter_is_known(tmp_path: Path) -> None:
    here = environment(tmp_path / "venv", tmp_path / "python")
    (tmp_path / "python/bin/python3").symlink_to("python3.11")
    here.command.unlink()
    here.command.symlink_to(tmp_path / "python/bin/python3")
    names = [path.name for path in here.links()]
    assert names == ["python", "python3", "python3.11"]
