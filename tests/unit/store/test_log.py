"""The laws of the event log: append-only, private, safe against other processes, killing and broken files."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.clock import Clock
from quizkit.errors import StoreError
from quizkit.model.answer import Chosen, ChosenSet, Ordered, Program
from quizkit.model.event import Answered, Ended, Judged, Presented, Served, Skipped, Started, What
from quizkit.model.outcome import Graded, NotAttempted, SystemFault
from quizkit.store.database import CHECKED_BYTES
from quizkit.store.history import LATEST, answers_per_question, mistakes, sessions
from quizkit.store.log import open_log

ONE, TWO = "c/t/q1", "c/t/q2"
STARTED = Started(topic="c/t", mode="practice", items=(Served(question=ONE), Served(question=TWO)), seed="s")


def clock() -> Clock:
    ticks = iter(range(10_000))
    return Clock(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), monotonic=lambda: float(next(ticks)))


def answered(question: str, turn: int = 0) -> Answered:
    return Answered(question=question, turn=turn, grade_version="v", answer=Chosen(option="a"))


def test_what_was_appended_is_read_back_equal(tmp_path: Path) -> None:
    whats: list[What] = [
        STARTED,
        Presented(question=ONE, turn=0, options=("b", "a")),
        Answered(question=ONE, turn=0, grade_version="v", answer=ChosenSet(options=frozenset({"a", "b"}))),
        Answered(question=TWO, turn=1, grade_version="v", answer=Ordered(blocks=("x", "y"))),
        Answered(question=TWO, turn=1, grade_version="v", answer=Program(code="print('\x1b[2J \u202e é')\n")),
        Judged(question=TWO, turn=1, outcome=SystemFault(reason="gone")),
        Ended(),
    ]
    with open_log(tmp_path / "log", clock()) as log:
        events = [log.append("s", what) for what in whats]
    with open_log(tmp_path / "log", clock()) as log:
        assert log.read("s") == events
        assert [event.delta_s for event in events] == [0, 1, 1, 1, 1, 1, 1]


def test_events_are_neither_changed_nor_deleted(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", clock()) as log:
        log.append("s", STARTED)
    with sqlite3.connect(tmp_path / "log") as connection:
        for statement in ("DELETE FROM event", "UPDATE event SET session = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(statement)


def test_folder_and_file_are_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "log"
    with open_log(path, clock()) as log:
        log.append("s", STARTED)
        names = sorted(entry.name for entry in path.parent.iterdir())
        assert names == ["log", "log-shm", "log-wal"]
        assert {stat.S_IMODE(entry.stat().st_mode) for entry in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_sessions_are_those_of_their_topic_and_mode_with_how_they_stand(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", clock()) as log:
        assert sessions(log, "c/t", "practice") == []
        log.append("one", STARTED)
        log.append("two", STARTED)
        log.append("other", STARTED.model_copy(update={"mode": "quiz"}))
        log.append("one", Ended())
        found = sessions(log, "c/t", "practice")
        assert [(session.id, session.ended) for session in found] == [("one", True), ("two", False)]
        assert found[0].started == STARTED


def test_of_a_long_history_the_latest_sessions_are_read(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", clock()) as log:
        for number in range(LATEST + 5):
            log.append(f"s{number}", STARTED)
        found = sessions(log, "c/t", "practice")
        assert [session.id for session in found] == [f"s{number}" for number in range(5, LATEST + 5)]


def test_history_counts_answers_and_mistakes_per_topic(tmp_path: Path) -> None:
    wrong = Graded(score=0, mistake="mixed-up")
    with open_log(tmp_path / "log", clock()) as log:
        for session, topic in (("one", "c/t"), ("two", "c/t"), ("three", "c/t-other")):
            log.append(session, STARTED.model_copy(update={"topic": topic}))
            log.append(session, answered(f"{topic}/q1"))
            for _ in range(2):  # a program that is wrong once more is the same mistake
                log.append(session, Judged(question=f"{topic}/q1", turn=0, outcome=wrong))
            log.append(session, Judged(question=f"{topic}/q2", turn=1, outcome=Graded(score=0)))
        assert answers_per_question(log, "c/t") == {ONE: 2}
        assert answers_per_question(log) == {ONE: 2, "c/t-other/q1": 1}
        assert mistakes(log, "c/t") == {"mixed-up": 2}


def test_an_unchanged_starter_is_no_answer(tmp_path: Path) -> None:
    starter = Judged(question=ONE, turn=0, outcome=NotAttempted(reason="This is the starter."))
    with open_log(tmp_path / "log", clock()) as log:
        log.append("one", STARTED)
        for _ in range(2):
            log.append("one", answered(ONE))
            log.append("one", starter)
        log.append("one", Skipped(question=ONE, turn=0))
        assert answers_per_question(log) == {}
        log.append("one", answered(ONE))
        log.append("one", Judged(question=ONE, turn=0, outcome=Graded(score=0)))
        assert answers_per_question(log) == {ONE: 1}


def test_processes_append_side_by_side_and_nothing_is_lost(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from quizkit.clock import system_clock;"
        "from quizkit.model.event import Skipped; from quizkit.store.log import open_log\n"
        "with open_log(Path(sys.argv[1]), system_clock()) as log:\n"
        "    for n in range(40): log.append(sys.argv[2], Skipped(question=f'c/t/q{n}', turn=n))\n"
    )
    path = tmp_path / "log"
    names = ("a", "b", "c", "d")
    running = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in names]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    with open_log(path, clock()) as log:
        assert [len(log.read(name)) for name in names] == [40, 40, 40, 40]


def test_a_session_that_went_on_elsewhere_takes_no_event_from_here(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", clock()) as here, open_log(tmp_path / "log", clock()) as there:
        here.append("s", STARTED)
        there.read("s")
        there.append("s", answered(ONE))
        with pytest.raises(StoreError, match="another window"):
            here.append("s", answered(ONE))
        here.read("s")
        here.append("s", answered(TWO))
        assert len(here.read("s")) == 3


def test_a_killed_process_loses_nothing_that_was_appended(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from quizkit.clock import system_clock;"
        "from quizkit.model.event import Skipped; from quizkit.store.log import open_log\n"
        "with open_log(Path(sys.argv[1]), system_clock()) as log:\n"
        "    log.append('s', Skipped(question='c/t/q1', turn=0)); os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path / "log")], check=False)
    assert ended.returncode == -signal.SIGKILL
    with open_log(tmp_path / "log", clock()) as log:
        assert len(log.read("s")) == 1


def test_a_full_disk_is_a_sentence_and_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", clock()) as log:
        log.append("s", STARTED)
        pages = log.connection.execute("PRAGMA page_count").fetchone()[0]
        log.connection.execute(f"PRAGMA max_page_count = {pages}")
        large = Answered(question=ONE, turn=0, grade_version="v", answer=Program(code="x" * 100_000))
        with pytest.raises(StoreError, match=r"the disk is full: free some space"):
            log.append("s", large)
        log.connection.execute("PRAGMA max_page_count = 100000")
        log.append("s", large)
        assert [event.what for event in log.read("s")] == [STARTED, large]


def test_a_disk_that_refuses_to_write_is_a_sentence(tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path; from quizkit.clock import system_clock;"
        "from quizkit.errors import StoreError\n"
        "from quizkit.model.event import Skipped; from quizkit.store.log import open_log\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with open_log(Path(sys.argv[1]), system_clock()) as log:\n"
        "    log.append('s', Skipped(question='c/t/q1', turn=0))\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "    try: log.append('s', Skipped(question='c/t/q2', turn=1))\n"
        "    except StoreError as error: print(error)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "log")]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "free some space" in ended.stdout
    with open_log(tmp_path / "log", clock()) as log:
        assert len(log.read("s")) == 1


BROKEN = {
    "text": (b"my notes, not a database\n", "no log of quizkit"),
    "damaged": (b"SQLite format 3\0" + b"\xff" * 8000, "no log of quizkit"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_log_is_refused_and_left_as_it_is(tmp_path: Path, name: str) -> None:
    content, words = BROKEN[name]
    path = tmp_path / "log"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=words), open_log(path, clock()):
        pass
    assert path.read_bytes() == content


def test_a_damaged_log_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with open_log(path, clock()) as log:
        for number in range(50):
            log.append("s", answered(f"c/t/q{number}", number))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = os.urandom(len(content) - len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), open_log(path, clock()):
        pass
    assert path.read_bytes() == content


@pytest.mark.parametrize("harm", ["cut short", "overwritten"])
def test_a_damaged_log_too_large_to_be_read_through_each_time_is_refused_too(
    tmp_path: Path, harm: str
) -> None:
    path = tmp_path / "log"
    with open_log(path, clock()) as log:
        large = Program(code="x" * 900_000)
        for number in range(8):
            log.append("s", Answered(question=ONE, turn=number, grade_version="v", answer=large))
    content = bytearray(path.read_bytes())
    assert len(content) > CHECKED_BYTES
    if harm == "cut short":
        del content[len(content) // 2 :]
    else:
        content[4096 : len(content) // 2] = os.urandom(len(content) // 2 - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), open_log(path, clock()) as log:
        list(log.everything())
    assert path.read_bytes() == content


def test_a_log_of_a_newer_quizkit_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with open_log(path, clock()) as log:
        log.append("s", STARTED)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    content = path.read_bytes()
    with (
        pytest.raises(StoreError, match=r"newer quizkit \(format 7, this one knows 1\)"),
        open_log(path, clock()),
    ):
        pass
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "log") as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(StoreError, match="another program"), open_log(tmp_path / "log", clock()):
        pass


@pytest.mark.parametrize("kind", ["folder", "fifo", "below-a-file"])
def test_a_place_where_no_log_can_be_is_a_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "log"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.write_text("")
        path = path / "log"
    with (
        pytest.raises(StoreError, match=r"choose another place with --store FILE\.$"),
        open_log(path, clock()),
    ):
        pass


@pytest.mark.parametrize(
    ("folder", "file", "refused"),
    [
        (0o777, 0o600, "'{folder}' is no safe place"),
        (0o1777, 0o600, ""),  # as /tmp is
        (0o770, 0o660, ""),
        (0o700, 0o666, "'{folder}/log' is no safe place"),
    ],
)
def test_a_log_that_everybody_could_have_written_is_refused(
    tmp_path: Path, folder: int, file: int, refused: str
) -> None:
    with open_log(tmp_path / "log", clock()) as log:
        log.append("s", STARTED)
    tmp_path.chmod(folder)
    (tmp_path / "log").chmod(file)
    expected = pytest.raises(StoreError, match=refused.format(folder=tmp_path)) if refused else nullcontext()
    with expected, open_log(tmp_path / "log", clock()) as log:
        assert len(log.read("s")) == 1


def test_an_event_that_cannot_be_read_names_itself(tmp_path: Path) -> None:
    with open_log(tmp_path / "log", clock()) as log:
        log.append("s", STARTED)
        log.connection.execute(
            "INSERT INTO event (id, session, version, at, delta_s, what) VALUES ('i', 's', 1, 'now', 0, '{}')"
        )
        with pytest.raises(StoreError, match="event 2 in the log"):
            log.read("s")
