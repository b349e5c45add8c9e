"""The laws of moving a log: nothing personal leaves it, and nothing but whole, checked files comes in."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from quizkit.app.learning.progress_file import export, take_in
from quizkit.clock import Clock
from quizkit.errors import ContentError, UsageError
from quizkit.model.answer import Chosen, Program, Typed
from quizkit.model.event import Answered, Ended, Judged, Presented, Served, Started
from quizkit.model.outcome import CheckResult, Graded, LearnerFault, SystemFault
from quizkit.store.log import EventLog, open_log

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLOCK = Clock(now=lambda: NOW, monotonic=lambda: 0.0)
SESSION = "00000000000000aa"
SECRET = "ann-smith"

Line = dict[str, object]


def filled(log: EventLog) -> None:
    """A session in which the learner's name stands wherever a learner can write."""
    check = CheckResult(id="k", passed=False, points=1, earned=0, says=SECRET, actual=SECRET, expected=SECRET)
    answers = [Chosen(option="a"), Typed(text=SECRET), Program(code=f"name = '{SECRET}'\n")]
    outcomes = [
        Graded(score=0, reason=SECRET, output=SECRET, checks=(check,), mistake="mixed"),
        LearnerFault(fault="raised", reason=f"File /home/{SECRET}/a.py", output=SECRET),
        SystemFault(reason=f"/home/{SECRET}"),
    ]
    log.append(SESSION, Started(topic="c/t", mode="quiz", items=(), seed="x"))
    for turn, (answer, outcome) in enumerate(zip(answers, outcomes, strict=True)):
        log.append(SESSION, Presented(question="c/t/q", turn=turn))
        log.append(SESSION, Answered(question="c/t/q", turn=turn, grade_version="v", answer=answer))
        log.append(SESSION, Judged(question="c/t/q", turn=turn, outcome=outcome))
    log.append(SESSION, Ended())


def exported(folder: Path, with_code: bool = False) -> Path:
    with open_log(folder / "log", CLOCK) as log:
        filled(log)
        export(log, folder / "out.jsonl", with_code)
    return folder / "out.jsonl"


def taken(folder: Path, lines: list[str]) -> int:
    """How many events come in where these lines are the file; the log's own count must agree."""
    (folder / "in.jsonl").write_text("\n".join(lines) + "\n")
    with open_log(folder / "other", CLOCK) as log:
        try:
            return take_in(log, folder / "in.jsonl", NOW).added
        finally:
            log.connection.execute("BEGIN")  # nothing was left open
            log.connection.execute("ROLLBACK")


def count(path: Path) -> int:
    with open_log(path, CLOCK) as log:
        return len(list(log.everything()))


def test_what_is_exported_holds_nothing_that_the_learner_wrote(tmp_path: Path) -> None:
    file = exported(tmp_path)
    assert SECRET not in file.read_text()
    assert str(tmp_path) not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "mixed" in file.read_text()


def test_with_code_it_holds_the_answers_and_still_no_output(tmp_path: Path) -> None:
    text = exported(tmp_path, with_code=True).read_text()
    assert text.count(SECRET) == 2


def test_the_learner_id_is_random_and_stays_that_of_the_log(tmp_path: Path) -> None:
    file = exported(tmp_path)
    first = json.loads(file.read_text().splitlines()[0])["learner"]
    with open_log(tmp_path / "log", CLOCK) as log:
        export(log, file, with_code=False)
    assert json.loads(file.read_text().splitlines()[0])["learner"] == first
    with open_log(tmp_path / "log2", CLOCK) as log:
        export(log, tmp_path / "two.jsonl", with_code=False)
    assert json.loads((tmp_path / "two.jsonl").read_text())["learner"] != first


@pytest.mark.parametrize("there", ["log", "notes"])
def test_nothing_but_an_export_is_written_over(tmp_path: Path, there: str) -> None:
    (tmp_path / "notes").write_text("mine\n")
    with open_log(tmp_path / "log", CLOCK) as log:
        filled(log)
        with pytest.raises(UsageError, match="is no exported progress; name another file"):
            export(log, tmp_path / there, with_code=False)
    assert (tmp_path / "notes").read_text() == "mine\n"
    assert count(tmp_path / "log") == 11


def test_what_is_taken_in_twice_is_there_once(tmp_path: Path) -> None:
    lines = exported(tmp_path).read_text().splitlines()
    assert taken(tmp_path, lines) == 11
    assert taken(tmp_path, lines) == 0
    assert taken(tmp_path, [lines[0], *lines[1:4], *lines[1:]]) == 0
    assert count(tmp_path / "other") == 11


def test_sessions_over_all_topics_and_exams_are_moved_too(tmp_path: Path) -> None:
    names = ("", "exam final A " + "0" * 64)
    with open_log(tmp_path / "log", CLOCK) as log:
        for number, name in enumerate(names):
            start = Started(topic=name, mode="exam", items=(Served(question="c/t/q"),), seed="x", minutes=5)
            log.append(f"{number:016x}", start)
        export(log, tmp_path / "out", with_code=False)
    assert taken(tmp_path, (tmp_path / "out").read_text().splitlines()) == len(names)


STARTS: dict[str, dict[str, object]] = {
    "a topic with an escape": {"topic": "c/\x1b[2J"},
    "a topic that is a path": {"topic": "../.."},
    "an unknown mode": {"mode": "lottery"},
    "an item with an escape": {"items": [{"question": "c/t/\x1b"}]},
    "endless minutes": {"minutes": float("inf")},
}


@pytest.mark.parametrize("name", STARTS)
def test_a_session_that_cannot_have_begun_so_is_refused(tmp_path: Path, name: str) -> None:
    lines = exported(tmp_path).read_text().splitlines()
    lines[1] = of_what(lines[1], **STARTS[name])
    with pytest.raises(ContentError, match="nothing of"):
        taken(tmp_path, lines)
    assert count(tmp_path / "other") == 0


def changed(line: str, **fields: object) -> str:
    return json.dumps({**json.loads(line), **fields})


def of_what(line: str, **fields: object) -> str:
    loaded = json.loads(line)
    return json.dumps({**loaded, "what": {**cast(Line, loaded["what"]), **fields}})


BROKEN: dict[str, Callable[[str], str]] = {
    "no JSON": lambda line: line[:-5],
    "empty": lambda line: "",
    "a list": lambda line: "[]",
    "deep": lambda line: "[" * 100_000,
    "an unknown field": lambda line: changed(line, extra=1),
    "a newer event": lambda line: changed(line, version=2),
    "an id with a path": lambda line: changed(line, id="../../etc/passwd"),
    "a session that never began": lambda line: changed(line, session="00000000000000bb"),
    "a time without offset": lambda line: changed(line, at="2025-01-01T00:00:00"),
    "a time to come": lambda line: changed(line, at="9999-12-31T00:00:00Z"),
    "a time before computers": lambda line: changed(line, at="0001-01-01T00:00:00Z"),
    "an endless wait": lambda line: line.replace('"delta_s":0.0', '"delta_s":1e999'),
    "an unknown kind": lambda line: of_what(line, type="bought"),
    "a question with an escape": lambda line: of_what(line, question="c/t/\x1b[2J"),
    "a question with a line break": lambda line: of_what(line, question="c/t/q\n"),
    "a turn beyond counting": lambda line: of_what(line, turn=10**30),
    "a turn before the first": lambda line: of_what(line, turn=-1),
    "a variant beyond counting": lambda line: of_what(line, variant=10**18),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_line_is_named_and_nothing_at_all_is_taken_in(tmp_path: Path, name: str) -> None:
    lines = exported(tmp_path).read_text().splitlines()
    lines[2] = BROKEN[name](lines[2])
    with pytest.raises(ContentError, match="nothing of") as caught:
        taken(tmp_path, lines)
    assert caught.value.findings[0].line == 3
    assert count(tmp_path / "other") == 0


def test_a_line_too_long_to_read_is_refused(tmp_path: Path) -> None:
    lines = exported(tmp_path).read_text().splitlines()
    with pytest.raises(ContentError) as caught:
        taken(tmp_path, [*lines, " " * 5_000_000])
    assert "too long" in caught.value.findings[0].message


def test_no_more_than_twenty_lines_are_complained_about(tmp_path: Path) -> None:
    lines = exported(tmp_path).read_text().splitlines()
    with pytest.raises(ContentError) as caught:
        taken(tmp_path, [*lines, *["{}"] * 1000])
    assert len(caught.value.findings) == 20


@pytest.mark.parametrize("content", ["", "\n", "{}", "not json", '{"format":"quizkit-progress","version":1}'])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(ContentError, match="is no exported progress"):
        taken(tmp_path, [content])


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", CLOCK) as log, pytest.raises(UsageError, match="there is no file"):
        take_in(log, tmp_path / "nothing", NOW)
