"""Forms for other systems: the key is asked for, named, kept private, and written the same each time."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from quizkit.app.exams.documents import Request, print_forms
from quizkit.errors import UsageError
from quizkit.formats.exporting.systems import SYSTEMS

BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 10
demands: [{topic: pytorch/weight-decay, count: 4}]
require: [pytorch/weight-decay/parameter-groups]
programs: true
forms: 2
seed: 5
"""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from quizkit.app.exams.build import build

    place = tmp_path_factory.mktemp("exam")
    (place / "blueprint.yaml").write_text(BLUEPRINT)
    build(place / "blueprint.yaml", place / "built")
    return place / "built"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


systems = pytest.mark.parametrize("name", SYSTEMS)


@systems
def test_a_file_that_holds_the_key_says_so_by_its_name_and_is_private(
    name: str, forms: Path, tmp_path: Path
) -> None:
    printed = print_forms(Request(forms, tmp_path / "out", name, key=True))
    system = SYSTEMS[name]
    names = [f"e-{letter}{system.mark}-key{system.suffix}" for letter in "AB"]
    assert [path.name for path in printed.files] == names
    assert printed.holds_key
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in printed.files)
    assert sorted(contents(tmp_path / "out")) == names


@systems
def test_without_being_asked_for_the_key_nothing_is_written(name: str, forms: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds the key.*add --key"):
        print_forms(Request(forms, tmp_path / "out", name))
    with pytest.raises(UsageError, match="has no date"):
        print_forms(Request(forms, tmp_path / "out", name, key=True, day=date(2026, 12, 1)))
    assert not list(tmp_path.iterdir())


@systems
@pytest.mark.parametrize("given", ["mine", "mine-key"])
def test_one_form_goes_to_one_file_with_key_in_its_name(
    name: str, given: str, forms: Path, tmp_path: Path
) -> None:
    suffix = SYSTEMS[name].suffix
    printed = print_forms(Request(forms, tmp_path / f"{given}{suffix}", name, key=True, letter="B"))
    assert printed.files == (tmp_path / f"mine-key{suffix}",)


@systems
def test_the_same_forms_give_the_same_bytes(name: str, forms: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        print_forms(Request(forms, tmp_path / folder, name, key=True))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@systems
def test_what_a_system_cannot_do_with_a_program_is_told_of_each_form(
    name: str, forms: Path, tmp_path: Path
) -> None:
    printed = print_forms(Request(forms, tmp_path / "out", name, key=True))
    told = [letters for note, letters in printed.notes.items() if "program" in note]
    assert {letter for letters in told for letter in letters} == {"A", "B"}
