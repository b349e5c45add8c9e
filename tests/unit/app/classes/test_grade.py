"""The laws of grading a class, on choice questions: resume, release, a full disk, kill -9."""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from quizkit.app.classes.grade import Request, grade
from quizkit.app.classes.judging import Judged, Progress
from quizkit.app.classes.task import Task
from quizkit.app.results.regrade import Request as Regrading
from quizkit.app.results.regrade import regrade
from quizkit.cli.class_table import exit_code
from quizkit.clock import system_clock
from quizkit.errors import ContentError, QuizkitError, SandboxFault, UnknownName, UsageError
from quizkit.model.outcome import Outcome
from quizkit.report.table import ClassTable
from tests.support.disk import full_after
from tests.support.program import QUIZKIT

TOPIC = """\
format: 1
id: t
title: Colours
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
sections: {practice: [warm, cold]}
questions:
  - {id: warm, kind: choice, difficulty: easy, skills: [s], prompt: Which is warm?,
     solution: {steps: [Look.]},
     options: [{id: red, text: R, correct: true, feedback: Yes.}, {id: blue, text: B, feedback: No.}]}
  - {id: cold, kind: choice, difficulty: easy, skills: [s], prompt: Which is cold?,
     contested: Opinions differ., solution: {steps: [Look.]},
     options: [{id: red, text: R}, {id: blue, text: B, correct: true}]}
  - {id: extra, kind: text, difficulty: easy, skills: [s], prompt: Say it., accept: [it],
     solution: {steps: [x]}}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with topic c/t.yaml and submissions/ of ada, bob and cem."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    for learner, answers in (("ada", "warm: red, cold: blue"), ("bob", "warm: blue"), ("cem", "warm: A")):
        hand_in(tmp_path, learner, answers)
    return tmp_path


def hand_in(place: Path, learner: str, answers: str) -> None:
    folder = place / "submissions" / learner
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "answers.yaml").write_text(f"format: 1\nanswers: {{{answers}}}\n")


def run(place: Path, **more: object) -> tuple[ClassTable, Judged]:
    fields = {
        "topic": str(place / "c" / "t.yaml"),
        "submissions": place / "submissions",
        "out": place / "out",
    }
    return grade(Request(**{**fields, **more}), system_clock(), Progress())  # type: ignore[arg-type]  # test's kwargs


def lines(place: Path) -> int:
    return (place / "out" / "results.jsonl").read_bytes().count(b"\n")


def pages(place: Path) -> dict[str, Path]:
    """Each learner's page, as feedback.csv tells the instructor."""
    with (place / "out" / "feedback.csv").open() as file:
        return {row["learner"]: place / "out" / row["page"] for row in csv.DictReader(file)}


def test_every_learner_gets_grades_feedback_and_journal_lines(place: Path) -> None:
    table, judged = run(place)
    assert (judged.judged, judged.kept) == (6, 0)
    assert {row.learner: row.earned for row in table.rows} == {"ada": 2, "bob": 0, "cem": 0}
    out = place / "out"
    assert lines(place) == 7
    assert sorted(pages(place)) == ["ada", "bob", "cem"]
    assert len(list((out / "feedback").iterdir())) == 6
    grades = list(csv.DictReader((out / "grades.csv").open()))
    assert [(row["learner"], row["warm"], row["learner-fault"]) for row in grades] == [
        ("ada", "1", "0"), ("bob", "0", "0"), ("cem", "0", "1")
    ]  # fmt: skip
    assert "Its key can be disputed" in (out / "summary.md").read_text()


def test_the_same_command_again_judges_nothing_and_changes_no_byte(place: Path) -> None:
    run(place)
    before = {path: path.read_bytes() for path in (place / "out").rglob("*") if path.is_file()}
    _, judged = run(place)
    assert (judged.judged, judged.kept) == (0, 6)
    assert before == {path: path.read_bytes() for path in (place / "out").rglob("*") if path.is_file()}


def test_only_what_changed_is_judged_again(place: Path) -> None:
    run(place)
    hand_in(place, "bob", "warm: red")
    hand_in(place, "dan", "warm: red, cold: red")
    table, judged = run(place)
    assert (judged.judged, judged.kept) == (3, 5)
    assert {row.learner: row.earned for row in table.rows} == {"ada": 2, "bob": 1, "cem": 0, "dan": 1}


def test_a_mended_key_grades_that_question_again(place: Path) -> None:
    run(place)
    topic = place / "c" / "t.yaml"
    topic.write_text(
        TOPIC.replace("{id: blue, text: B, feedback: No.}", "{id: blue, text: Bee, feedback: No.}")
    )
    assert run(place)[1].judged == 3


def test_key_and_solution_come_with_release_and_without_judging_again(place: Path) -> None:
    run(place)
    feedback = pages(place)["bob"].with_suffix(".md")
    assert "Right answer" not in feedback.read_text()
    _, judged = run(place, release=True)
    assert judged.judged == 0
    assert "Right answer:\n\n- R\n" in feedback.read_text()


def test_feedback_holds_no_other_learners_name(place: Path) -> None:
    run(place)
    for learner, page in pages(place).items():
        for path in (page, page.with_suffix(".md")):
            words = set(re.findall(r"\w+", path.read_text()))
            assert words & {"ada", "bob", "cem"} == {learner}


def test_the_pages_of_who_left_the_class_are_taken_away(place: Path) -> None:
    run(place)
    page = pages(place)["cem"]
    shutil.rmtree(place / "submissions" / "cem")
    run(place)
    assert not page.exists()
    assert sorted(pages(place)) == ["ada", "bob"]


def test_questions_can_be_chosen_and_unknown_ones_suggest(place: Path) -> None:
    table, _ = run(place, questions=("extra", "warm"))
    assert table.questions == ("extra", "warm")
    with pytest.raises(UnknownName, match="Did you mean 'extra'"):
        run(place, questions=("extar",))


def test_results_do_not_hang_on_the_number_of_workers(place: Path) -> None:
    one, _ = run(place, workers=1)
    many, _ = run(place, workers=8, out=place / "other")
    assert one == many


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"submissions": Path("/nowhere")}, "there is no folder"),
        ({"out": Path("inside")}, "lie inside one another"),
        ({"seed": "other"}, "another seed"),
    ],
)
def test_calls_that_do_not_fit_get_a_sentence(place: Path, change: dict[str, object], says: str) -> None:
    run(place)
    if "out" in change:
        change = {"out": place / "submissions" / "out"}
    with pytest.raises(UsageError, match=says):
        run(place, **change)


def test_a_folder_without_learners_gets_a_sentence(place: Path) -> None:
    (place / "empty").mkdir()
    with pytest.raises(UsageError, match="holds no learner's folder"):
        run(place, submissions=place / "empty")


def test_a_full_disk_gets_a_sentence_and_keeps_what_was_graded(place: Path) -> None:
    with (
        full_after(1500),
        pytest.raises(QuizkitError, match="make room and run the same command again"),
    ):
        run(place)
    entries = (place / "out" / "results.jsonl").read_text().splitlines()[1:]
    assert entries
    assert all(json.loads(entry)["outcome"] for entry in entries)


def test_killed_in_the_middle_it_goes_on_where_it_was(place: Path) -> None:
    for number in range(300):
        hand_in(place, f"learner-{number:03}", "warm: red, cold: red")
    command = [*QUIZKIT, "grade", str(place / "c" / "t.yaml")]
    command += [str(place / "submissions"), "-o", str(place / "out"), "--json"]
    journal = place / "out" / "results.jsonl"
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") > 20):
        os.sched_yield()
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    with journal.open("ab") as file:
        file.write(b'{"learner": "torn')
    kept = journal.read_bytes().count(b"\n") - 1
    result = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    assert (result["kept"], result["kept"] + result["judged"]) == (kept, 606)
    assert lines(place) == 607
    assert len(result["learners"]) == 303


def test_what_the_system_cannot_open_is_nobodys_zero(place: Path) -> None:
    class Hoarding(Progress):
        """Takes every descriptor that is left before anything is read, and gives them back after it."""

        def __init__(self) -> None:
            self.held: list[int] = []

        def begin(self, total: int) -> None:
            with suppress(OSError):
                while True:
                    self.held.append(os.open("/dev/null", os.O_RDONLY))

        def done(self, task: Task, outcome: Outcome, fresh: bool) -> None:
            while self.held:
                os.close(self.held.pop())

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 200, hard))
    try:
        table, _ = grade(
            Request(str(place / "c/t.yaml"), place / "submissions", place / "out", workers=1),
            system_clock(),
            Hoarding(),
        )
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    bob = next(row for row in table.rows if row.learner == "bob")
    assert {one.outcome for one in bob.outcomes.values() if one} == {"system-fault"}
    assert ("bob", "warm", "What was handed in could not be read: Too many open files.") in table.unjudged()
    (place / "changes.yaml").write_text(
        "format: 1\nchanges: [{change: accept, question: warm, answer: blue, reason: x}]\n"
    )
    with pytest.raises(SandboxFault, match=r"Too many open files\. No mark was changed"):
        regrade(Regrading(place / "out", place / "changes.yaml"), system_clock(), Progress())
    assert {row.learner: row.earned for row in run(place)[0].rows} == {"ada": 2, "bob": 0, "cem": 0}


def test_work_that_vanishes_is_nobodys_zero_until_it_is_back(place: Path) -> None:
    work, away = place / "submissions" / "bob", place / "away"

    class Vanishing(Progress):
        """Takes bob's folder away once the class was listed."""

        def begin(self, total: int) -> None:
            work.rename(away)

    request = Request(str(place / "c/t.yaml"), place / "submissions", place / "out", workers=1)
    table, judged = grade(request, system_clock(), Vanishing())
    assert {row.learner: (row.earned, row.possible) for row in table.rows}["bob"] == (0, 0)
    assert ("bob", "warm", "What was handed in could not be read: No such file or directory.") in (
        table.unjudged()
    )
    assert exit_code(table, judged, None) == 5
    assert lines(place) == 7, "what no second try can mend is not tried twice"
    away.rename(work)
    table, judged = run(place)
    assert (judged.judged, exit_code(table, judged, None)) == (2, 0)


PREDICT = """\
  - {id: printed, kind: predict, difficulty: easy, skills: [s], prompt: What is printed?, code: print(1),
     wrong: [{mistake: m, code: print(2)}], solution: {steps: [x]}}
mistakes: {m: {says: Wrong, why: It is.}}
"""


@pytest.mark.parametrize("lock", [None, '{"format": 1, "questions": {"printed": {"source": "of-before"}}}'])
def test_a_question_without_a_computed_key_is_no_fault_of_the_learners(place: Path, lock: str | None) -> None:
    bank = place / "c" / "t.yaml"
    bank.write_text(TOPIC.replace("[warm, cold]", "[warm, printed]") + PREDICT)
    if lock is not None:
        (place / "c" / "t.lock.json").write_text(lock)
    hand_in(place, "ada", "printed: o1")
    with pytest.raises(ContentError, match="whose key is not computed") as caught:
        run(place)
    assert [(finding.question, finding.line) for finding in caught.value.findings] == [("printed", 19)]
    assert "quizkit bank build" in caught.value.findings[0].fix
    assert not (place / "out").exists()
