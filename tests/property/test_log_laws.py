"""The laws of what is derived from the log: what folding all events anew gives, also after moving it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.app.learning.progress_file import export, take_in
from quizkit.clock import Clock
from quizkit.model.answer import Chosen
from quizkit.model.event import (
    Answered,
    Confident,
    Ended,
    Event,
    Hinted,
    Judged,
    Presented,
    Revealed,
    Skipped,
    Started,
    Turn,
    What,
)
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted, score_of
from quizkit.store.forgetting import forget
from quizkit.store.log import EventLog, open_log
from quizkit.store.schema import rebuild

NOW = datetime(2026, 6, 1, tzinfo=UTC)
QUESTIONS = [f"c/{topic}/{name}" for topic in ("one", "two") for name in ("a", "b")]
OUTCOMES = [
    Graded(score=1),
    Graded(score=0.5),
    Graded(score=0, mistake="mixed"),
    LearnerFault(fault="raised", reason="no", mistake="other"),
    NotAttempted(reason="empty"),
    AuthorFault(reason="broken"),
]
DERIVED = {
    "sitting": "session, seq, topic, mode, ended",
    "turn": "session, turn, question, mode, variant, again, helped, answers, sure, at, told, outcome, score",
    "slip": "session, turn, question, mistake",
}


def turns(question: str, turn: int) -> st.SearchStrategy[Turn]:
    return st.one_of(
        st.builds(
            lambda variant, steps: Presented(question=question, turn=turn, variant=variant, steps=steps),
            st.integers(0, 3),
            st.integers(0, 2),
        ),
        st.integers(1, 3).map(lambda level: Confident(question=question, turn=turn, level=level)),
        st.sampled_from(OUTCOMES).map(
            lambda outcome: Judged(question=question, turn=turn, outcome=outcome),
        ),
        st.sampled_from(
            [
                Hinted(question=question, turn=turn, rung=0),
                Answered(question=question, turn=turn, grade_version="v", answer=Chosen(option="a")),
                Skipped(question=question, turn=turn),
                Revealed(question=question, turn=turn),
            ]
        ),
    )


# A turn of a session is about one question: which one follows from both numbers.
HAPPENED = st.tuples(st.integers(0, 2), st.integers(0, 3)).flatmap(
    lambda drawn: st.tuples(st.just(drawn[0]), turns(QUESTIONS[sum(drawn) % 4], drawn[1]) | st.just(Ended()))
)
HISTORIES = st.lists(HAPPENED, max_size=40)


@contextmanager
def logged(history: list[tuple[int, What]]) -> Iterator[EventLog]:
    """A log in which three sessions began and then this happened, a second from event to event."""
    ticks = iter(range(1_000_000))
    clock = Clock(now=lambda: NOW + timedelta(seconds=next(ticks) - 1_000_000), monotonic=lambda: 0.0)
    with tempfile.TemporaryDirectory() as folder, open_log(Path(folder) / "log", clock) as log:
        for number, mode in enumerate(("quiz", "practice", "test")):
            log.append(f"{number:016x}", Started(topic="c/one", mode=mode, items=(), seed="s"))
        for number, what in history:
            log.append(f"{number:016x}", what)
        yield log


def derived(log: EventLog) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(log.connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
        for table, columns in DERIVED.items()
    }


def settled(events: list[Event]) -> tuple[str | None, float | None, int]:
    """How a turn was settled, its score, and how much help came before, folded in Python."""
    outcome: str | None = None
    score: float | None = None
    helped, answered = 0, False
    for event in events:
        open_still = outcome in (None, "not-attempted")
        if isinstance(event.what, Hinted | Revealed):
            helped += open_still
        elif isinstance(event.what, Presented):
            helped += open_still and event.what.steps > 0
        elif isinstance(event.what, Answered):
            answered = True
        elif isinstance(event.what, Judged) and open_still and score_of(event.what.outcome) is not None:
            outcome, score = event.what.outcome.outcome, score_of(event.what.outcome)
        elif isinstance(event.what, Skipped) and outcome is None and not answered:
            outcome, score = "skipped", None
    return outcome, score, helped


def answers(events: list[Event]) -> int:
    """How often an answer was handed in, a starter that came back unchanged aside."""
    count = 0
    for event in events:
        count += isinstance(event.what, Answered)
        if isinstance(event.what, Judged) and event.what.outcome.outcome == "not-attempted":
            count = max(0, count - 1)
    return count


def sure(events: list[Event]) -> int | None:
    """How sure the learner was of what was judged: not of a starter that was handed in unchanged."""
    level: int | None = None
    seen: list[Event] = []
    for event in events:
        if isinstance(event.what, Confident):
            level = event.what.level
        elif isinstance(event.what, Judged) and event.what.outcome.outcome == "not-attempted":
            level = None if settled(seen)[0] in (None, "not-attempted") else level
        seen.append(event)
    return level


@settings(max_examples=60, deadline=None)
@given(HISTORIES)
def test_the_rows_of_turns_are_what_folding_the_events_gives(history: list[tuple[int, What]]) -> None:
    with logged(history) as log:
        grouped: dict[tuple[str, int], list[Event]] = {}
        for event in log.everything():
            if isinstance(event.what, Turn):
                grouped.setdefault((event.session, event.what.turn), []).append(event)
        query = "SELECT session, turn, outcome, score, helped, answers, sure FROM turn"
        rows = {(row[0], row[1]): row[2:] for row in log.connection.execute(query)}
        assert set(rows) == set(grouped)
        for key, events in grouped.items():
            assert rows[key] == (*settled(events), answers(events), sure(events))


@settings(max_examples=40, deadline=None)
@given(HISTORIES)
def test_rebuilding_changes_nothing(history: list[tuple[int, What]]) -> None:
    with logged(history) as log:
        before = derived(log)
        log.connection.execute("BEGIN")
        rebuild(log.connection)
        log.connection.execute("COMMIT")
        assert derived(log) == before
        assert log.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@settings(max_examples=40, deadline=None)
@given(HISTORIES)
def test_a_log_moved_by_export_and_import_derives_the_same(history: list[tuple[int, What]]) -> None:
    with logged(history) as log, logged([]) as other, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        forget(other)
        count = export(log, file, with_code=False)
        assert take_in(other, file, NOW).added == count
        assert derived(other) == derived(log)
        assert take_in(other, file, NOW).added == 0
        assert derived(other) == derived(log)


@settings(max_examples=40, deadline=None)
@given(HISTORIES)
def test_forgetting_a_topic_leaves_every_row_of_the_others(history: list[tuple[int, What]]) -> None:
    with logged(history) as log:
        before = derived(log)
        forget(log, "c/two")
        after = derived(log)
        kept = [row for row in before["turn"] if str(row[2]).startswith("c/one/")]
        assert [row[:10] for row in after["turn"]] == [row[:10] for row in kept]
        assert not any("c/two" in event.model_dump_json() for event in log.everything())
