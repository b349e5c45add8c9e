"""The zip of feedback: a page for each who has one number in Moodle; the same pages give the same bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from quizkit.formats.gradebooks import Filled, GradeLine, moodle
from quizkit.formats.gradebooks.moodle_feedback import feedback_zip, participants

WORKSHEET = "Identifier,Full name,Email address,Grade\nParticipant 7,Ada,ada@x,\nParticipant 8,Bob,bob@x,\n"


def line(learner: str, *aliases: str, name: str = "") -> GradeLine:
    return GradeLine(learner, 1, 1, name=name, aliases=frozenset(aliases))


def packed(*lines: GradeLine) -> tuple[Filled, list[str]]:
    made = feedback_zip(lines, participants(lines), lambda learner: learner.encode())
    return made, zipfile.ZipFile(io.BytesIO(made.content)).namelist()


def test_a_learner_has_a_folder_as_in_the_download() -> None:
    made, names = packed(line("ada", "4101", "Participant 4101", name="Ada Lovelace"))
    assert names == ["Ada Lovelace_4101_assignsubmission_file_/feedback.html"]
    assert zipfile.ZipFile(io.BytesIO(made.content)).read(names[0]) == b"ada"
    assert (made.filled, made.findings) == (1, ())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "Participant"),
        ("../../etc/x", "etc x"),
        ("An_na B_5_c", "An na B 5 c"),
        ("=a\n\u202e~\x00", "a"),
        ("Žofie O'Neil-Øst", "Žofie O'Neil-Øst"),
        ("." * 70, "Participant"),
        ("x" * 300, "x" * 60),
    ],
)
def test_no_name_leads_elsewhere_or_hides_the_number(name: str, shown: str) -> None:
    _, (path,) = packed(line("a", "Participant 1", name=name))
    assert path == f"{shown}_1_assignsubmission_file_/feedback.html"
    assert path.split("_", 4)[1] == "1"


def test_who_has_no_number_or_not_one_of_their_own_is_listed() -> None:
    made, names = packed(
        line("none", "4101"),
        line("two", "Participant 1", "Participant 2"),
        line("twin", "Participant 5"),
        line("other-twin", "participant 5"),
        line("Participant 9"),
    )
    assert names == ["Participant_9_assignsubmission_file_/feedback.html"]
    assert "none, two, twin, other-twin" in made.findings[0].message


def test_the_same_pages_give_the_same_bytes() -> None:
    lines = [line("a", "Participant 1"), line("b", "Participant 2")]
    assert packed(*lines)[0] == packed(*lines)[0]


def test_the_worksheet_tells_numbers_too(tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text(WORKSHEET)
    lines = [line("ada", "ada@x"), line("bob@x"), line("cem")]
    assert moodle.participants(tmp_path / "sheet.csv", lines) == {"ada": "7", "bob@x": "8"}
