"""The laws of Moodle's and Canvas's downloads: all are found under their own number, and no file is lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any  # the fixture's own type lives in conftest.py, which tests cannot import

import pytest

from quizkit.formats.intake import Attempt
from quizkit.model.answer import Chosen, Program

ReadWhole = Callable[[Path], Any]
SHEET = b"format: 1\nanswers: {one: red}\n"


def packed(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture(params=["zip", "unpacked"])
def lay(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Mapping[str, bytes]], Path]:
    """Writes members as the platform's zip, and as that zip unpacked."""

    def write(members: Mapping[str, bytes]) -> Path:
        path = tmp_path / ("class.zip" if request.param == "zip" else "class")
        if request.param == "zip":
            path.write_bytes(packed(members))
        for name, content in members.items() if request.param != "zip" else ():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content)
        return path

    return write


Lay = Callable[[Mapping[str, bytes]], Path]


@pytest.mark.parametrize("underscore", ["_", ""])
def test_moodle_folders_are_participants(lay: Lay, read_whole: ReadWhole, underscore: str) -> None:
    path = lay(
        {
            f"Ada Lovelace_123_assignsubmission_file{underscore}/program.py": b"x = 1",
            f"Ada Lovelace_123_assignsubmission_file{underscore}/answers.yaml": SHEET,
            f"Ada Lovelace_124_assignsubmission_file{underscore}/program.py": b"x = 2",
        }
    )
    whole = read_whole(path)
    assert whole.layout in ("a Moodle zip", "an unpacked Moodle zip")
    assert {name: one.name for name, one in whole.handings.items()} == dict.fromkeys(
        ("123", "124"), "Ada Lovelace"
    )
    assert whole.handings["123"].aliases == {"123", "Participant 123"}
    assert whole.contents["123", 1].answers == {"program": Program(code="x = 1"), "one": Chosen(option="red")}
    assert whole.contents["124", 1].answers == {"program": Program(code="x = 2")}


def test_moodle_without_folders_is_read_too(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay(
        {
            "Zo\u00eb K_7_assignsubmission_file_program.py": b"x = 1",
            "Zo\u00eb K_7_assignsubmission_file_answers.yaml": SHEET,
        }
    )
    whole = read_whole(path)
    assert whole.handings["7"].name == "Zo\u00eb K"
    assert set(whole.contents["7", 1].answers) == {"program", "one"}


def test_moodle_subfolders_of_one_submission_do_not_hide_it(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay({"Ada_7_assignsubmission_file_/hw/program.py": b"x = 1"})
    assert read_whole(path).contents["7", 1].answers == {"program": Program(code="x = 1")}


def test_moodle_online_texts_are_findings_and_their_learner_stays(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay(
        {
            "Ada_7_assignsubmission_onlinetext_/onlinetext.html": b"<p>red</p>",
            "Bob_8_assignsubmission_onlinetext_onlinetext.html": b"<p>red</p>",
            "Bob_8_assignsubmission_file_program.py": b"x = 1",
        }
    )
    whole = read_whole(path)
    assert whole.codes("7") == whole.codes("8") == ["not-read"]
    assert whole.contents["8", 1].answers == {"program": Program(code="x = 1")}


def test_moodle_blind_marking_and_groups_are_known_by_their_numbers(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay(
        {
            "Participant_55_assignsubmission_file_/program.py": b"x = 1",
            "Team blue_9_assignsubmission_file_/program.py": b"x = 2",
            "Default group_assignsubmission_file_/program.py": b"x = 3",
        }
    )
    assert list(read_whole(path).handings) == ["55", "9", "Default group"]


def test_what_is_not_moodles_is_a_finding(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay({"Ada_7_assignsubmission_file_/program.py": b"x", "grades.xlsx": b""})
    whole = read_whole(path)
    assert [(one.code, one.file) for one in whole.findings] == [("stray-file", "grades.xlsx")]


def test_canvas_files_are_users_with_late_ones_marked(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay(
        {
            "lovelaceada_1001_5001_program.py": b"x = 1",
            "lovelaceada_1001_5002_answers.yaml": SHEET,
            "k\u00e4stnererich_LATE_1002_5003_program-2.py": b"x = 2",
            "r2_d2_1003_5004_my_program.py": b"x = 3",
        }
    )
    whole = read_whole(path)
    assert whole.layout in ("a Canvas zip", "an unpacked Canvas zip")
    assert [(name, one.name, one.attempts[0]) for name, one in whole.handings.items()] == [
        ("1001", "lovelaceada", Attempt(1)),
        ("1002", "k\u00e4stnererich", Attempt(1, marked_late=True)),
        ("1003", "r2_d2", Attempt(1)),
    ]
    assert set(whole.contents["1001", 1].answers) == {"program", "one"}
    assert whole.contents["1002", 1].answers == {"program": Program(code="x = 2")}
    assert whole.codes("1003") == ["not-read"]


def test_canvas_anonymous_grading_is_read(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay({"anon_X5f9Q_5001_program.py": b"x = 1", "LATE_anon_aB3cD_5002_program.py": b"x = 2"})
    whole = read_whole(path)
    assert [(name, one.attempts[0].marked_late) for name, one in whole.handings.items()] == [
        ("anon_X5f9Q", False),
        ("anon_aB3cD", True),
    ]


def test_canvas_of_two_files_of_one_name_the_newest_counts(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay({"a_1_30_program-1.py": b"x = 2", "a_1_4_program.py": b"x = 1"})
    contents = read_whole(path).contents["1", 1]
    assert contents.answers == {"program": Program(code="x = 2")}
    assert [(one.code, one.file) for one in contents.findings] == [
        ("handed-in-again", "a_1_4_program.py"),
    ]


def test_canvas_texts_and_links_are_findings(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay({"a_1_text.html": b"red", "b_LATE_2_link.html": b"", "c_3_9_program.py": b"x = 1"})
    whole = read_whole(path)
    assert whole.codes("1") == whole.codes("2") == ["not-read"]
    assert whole.handings["2"].attempts[0].marked_late


def test_a_students_own_zip_is_opened(lay: Lay, read_whole: ReadWhole) -> None:
    inner = packed({"hw/program.py": b"x = 1", "__MACOSX/hw/._program.py": b""})
    whole = read_whole(lay({"a_1_30_hw.zip": inner}))
    assert whole.contents["1", 1].answers == {"program": Program(code="x = 1")}


def test_a_few_names_with_numbers_do_not_make_a_class_canvas(lay: Lay, read_whole: ReadWhole) -> None:
    path = lay(dict.fromkeys(("ada_program.py", "bob_program.py", "r_2_2_program.py"), b"x = 1"))
    assert list(read_whole(path).handings) == ["ada", "bob", "r_2_2"]
