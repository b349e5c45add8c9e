"""The laws of a regrade: nobody loses unless told to, all or nothing, and a later grading keeps to it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizkit.app.classes.grade import Request as GradeRequest
from quizkit.app.classes.grade import grade
from quizkit.app.classes.judging import Judged, Progress
from quizkit.app.classes.task import Task
from quizkit.app.results.regrade import Regraded, Request, regrade
from quizkit.clock import Clock, system_clock
from quizkit.errors import ContentError, QuizkitError, UnknownName, UsageError
from quizkit.model.outcome import Outcome
from quizkit.report.journal import Header, open_journal
from quizkit.report.marks import STANDS
from quizkit.report.table import ClassTable

TOPIC = """\
format: 1
id: t
title: Colours
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
sections: {practice: [pick, count, word]}
questions:
  - {id: pick, kind: choice, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: red, text: R, correct: true}, {id: blue, text: B}, {id: grey, text: G}]}
  - {id: count, kind: numeric, difficulty: easy, skills: [s], prompt: How many?, value: 10,
     tolerance: {absolute: 1}, solution: {steps: [x]}}
  - {id: word, kind: text, difficulty: easy, skills: [s], prompt: Say it., accept: [it],
     solution: {steps: [x]}}
"""
CLASS = {
    "ada": "pick: red, count: 10.9, word: it",
    "bob": "pick: blue, count: 12, word: that",
    "cem": "pick: 3, count: ten",
    "dan": "",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A graded class in out/."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    for learner, answers in CLASS.items():
        (tmp_path / "submissions" / learner).mkdir(parents=True)
        sheet = f"format: 1\nanswers: {{{answers}}}\n"
        (tmp_path / "submissions" / learner / "answers.yaml").write_text(sheet)
    graded(tmp_path)
    return tmp_path


def graded(place: Path, clock: Clock | None = None) -> tuple[ClassTable, Judged]:
    request = GradeRequest(str(place / "c" / "t.yaml"), place / "submissions", place / "out")
    return grade(request, clock or system_clock(), Progress())


def changed(
    place: Path,
    *changes: str,
    dry_run: bool = False,
    allow_lower: bool = False,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> Regraded:
    lines = "".join(f"  - {{{change}, reason: We looked.}}\n" for change in changes)
    (place / "changes.yaml").write_text(f"format: 1\nchanges:\n{lines}")
    request = Request(place / "out", place / "changes.yaml", dry_run, allow_lower)
    return regrade(request, clock or system_clock(), progress or Progress())


def points(table: ClassTable) -> dict[str, tuple[float, float]]:
    return {row.learner: (row.earned, row.possible) for row in table.rows}


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


BEFORE = {"ada": (3, 3), "bob": (0, 3), "cem": (0, 3), "dan": (0, 3)}
ACCEPT_BLUE = "change: accept, question: pick, answer: blue"
WIDE = "change: tolerance, question: count, tolerance: {absolute: 2}"
NARROW = "change: tolerance, question: count, tolerance: {absolute: 0.5}"
DROP = "change: drop, question: word"
FULL = "change: full-marks, question: count"


@pytest.mark.parametrize(
    ("change", "after", "judged"),
    [
        (ACCEPT_BLUE, {"bob": (1, 3)}, 4),
        ("change: accept, question: count, answer: 13", {"bob": (1, 3)}, 4),
        ("change: accept, question: word, answer: ' that '", {"bob": (1, 3)}, 4),
        (WIDE, {"bob": (1, 3)}, 4),
        (FULL, {"bob": (1, 3), "cem": (1, 3), "dan": (1, 3)}, 0),
        (DROP, {"ada": (2, 2), "bob": (0, 2), "cem": (0, 2), "dan": (0, 2)}, 0),
    ],
)
def test_each_change_does_what_it_says_and_judges_only_its_own_question(
    place: Path, change: str, after: dict[str, tuple[float, float]], judged: int
) -> None:
    done = changed(place, change)
    assert points(done.table) == {**BEFORE, **after}
    assert {one.learner: (one.before, one.after) for one in done.changed} == {
        learner: (BEFORE[learner], there) for learner, there in after.items()
    }
    assert (done.judged.judged, done.held) == (judged, 0)


def test_who_only_gains_a_number_is_listed_with_the_question(place: Path) -> None:
    path = place / "out" / "results.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for line in lines[1:]:
        if (line["learner"], line["question"]) == ("ada", "word"):
            line["outcome"] = {"outcome": "author-fault", "reason": "Broken."}
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    done = changed(place, DROP)
    (ada,) = [one for one in done.changed if one.learner == "ada"]
    assert (ada.before, ada.after, ada.numbered) == ((2, 2), (2, 2), ("word",))
    assert all(not one.numbered for one in done.changed if one is not ada)


def test_a_later_grading_keeps_to_every_regrade_and_judges_nothing(place: Path) -> None:
    changed(place, ACCEPT_BLUE, DROP)
    done = changed(place, NARROW)
    before = files(place / "out")
    table, judged = graded(place)
    assert (judged.judged, table) == (0, done.table)
    assert files(place / "out") == before


def test_a_learner_who_comes_later_is_judged_under_the_changes(place: Path) -> None:
    changed(place, ACCEPT_BLUE, WIDE)
    (place / "submissions" / "eve").mkdir()
    (place / "submissions" / "eve" / "answers.yaml").write_text(f"format: 1\nanswers: {{{CLASS['bob']}}}\n")
    table, judged = graded(place)
    assert (points(table)["eve"], judged.judged) == ((2, 3), 3)


def test_a_verdict_is_lowered_only_if_that_is_allowed(place: Path) -> None:
    held = changed(place, NARROW)
    assert (held.held, held.changed, points(held.table)) == (1, (), BEFORE)
    assert [row.learner for row in held.table.rows if STANDS in row.marks["count"].notes] == ["ada"]
    assert STANDS in (place / "out" / "class.html").read_text()
    lowered = changed(place, NARROW, allow_lower=True)
    assert lowered.held == 0
    assert [(one.learner, one.before, one.after) for one in lowered.changed] == [("ada", (3, 3), (2, 3))]


def test_what_is_held_at_one_question_stays_when_another_may_fall(place: Path) -> None:
    changed(place, NARROW)
    done = changed(place, ACCEPT_BLUE, DROP, allow_lower=True)
    assert points(done.table)["ada"] == (2, 2)
    assert graded(place)[1].judged == 0


def test_a_dry_run_tells_what_would_be_and_writes_nothing(place: Path) -> None:
    journal = place / "out" / "results.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"learner": "torn')
    (place / "out" / ".regrade-of-a-killed-one").mkdir()
    before, times = files(place / "out"), journal.stat().st_mtime_ns
    tried = changed(place, WIDE, DROP, dry_run=True)
    assert (files(place / "out"), journal.stat().st_mtime_ns) == (before, times)
    assert (place / "out" / ".regrade-of-a-killed-one").exists()
    done = changed(place, WIDE, DROP)
    assert (tried.table, tried.changed) == (done.table, done.changed)
    assert not (place / "out" / ".regrade-of-a-killed-one").exists()


def test_a_dry_run_needs_no_lock(place: Path) -> None:
    header = Header(kind="quizkit-grade", of="c/t", secret="s", engine="0", started="now")
    journal = open_journal(place / "out", header, fixed_secret=False)
    try:
        assert changed(place, WIDE, dry_run=True).changed
        with pytest.raises(UsageError, match="another grading"):
            changed(place, WIDE)
    finally:
        journal.close()


def test_the_same_regrade_again_changes_nothing(place: Path) -> None:
    first = changed(place, WIDE, DROP)
    before = files(place / "out")
    again = changed(place, WIDE, DROP)
    assert (again.again, again.changed, again.table) == (True, (), first.table)
    assert files(place / "out") == before


def test_a_topic_that_was_changed_since_is_named_and_nothing_is_done(place: Path) -> None:
    topic = place / "c" / "t.yaml"
    topic.write_text(TOPIC.replace("accept: [it]", "accept: [it, that]"))
    before = files(place / "out")
    for dry_run in (True, False):
        with pytest.raises(UsageError, match=r"changed since this class was graded \(word\)"):
            changed(place, WIDE, dry_run=dry_run)
    assert files(place / "out") == before
    graded(place)
    assert points(changed(place, WIDE).table)["bob"] == (2, 3)


def test_a_change_that_fits_the_topic_no_more_is_told_with_a_way_out(place: Path) -> None:
    changed(place, "change: accept, question: pick, answer: grey")
    (place / "c" / "t.yaml").write_text(TOPIC.replace("{id: grey, text: G}", "{id: green, text: G}"))
    before = files(place / "out")
    for again in (lambda: changed(place, WIDE), lambda: graded(place)):
        with pytest.raises(UsageError, match=r"does not fit .* any more: .* grade into another folder"):
            again()
    assert files(place / "out") == before


def test_a_change_to_a_question_that_is_gone_is_told(place: Path) -> None:
    changed(place, FULL)
    (place / "c" / "t.yaml").write_text(TOPIC.replace("count", "number"))
    table, _ = graded(place)
    assert ("unknown-question", "results.jsonl") in [(one.code, one.file) for one in table.findings]


def test_a_topic_whose_words_alone_were_mended_is_no_other(place: Path) -> None:
    (place / "c" / "t.yaml").write_text(TOPIC.replace("prompt: Say it.", "prompt: Say it!"))
    assert changed(place, WIDE).changed


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ("change: drop, question: wrod", UnknownName, "Did you mean 'word'"),
        ("change: accept, question: pick, answer: green", UsageError, "is not among"),
        ("change: accept, question: count, answer: many", UsageError, "is not a number"),
        ("change: accept, question: count, answer: .nan", UsageError, "is not a number"),
        ("change: accept, question: pick, answer: true", ContentError, "cannot be used"),
        ("change: tolerance, question: pick, tolerance: {absolute: 1}", UsageError, "choice question"),
        ("change: tolerance, question: count, tolerance: {rtol: 1, atol: 1}", UsageError, "of that kind"),
        ("change: tolerance, question: count, tolerance: {}", UsageError, "not clear"),
        ("change: tolerance, question: count, tolerance: {absolute: .inf}", ContentError, "cannot be used"),
        ("change: tolerance, question: count, tolerance: {absolute: 1, digits: 2}", UsageError, "not clear"),
        ("change: raise, question: pick", ContentError, "cannot be used"),
        ("change: drop", ContentError, "cannot be used"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_and_nothing_is_done(
    place: Path, change: str, error: type[Exception], says: str
) -> None:
    before = files(place / "out")
    with pytest.raises(error, match=says):
        changed(place, WIDE, change)
    assert files(place / "out") == before


def test_findings_on_a_broken_file_name_its_line(place: Path) -> None:
    with pytest.raises(ContentError) as caught:
        changed(place, WIDE, "change: drop")
    assert [Path(one.file).name for one in caught.value.findings] == ["changes.yaml"]
    assert caught.value.findings[0].line == 4


def test_a_class_with_a_gap_or_without_its_journal_is_refused(place: Path) -> None:
    journal = place / "out" / "results.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole[: whole.rstrip().rfind(b"\n") + 1])
    with pytest.raises(UsageError, match="is not wholly graded"):
        changed(place, WIDE)
    journal.unlink()
    for dry_run in (True, False):
        with pytest.raises(UsageError, match="lost its journal"):
            changed(place, WIDE, dry_run=dry_run)
    assert not journal.exists()


def test_where_the_pages_could_not_be_written_the_same_regrade_finishes_and_is_made_once(place: Path) -> None:
    page = place / "out" / "class.html"
    page.unlink()
    page.mkdir()
    with pytest.raises(QuizkitError, match="run the same command again"):
        changed(place, WIDE)
    page.rmdir()
    done = changed(place, WIDE)
    assert (done.again, done.changed, points(done.table)["bob"]) == (True, (), (1, 3))
    assert page.is_file()
    assert (place / "out" / "results.jsonl").read_bytes().count(b'\n{"regrade":') == 1


def test_ctrl_c_leaves_the_class_as_it_was(place: Path) -> None:
    class Pressing(Progress):
        def done(self, task: Task, outcome: Outcome, fresh: bool) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    before = files(place / "out")
    with pytest.raises(KeyboardInterrupt):
        changed(place, WIDE, progress=Pressing())
    assert files(place / "out") == before
    assert changed(place, WIDE).changed


def set_back(days: int) -> Clock:
    return Clock(lambda: datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=days), system_clock().monotonic)


@pytest.mark.parametrize("act", [graded, lambda place, clock: changed(place, NARROW, clock=clock)])
def test_a_clock_that_was_set_back_changes_nothing_but_what_it_tells(
    place: Path, act: Callable[..., object]
) -> None:
    changed(place, WIDE)
    table = graded(place)[0]
    act(place, clock=set_back(900))
    later = changed(place, DROP, clock=set_back(1800)).table
    assert points(later) == {who: (earned - (who == "ada"), 2) for who, (earned, _) in points(table).items()}
    assert graded(place, clock=set_back(3000))[0] == later


def test_every_change_is_told_with_its_reason_in_the_order_made(place: Path) -> None:
    changed(place, WIDE)
    table = changed(place, DROP, FULL, allow_lower=True).table
    told = [line.partition(": ")[2] for line in table.decisions]
    assert told == [
        "tolerance on count, since We looked.",
        "drop on word, also where that lowers a mark, since We looked.",
        "full-marks on count, also where that lowers a mark, since We looked.",
    ]
