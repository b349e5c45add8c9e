"""Plain sessions when something fails: no sandbox, a full disk, a bank that changed, a session open twice."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.app.examiner import Examiner
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.take import open_sitting
from quizkit.bank.catalogue import open_topic
from quizkit.clock import Clock
from quizkit.errors import SandboxUnavailable, SessionMovedOn, StoreError, UsageError
from quizkit.model.answer import Program
from quizkit.model.event import Answered, Judged
from quizkit.model.outcome import SystemFault
from quizkit.session.modes import MODES
from quizkit.store.history import sessions
from quizkit.store.log import EventLog, open_log
from quizkit.terminal.console import Console
from quizkit.terminal.plain import PlainSession

TOPIC = """
format: 1
id: small
title: Small
authors: [A]
license: CC0-1.0
minutes: 1
runner: python
insight: Insight.
skills: {s: S}
questions:
  - id: program
    kind: code
    difficulty: easy
    skills: [s]
    prompt: Write `f`.
    entry: f
    starter: "def f(): ..."
    cases: [{id: c}]
    checks: [{id: k, observe: return}]
    solution: {code: "def f(): return 1"}
  - id: choice
    kind: choice
    difficulty: easy
    skills: [s]
    prompt: Which?
    options:
      - {id: a, text: A, correct: true, feedback: Since A.}
      - {id: b, text: B, feedback: No B.}
    solution: {steps: [One.]}
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "bank" / "small.yaml"
    path.parent.mkdir()
    path.write_text(TOPIC)
    return path


def clock() -> Clock:
    return Clock(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), monotonic=lambda: 0.0)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with open_log(tmp_path / "log", clock()) as opened:
        yield opened


@contextmanager
def nowhere(*_: object) -> Iterator[None]:
    raise SandboxUnavailable("no wall can be built here; install bubblewrap.")
    yield


class Hand:
    """A learner whose next line may depend on what they do in between."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def readline(self) -> str:
        return next(self._lines, "")


def session(
    bank: Path,
    log: EventLog,
    typed: str,
    interactive: bool = False,
    desk: Desk | None = None,
    new: bool = False,
    source: Hand | None = None,
) -> tuple[PlainSession, io.StringIO]:
    desk = desk or Desk(lambda secret: Examiner("own", secret))
    sitting = open_sitting(
        [open_topic(bank)], MODES["practice"], log, desk, asks_confidence=interactive, new=new
    )
    screen = io.StringIO()
    return PlainSession(sitting, Console(source or io.StringIO(typed), screen, interactive), "go on"), screen


def test_without_a_sandbox_programs_are_refused_with_the_reason_and_the_rest_goes_on(
    bank: Path, log: EventLog
) -> None:
    desk = Desk(lambda secret: Examiner("own", secret, opener=nowhere))  # type: ignore[arg-type]  # opens nothing
    desk.warm_up("s", "python").join()
    plain, screen = session(bank, log, "1\n", desk=desk)
    assert plain.run()
    said = screen.getvalue()
    assert (
        "COULD NOT BE JUDGED, which is not your doing. No wall can be built here; install bubblewrap."
        in " ".join(said.split())
    )
    assert "CORRECT. Since A." in said
    events = log.read(sessions(log, "bank/small", "practice")[0].id)
    judged = [event.what for event in events if isinstance(event.what, Judged)]
    assert isinstance(judged[0].outcome, SystemFault)


def test_a_program_judged_where_no_sandbox_can_be_had_is_kept_and_without_a_number(
    bank: Path, log: EventLog
) -> None:
    desk = Desk(lambda secret: Examiner("own", secret, opener=nowhere))  # type: ignore[arg-type]  # opens nothing
    sitting = open_sitting([open_topic(bank)], MODES["practice"], log, desk, asks_confidence=False)
    item = sitting.plan.items[0]
    verdict = sitting.judge(item, Program(code="def f(): return 2"), 0)
    assert verdict.outcome == SystemFault(reason="No wall can be built here; install bubblewrap.")


def test_an_answer_that_could_not_be_saved_can_be_saved_when_there_is_room(bank: Path, log: EventLog) -> None:
    def learner() -> Iterator[str]:
        yield from ("s\n", "\n")
        log.connection.execute("PRAGMA query_only = 1")
        yield from ("1\n", "\n")  # the answer, and a first try in vain
        log.connection.execute("PRAGMA query_only = 0")
        yield from ("\n", "2\n")  # the second try, and how sure

    plain, screen = session(bank, log, "", interactive=True, source=Hand(learner()))
    assert plain.run()
    assert screen.getvalue().count("Not saved. Press Enter to try again") == 2
    events = log.read(sessions(log, "bank/small", "practice")[0].id)
    assert len([event for event in events if isinstance(event.what, Answered)]) == 1


def test_a_session_that_went_on_elsewhere_ends_here_instead_of_trying_again(
    bank: Path, log: EventLog, tmp_path: Path
) -> None:
    def learner() -> Iterator[str]:
        yield from ("s\n", "\n")
        with open_log(tmp_path / "log", clock()) as other:
            assert session(bank, other, "1\n")[0].run()
        yield "2\n"

    plain, screen = session(bank, log, "", interactive=True, source=Hand(learner()))
    with pytest.raises(SessionMovedOn, match="the last input here was not saved"):
        plain.run()
    assert "try again" not in screen.getvalue()


def test_on_a_pipe_an_event_that_cannot_be_saved_is_an_error(bank: Path, log: EventLog) -> None:
    plain, _ = session(bank, log, "s\n1\n")
    log.connection.execute("PRAGMA query_only = 1")
    with pytest.raises(StoreError, match="it may only be read"):
        plain.run()


def test_a_question_that_left_the_bank_is_left_out_when_one_comes_back(bank: Path, log: EventLog) -> None:
    plain, _ = session(bank, log, "s\n")
    assert not plain.run()
    bank.write_text(TOPIC.replace("- id: program", "- id: renamed"))
    again, screen = session(bank, log, "1\n")
    assert again.run()
    assert "Question 1 of 1," in screen.getvalue()


def test_a_finished_session_is_not_resumed(bank: Path, log: EventLog) -> None:
    assert session(bank, log, "s\n1\n")[0].run()
    plain, screen = session(bank, log, "")
    plain.run()
    assert "Resuming" not in screen.getvalue()
    assert len(sessions(log, "bank/small", "practice")) == 2


def test_new_starts_over_and_leaves_the_old_session_in_the_log(bank: Path, log: EventLog) -> None:
    session(bank, log, "s\n")[0].run()
    plain, screen = session(bank, log, "", new=True)
    plain.run()
    assert "Resuming" not in screen.getvalue()
    assert len(sessions(log, "bank/small", "practice")) == 2


def test_a_question_that_changed_after_it_was_built_is_not_shown_with_its_old_options(
    tmp_path: Path, log: EventLog
) -> None:
    garden = Path(__file__).parents[2] / "golden" / "banks" / "garden"
    for name in ("seven-kinds.yaml", "seven-kinds.lock.json"):
        (tmp_path / name).write_text((garden / name).read_text().replace("print(a[1:3])", "print(a[2:3])"))
    plain, screen = session(tmp_path / "seven-kinds.yaml", log, "s\ns\n:s\n:s\ns\n")
    plain.run()
    told = "not your doing. It was changed after its key was computed."
    assert told in " ".join(screen.getvalue().split())


def test_a_topic_without_a_live_question_is_a_sentence(bank: Path, log: EventLog) -> None:
    bank.write_text(TOPIC.replace("difficulty: easy", "difficulty: easy\n    status: draft"))
    with pytest.raises(UsageError, match="has no live question for a practice"):
        session(bank, log, "")


def test_a_better_program_in_a_file_is_taken_where_a_wrong_one_is_told(
    bank: Path, log: EventLog, tmp_path: Path
) -> None:
    better = tmp_path / "better.py"
    better.write_text("def f(): return 1")
    typed = f"p\ndef f(): return 2\n.\n:file {tmp_path / 'none.py'}\n:file {better}\n1\n"
    plain, screen = session(bank, log, typed)
    assert plain.run()
    said = screen.getvalue()
    assert "was not taken. The file could not be opened" in " ".join(said.split())
    assert said.count("running...") == 2
    assert "CORRECT.\n  passed  k: 1 of 1" in said


def test_flags_and_the_list_are_at_hand_at_every_prompt(bank: Path, log: EventLog) -> None:
    plain, screen = session(bank, log, "f\nb\ns\nb\n\n:f\n1\nF\n\n", interactive=True)
    plain.run()
    said = screen.getvalue()
    assert said.count("Flagged.") == 2
    assert said.count("No longer flagged.") == 1
    assert said.count("Questions of this session:") == 2
    assert "1. Write `f`.: skipped, flagged" in said


def test_the_width_is_asked_for_at_each_output() -> None:
    widths = iter([80, 20, 20, 20])
    screen = io.StringIO()
    console = Console(io.StringIO(), screen, False, lambda: next(widths))
    for _ in range(2):
        console.tell("This sentence is longer than twenty columns.")
    assert [len(line) <= 20 for line in screen.getvalue().splitlines()] == [False, True, True, True]
