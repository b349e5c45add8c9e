"""The laws of forgetting: what goes is gone from the bytes of the file, what stays is as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.app.learning.forget import foretell
from quizkit.clock import Clock
from quizkit.errors import SessionMovedOn, UnknownName, UsageError
from quizkit.model.answer import Program
from quizkit.model.event import Answered, Ended, Presented, Served, Started
from quizkit.store.checkpoints import Checkpoint, Checkpoints
from quizkit.store.forgetting import forget, held
from quizkit.store.history import sessions
from quizkit.store.log import EventLog, open_log

CLOCK = Clock(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), monotonic=lambda: 0.0)


def answer(log: EventLog, session: str, topic: str, turn: int = 0, code: str = "pass\n") -> None:
    at = {"question": f"{topic}/q", "turn": turn}
    log.append(session, Presented.model_validate(at))
    log.append(session, Answered.model_validate({**at, "grade_version": "v", "answer": Program(code=code)}))


def begin(log: EventLog, session: str, topic: str, *served: str) -> None:
    items = tuple(Served(question=f"{name}/q") for name in served or (topic,))
    log.append(session, Started(topic=topic, mode="quiz", items=items, seed="x"))


def contents(path: Path) -> bytes:
    return b"".join(entry.read_bytes() for entry in sorted(path.parent.iterdir()))


def test_what_was_forgotten_stands_nowhere_in_the_files(tmp_path: Path) -> None:
    path = tmp_path / "state" / "log"
    with open_log(path, CLOCK) as log:
        for number, topic in enumerate(("c/gone", "c/kept") * 20):
            begin(log, f"s{number}", topic)
            answer(log, f"s{number}", topic, code=f"secret_of_{topic} = {number}\n" * 50)
        assert b"secret_of_c/gone" in contents(path)
        assert held(log, "c/gone").answers == 20
        assert forget(log, "c/gone")
        for moment in ("with the log open", "closed"):
            assert b"c/gone" not in contents(path), moment
            assert b"secret_of_c/kept" in contents(path), moment
            log.connection.close()
    with open_log(path, CLOCK) as log:
        assert held(log).answers == 20


def test_a_session_over_topics_keeps_the_others_and_is_at_its_end(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", CLOCK) as log:
        begin(log, "both", "", "c/gone", "c/kept")
        answer(log, "both", "c/gone", 0)
        answer(log, "both", "c/kept", 1)
        begin(log, "only", "", "c/gone")
        answer(log, "only", "c/gone", 0)
        forget(log, "c/gone")
        assert log.read("only") == []
        kept = [event.what for event in log.read("both")]
        assert [type(what) for what in kept] == [Started, Presented, Answered, Ended]
        (session,) = sessions(log, "", "quiz")
        assert [item.question for item in session.started.items] == ["c/kept/q"]
        assert session.ended


def test_a_topic_whose_name_begins_alike_is_another_topic(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", CLOCK) as log:
        for name in ("c/one", "c/one-more", "c/on"):
            begin(log, name, name)
            answer(log, name, name)
        forget(log, "c/one")
        assert [held(log, name).answers for name in ("c/one", "c/one-more", "c/on")] == [0, 1, 1]


def test_the_log_is_append_only_again_afterwards(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", CLOCK) as log:
        begin(log, "s", "c/t")
        forget(log)
        begin(log, "s2", "c/t")
        for statement in ("DELETE FROM event", "UPDATE event SET session = 'x'"):
            with pytest.raises(Exception, match="never"):
                log.connection.execute(statement)


def test_a_session_that_was_forgotten_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", CLOCK) as here, open_log(tmp_path / "log", CLOCK) as there:
        begin(here, "s", "c/t")
        kept = Checkpoints(here)
        forget(there)
        kept.keep({"c/t": Checkpoint("d", 1, "computed from what is gone")})
        assert Checkpoints(here).found == {}
        with pytest.raises(SessionMovedOn):
            answer(here, "s", "c/t")
        assert held(here).turns == 0


def test_a_topic_is_found_by_its_address_its_id_or_a_beginning_as_the_log_has_it(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", CLOCK) as log:
        for name in ("c/one", "c/two", "d/two"):
            begin(log, name, name)
            answer(log, name, name)
        begin(log, "exam", "exam final A")
        assert [foretell(log, name).topic for name in ("c/one", "one", "c/o", "on", "")] == ["c/one"] * 4 + [
            ""
        ]
        with pytest.raises(UsageError, match="could be c/two, d/two"):
            foretell(log, "two")
        with pytest.raises(UnknownName, match="Did you mean 'c/one'"):
            foretell(log, "c/onne")
