"""What a learner with a long history waits for: `quizkit progress` over 100 000 answers, whole processes.

Prints the table in Markdown. The log is made with the store itself, over the questions that ship. "Nothing
kept" takes the cards of the spacing away first, as an edit that gives a question another skill does: all
answers are folded anew. `--answers N` makes it another number.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from measuring import HEAD, Arm, in_turn, installed, process, row, timed

from quizkit.bank.catalogue import all_topics
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock, system_clock
from quizkit.model.answer import Chosen
from quizkit.model.event import Answered, Confident, Ended, Judged, Presented, Skipped, Started, What
from quizkit.model.outcome import Graded
from quizkit.rng import Stream
from quizkit.store.log import EventLog, open_log

QUIZKIT = str(Path(sys.executable).with_name("quizkit"))
MODES = ("quiz", "test", "review", "practice")
PER_SESSION = 10
RUNS = 15


def fill(log: EventLog, answers: int, step: Callable[[float], None]) -> None:
    """Sessions of ten answers each, two hours apart; four of five right, each with how sure."""
    topics = [topic for topic in all_topics() if isinstance(topic, LoadedTopic)]
    questions = [f"{topic.address}/{question.id}" for topic in topics for question in topic.topic.questions]
    stream = Stream("a long history")
    log.connection.execute("BEGIN")
    for number in range(answers // PER_SESSION):
        session = f"{number:016x}"
        step(2 * 3600)
        put(log, session, Started(topic="", mode=MODES[number % len(MODES)], items=(), seed=session))
        for turn in range(PER_SESSION):
            step(40)
            question = questions[stream.below(len(questions))]
            answer(log, session, question, turn, stream)
        put(log, session, Ended())
    log.connection.execute("COMMIT")


def put(log: EventLog, session: str, what: What) -> None:
    """One event, within the transaction that is open: a hundred thousand syncs would take an hour."""
    log.insert(log.event(session, what))


def answer(log: EventLog, session: str, question: str, turn: int, stream: Stream) -> None:
    """The four events of one answer."""
    options = ("a", "b", "c", "d")
    right = stream.below(5) > 0
    outcome = Graded(score=float(right), mistake=None if right else f"mistake-{stream.below(9)}")
    put(log, session, Presented(question=question, turn=turn, options=options))
    chosen = Chosen(option="a")
    put(
        log,
        session,
        Answered(question=question, turn=turn, grade_version="f" * 64, options=options, answer=chosen),
    )
    put(log, session, Confident(question=question, turn=turn, level=1 + stream.below(3)))
    put(log, session, Judged(question=question, turn=turn, outcome=outcome))


def made(path: Path, answers: int) -> None:
    """A log of that many answers at `path`, the latest of a while ago."""
    now = [datetime(2023, 1, 1, tzinfo=UTC)]

    def step(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    with open_log(path, Clock(now=lambda: now[0], monotonic=lambda: 0.0)) as log:
        fill(log, answers, step)


def forgetful(path: Path, work: Callable[[], None]) -> Callable[[], None]:
    """`work`, with what was kept of the cards taken away before."""

    def anew() -> None:
        connection = sqlite3.connect(path)
        with connection:
            connection.execute("DELETE FROM checkpoint")
        connection.close()
        work()

    return anew


def saving(path: Path) -> Arm:
    """An event saved, to the disk, into that log."""

    def measure() -> Mapping[str, float]:
        clock = system_clock()
        with open_log(path, clock) as log:
            begin = clock.monotonic()
            log.append(f"x{begin}", Skipped(question="c/t/q", turn=0))
            return {"an event": clock.monotonic() - begin}

    return Arm(measure, RUNS)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    answers = parser.parse_args().answers
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        made(path, answers)
        env = installed(folder)
        show = process(QUIZKIT, "progress", "--store", str(path), env=env)
        size = path.stat().st_size / 1e6
        taken = in_turn(
            [
                timed("python -c pass", process(sys.executable, "-c", "pass", env=env), RUNS),
                timed("progress", show, RUNS),
                timed("anew", forgetful(path, show), RUNS // 3),
                saving(path),
            ]
        )
    print(f"{answers} answers, a log of {size:.0f} MB.\n")
    print(HEAD)
    print(row("`python -c pass`", taken["python -c pass"], ""))
    print(row("`quizkit progress`", taken["progress"], "1 s"))
    print(row("`quizkit progress`, nothing kept", taken["anew"], ""))
    print(row("an event saved, on the disk", taken["an event"], ""))


if __name__ == "__main__":
    main()
