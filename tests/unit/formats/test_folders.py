"""The laws of folders and of files named after learners: nothing gets lost, nothing is guessed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any  # the fixture's own type lives in conftest.py, which tests cannot import

import pytest

from quizkit.errors import UsageError
from quizkit.formats.answers import Asked
from quizkit.formats.folders import parted
from quizkit.formats.intake import Attempt, open_intake
from quizkit.formats.opening import Refusal
from quizkit.formats.sought import Sought
from quizkit.model.answer import Chosen, Program

ReadWhole = Callable[[Path], Any]
SHEET = "format: 1\nanswers: {one: red}\n"


def lay(root: Path, **files: str) -> None:
    """Write files; `__` in a name stands for a slash, `_dot_` for a full stop."""
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def test_a_folder_is_a_learner(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, ada__answers_dot_yaml=SHEET, ada__program_dot_py="x = 1", bob__program_dot_py="x = 2")
    whole = read_whole(tmp_path)
    assert whole.layout == "a folder per learner"
    assert list(whole.handings) == ["ada", "bob"]
    assert whole.contents["ada", 1].answers == {"program": Program(code="x = 1"), "one": Chosen(option="red")}


def test_a_folder_of_attempts_holds_them_in_their_order(tmp_path: Path, read_whole: ReadWhole) -> None:
    for number in ("10", "02", "1"):
        lay(tmp_path, **{f"ada__attempt-{number}__program_dot_py": f"x = {int(number)}"})
    whole = read_whole(tmp_path)
    assert whole.handings["ada"].attempts == (Attempt(1), Attempt(2), Attempt(3))
    codes = [whole.contents["ada", number].answers["program"].code for number in (1, 2, 3)]
    assert codes == ["x = 1", "x = 2", "x = 10"]


def test_a_folder_with_anything_beside_attempts_is_one_attempt(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, **{"ada__attempt-1__program_dot_py": "x = 1", "ada__program_dot_py": "x = 2"})
    whole = read_whole(tmp_path)
    assert whole.contents["ada", 1].answers["program"] == Program(code="x = 2")
    assert whole.codes("ada") == ["not-read"]


def test_an_attempt_that_is_a_file_is_a_refusal(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, **{"ada__attempt-1": "x", "ada__attempt-2__program_dot_py": "x = 2"})
    whole = read_whole(tmp_path)
    assert isinstance(whole.contents["ada", 1].answers["program"], Refusal)
    assert whole.contents["ada", 2].answers["program"] == Program(code="x = 2")


def test_a_folder_around_the_files_does_not_hide_them(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, ada__homework__program_dot_py="x = 1")
    assert read_whole(tmp_path).contents["ada", 1].answers == {"program": Program(code="x = 1")}


@pytest.mark.parametrize(
    ("name", "learner", "logical"),
    [
        ("ada_program.py", "ada", "program.py"),
        ("ada_m_lovelace_program.py", "ada_m_lovelace", "program.py"),
        ("ada_line-up.py", "ada", "line-up.py"),
        ("ada_program_program.py", "ada_program", "program.py"),
        ("ada_answers.yaml", "ada", "answers.yaml"),
        ("ada_program.ipynb", "ada", "program.ipynb"),
        ("ada.ipynb", "ada", "ada.ipynb"),
        ("ada_not-graded.py", "ada", "not-graded.py"),
        ("a/b\n_program.py", "a/b\n", "program.py"),
    ],
)
def test_a_file_name_is_parted_at_the_longest_question(
    asked: dict[str, Asked], name: str, learner: str, logical: str
) -> None:
    assert parted(name, Sought(list(asked.values()), ["not-graded"])) == (learner, logical)


def test_the_longest_question_wins(asked: dict[str, Asked]) -> None:
    sought = Sought([asked["program"]], ["program", "my_program"])
    assert parted("ada_my_program.py", sought) == ("ada", "my_program.py")


@pytest.mark.parametrize(
    "name", ["program.py", "_program.py", "_answers.yaml", "ada_progam.py", "ada.py", ""]
)
def test_other_names_are_no_learners(asked: dict[str, Asked], name: str) -> None:
    assert parted(name, Sought(list(asked.values()), ())) is None


def test_files_and_folders_of_one_learner_come_together(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, ada__answers_dot_yaml=SHEET, ada_program_dot_py="x = 1", bob_answers_dot_yaml=SHEET)
    whole = read_whole(tmp_path)
    assert whole.layout == "folders per learner and files named after learners"
    assert whole.contents["ada", 1].answers == {"program": Program(code="x = 1"), "one": Chosen(option="red")}
    assert whole.contents["bob", 1].answers == {"one": Chosen(option="red")}


def test_a_name_without_its_question_is_a_finding_with_the_nearest(
    tmp_path: Path, read_whole: ReadWhole
) -> None:
    lay(tmp_path, ada_program_dot_py="x = 1", bob_m_progam_dot_py="x = 1", program_dot_py="x")
    findings = {one.file: one for one in read_whole(tmp_path).findings}
    assert "'bob_m_program.py'" in findings["bob_m_progam.py"].fix
    assert "tells no learner" in findings["program.py"].message


def test_a_folder_of_one_learner_is_told_apart_from_a_class(tmp_path: Path, asked: dict[str, Asked]) -> None:
    lay(tmp_path, program_dot_py="x", answers_dot_yaml=SHEET)
    with (
        pytest.raises(UsageError, match="folder named after the learner"),
        open_intake(tmp_path, list(asked.values()), asked),
    ):
        pass


def test_ten_thousand_files_hide_no_answer(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, ada__program_dot_py="x = 1", ada__zz_dot_ipynb='{"nbformat": 4, "cells": []}')
    for number in range(10_000):
        (tmp_path / "ada" / f"!{number}.txt").touch()
    contents = read_whole(tmp_path).contents["ada", 1]
    assert contents.answers == {"program": Program(code="x = 1")}
    assert len(contents.findings) == 21
    assert "more like these" in contents.findings[-1].message


def test_hostile_names_are_shown_escaped(tmp_path: Path, read_whole: ReadWhole) -> None:
    for name in ("=cmd()", "a\nb", " ", "\x1b[2J", "..ada", "Zoë"):
        lay(tmp_path, **{f"{name}__program_dot_py": "x = 1"})
    lay(tmp_path, **{"Zoë__=1+1": "x", "Zoë__a\nb_dot_py": "x"})
    whole = read_whole(tmp_path)
    assert set(whole.handings) == {"=cmd()", "a\\nb", " ", "\\x1b[2J", "Zoë"}
    assert all(one.file.isprintable() for one in whole.contents["Zoë", 1].findings)


def test_one_name_in_two_spellings_of_unicode_stays_two_learners(
    tmp_path: Path, read_whole: ReadWhole
) -> None:
    for name in ("Zo\u00eb", "Zoe\u0308"):
        lay(tmp_path, **{f"{name}__program_dot_py": "x = 1"})
    assert sorted(read_whole(tmp_path).handings) == ["Zo\u00eb", "Zo\u00eb (2)"]


def test_a_misnamed_file_is_a_finding_that_suggests_the_name(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, ada__Program_dot_py="x = 1")
    (finding,) = read_whole(tmp_path).contents["ada", 1].findings
    assert "Did you mean 'program.py'?" in finding.fix


def test_a_linked_learner_folder_keeps_its_row_and_gives_nothing_away(
    tmp_path: Path, read_whole: ReadWhole, asked: dict[str, Asked]
) -> None:
    lay(tmp_path, ada__program_dot_py="secret")
    (tmp_path / "eve").symlink_to("ada")
    answers = read_whole(tmp_path).contents["eve", 1].answers
    assert set(answers) == set(asked)
    assert all(isinstance(answer, Refusal) and "link" in answer.reason for answer in answers.values())


def test_stray_files_beside_the_learners_are_findings(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, ada__program_dot_py="x", notes_dot_txt="")
    os.mkfifo(tmp_path / "pipe")
    findings = read_whole(tmp_path).findings
    assert [(one.code, one.file) for one in findings] == [("stray-file", "notes.txt"), ("stray-file", "pipe")]


def test_odd_names_are_shown_escaped_and_stay_apart(tmp_path: Path, read_whole: ReadWhole) -> None:
    for name in (b"a\x1bb", b"a\\x1bb", b"\xff", "\u202eevil".encode()):
        (tmp_path / os.fsdecode(name)).mkdir()
    assert sorted(read_whole(tmp_path).handings) == ["\\u202eevil", "\\xff", "a\\x1bb", "a\\x1bb (2)"]


def test_a_link_or_pipe_in_place_of_a_file_is_a_refusal(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, secret="x = 1", ada__answers_dot_yaml=SHEET)
    (tmp_path / "bob_program.py").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "ada" / "program.py")
    whole = read_whole(tmp_path)
    assert "link" in whole.contents["bob", 1].answers["program"].reason
    assert "named pipe" in whole.contents["ada", 1].answers["program"].reason


def test_a_binary_named_as_a_program_is_a_refusal(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, ada__answers_dot_yaml=SHEET)
    (tmp_path / "ada" / "program.py").write_bytes(b"\x7fELF\xff\xfe\x00")
    contents = read_whole(tmp_path).contents["ada", 1]
    assert "not UTF-8" in contents.answers["program"].reason
    assert contents.answers["one"] == Chosen(option="red")


def test_unknown_learners_and_attempts_are_key_errors(tmp_path: Path, asked: dict[str, Asked]) -> None:
    lay(tmp_path, ada__program_dot_py="x")
    with open_intake(tmp_path, list(asked.values()), asked) as intake:
        for learner, attempt in (("bob", 1), ("ada", 0), ("ada", 2)):
            with pytest.raises(KeyError):
                intake.read(learner, attempt)


@pytest.mark.parametrize("beside", ["", "README_dot_md", "expected__ada_dot_yaml", "roster_dot_csv"])
def test_a_folder_around_the_classs_folder_asks_for_the_inner_one(
    tmp_path: Path, read_whole: ReadWhole, beside: str
) -> None:
    lay(tmp_path, submissions__ada__answers_dot_yaml=SHEET, submissions__bob__program_dot_py="x = 2")
    lay(tmp_path, **({beside: "x"} if beside else {}))
    with pytest.raises(UsageError, match=r"did you mean '.*/submissions'"):
        read_whole(tmp_path)
    assert list(read_whole(tmp_path / "submissions").handings) == ["ada", "bob"]


def test_a_folder_around_an_unpacked_moodle_zip_asks_too(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, moodle__Ada_7_assignsubmission_file___answers_dot_yaml=SHEET)
    with pytest.raises(UsageError, match=r"did you mean '.*/moodle'"):
        read_whole(tmp_path)


def test_a_learners_own_folders_are_no_class(tmp_path: Path, read_whole: ReadWhole) -> None:
    lay(tmp_path, ada__old__answers_dot_yaml=SHEET, ada__new__answers_dot_yaml=SHEET)
    lay(tmp_path, bob__answers_dot_yaml=SHEET)
    assert list(read_whole(tmp_path).handings) == ["ada", "bob"]
