"""The laws of reading a class's folder: everybody's trouble is their own, and nothing gets lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quizkit.formats.answers import Asked
from quizkit.formats.opening import Refusal
from quizkit.formats.submissions import Submission, read_submissions
from quizkit.model.answer import Chosen, Program

TOPIC = ["one", "some", "number", "word", "line-up", "program", "not-graded"]


def read(folder: Path, asked: dict[str, Asked]) -> dict[str, Submission]:
    handed = read_submissions(folder, list(asked.values()), TOPIC)
    return {one.learner: one for one in handed.submissions}


def hand_in(folder: Path, learner: str, **files: str) -> Path:
    own = folder / learner
    own.mkdir()
    for name, content in files.items():
        (own / name.replace("_", ".")).write_text(content)
    return own


def test_sheet_and_programs_become_answers(tmp_path: Path, asked: dict[str, Asked]) -> None:
    hand_in(tmp_path, "ada", answers_yaml="format: 1\nanswers: {one: red}\n", program_py="x = 1")
    assert read(tmp_path, asked)["ada"] == Submission(
        "ada", {"program": Program(code="x = 1"), "one": Chosen(option="red")}
    )


def test_a_sheet_that_cannot_be_read_costs_its_questions_and_not_the_programs(
    tmp_path: Path, asked: dict[str, Asked]
) -> None:
    hand_in(
        tmp_path, "ada", answers_yaml="format: 1\nanswers:\n  one: red\n  one: blue\n", program_py="x = 1"
    )
    answers = read(tmp_path, asked)["ada"].answers
    refused = answers["one"]
    assert isinstance(refused, Refusal)
    assert "answers.yaml line 4" in refused.reason
    assert all(isinstance(answers[name], Refusal) for name in ("some", "number", "word", "line-up"))
    assert answers["program"] == Program(code="x = 1")


def test_one_bad_answer_leaves_the_others(tmp_path: Path, asked: dict[str, Asked]) -> None:
    hand_in(tmp_path, "ada", answers_yaml="format: 1\nanswers: {one: A, some: [red]}\n")
    answers = read(tmp_path, asked)["ada"].answers
    assert isinstance(answers["one"], Refusal)
    assert not isinstance(answers["some"], Refusal)


@pytest.mark.parametrize(
    ("sheet", "code", "says"),
    [
        ("{on: red}", "unknown-question", "Did you mean 'one'?"),
        ("{not-graded: red}", "not-asked", "not part of this grading"),
        ("{program: x}", "code-in-sheet", "program.py"),
        ('{"\\e[2J": red}', "unknown-question", "\\x1b[2J"),
    ],
)
def test_what_the_sheet_should_not_hold_is_a_finding_with_its_line(
    tmp_path: Path, asked: dict[str, Asked], sheet: str, code: str, says: str
) -> None:
    hand_in(tmp_path, "ada", answers_yaml=f"format: 1\n\nanswers: {sheet}\n")
    (finding,) = read(tmp_path, asked)["ada"].findings
    assert (finding.code, finding.file, finding.line) == (code, "ada/answers.yaml", 3)
    assert says in str(finding)


def test_a_misnamed_file_is_a_finding_that_suggests_the_name(tmp_path: Path, asked: dict[str, Asked]) -> None:
    hand_in(tmp_path, "ada", Program_py="x = 1")
    (finding,) = read(tmp_path, asked)["ada"].findings
    assert "Did you mean 'program.py'?" in finding.fix


def test_findings_of_one_learner_are_capped(tmp_path: Path, asked: dict[str, Asked]) -> None:
    own = hand_in(tmp_path, "ada")
    for number in range(200):
        (own / f"junk-{number}.txt").touch()
    findings = read(tmp_path, asked)["ada"].findings
    assert len(findings) == 21
    assert findings[-1].message == "There are 180 more like these."


def test_a_linked_learner_folder_keeps_its_row_and_gives_nothing_away(
    tmp_path: Path, asked: dict[str, Asked]
) -> None:
    hand_in(tmp_path, "ada", program_py="secret")
    (tmp_path / "eve").symlink_to("ada")
    answers = read(tmp_path, asked)["eve"].answers
    assert set(answers) == set(asked)
    assert all(isinstance(answer, Refusal) and "link" in answer.reason for answer in answers.values())


def test_stray_files_beside_the_learners_are_findings(tmp_path: Path, asked: dict[str, Asked]) -> None:
    hand_in(tmp_path, "ada")
    (tmp_path / "notes.txt").touch()
    os.mkfifo(tmp_path / "pipe")
    handed = read_submissions(tmp_path, list(asked.values()), TOPIC)
    assert [(one.code, one.file) for one in handed.findings] == [
        ("stray-file", "notes.txt"),
        ("stray-file", "pipe"),
    ]


def test_odd_names_are_shown_escaped_and_stay_apart(tmp_path: Path, asked: dict[str, Asked]) -> None:
    for name in (b"a\x1bb", b"a\\x1bb", b"\xff", "Łukasz Nowak".encode(), "\u202eevil".encode()):
        (tmp_path / os.fsdecode(name)).mkdir()
    assert sorted(read(tmp_path, asked)) == ["\\u202eevil", "\\xff", "a\\x1bb", "a\\x1bb (2)", "Łukasz Nowak"]
