"""A job is delivered only after its jail said that it is sealed; the test plays warm process and jail."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence

import pytest

from quizkit.model.job import Job, Limits, Target
from quizkit.sandbox.jail import SEALED, STARTED, STATUS, Jail, Lost
from quizkit.sandbox.running import Facts, Run
from quizkit.sandbox.wall import WarmProcess

LIMITS = Limits(cpu_s=2, wall_s=10, memory_mb=128)
JOB = Job(runner="python", target=Target(kind="script"), code="x = 1", observe=("x",), limits=LIMITS)
A_MOMENT_S = 0.1


class Played(WarmProcess):
    """A warm process that does what the test says; a sleeping program stands for the jail."""

    def __init__(self) -> None:
        near, self.far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(near)
        self.sleeper = subprocess.Popen(["sleep", "60"])

    def request(self, limits: Mapping[str, float], fds: Sequence[int]) -> None:
        super().request(limits, fds)
        _, taken, _, _ = socket.recv_fds(self.far, 4096, 5)
        self.job = socket.socket(fileno=taken[0])
        self.job.settimeout(A_MOMENT_S)
        self.pipes = taken[1:4]
        self.status = socket.socket(fileno=taken[4])

    def start(self) -> None:
        pidfd = os.pidfd_open(self.sleeper.pid)
        socket.send_fds(self.status, [STARTED], [pidfd])
        os.close(pidfd)

    def say(self, what: bytes) -> None:
        os.write(self.pipes[2], what)

    def end(self) -> None:
        """The jail ends by itself, and that is reported."""
        for fd in self.pipes:
            os.close(fd)
        self.pipes = []
        self.status.send(b"E" + STATUS.pack(0, 0.0, 0.0, 0))

    def has_job(self) -> bool:
        try:
            (size,) = struct.unpack("<I", self.job.recv(4))
        except TimeoutError:
            return False
        return Job.model_validate_json(self.job.recv(size)) == JOB

    def close(self) -> None:
        self.sleeper.kill()
        self.sleeper.wait()
        for fd in self.pipes:
            os.close(fd)
        for each in (self.control, self.far, self.job, self.status):
            each.close()

    kill = close


@pytest.fixture
def warm() -> Iterator[Played]:
    played = Played()
    yield played
    played.close()


class Observed(threading.Thread):
    """A run observed in a thread of its own."""

    def __init__(self, run: Run) -> None:
        super().__init__(daemon=True)
        self.observed = run
        self.facts: list[Facts] = []
        self.start()

    def run(self) -> None:
        self.facts.append(self.observed.observe())


def test_no_seal_no_job(warm: Played) -> None:
    thread = Observed(Run(Jail(warm, LIMITS), JOB))
    warm.start()
    assert not warm.has_job()
    warm.say(SEALED[:-1])
    assert not warm.has_job()
    warm.say(SEALED[-1:])
    assert warm.has_job()
    warm.end()
    thread.join()
    assert thread.facts[0].sealed


def test_no_way_to_kill_it_no_job(warm: Played) -> None:
    thread = Observed(Run(Jail(warm, LIMITS), JOB))
    warm.say(SEALED)
    assert not warm.has_job()
    warm.start()
    assert warm.has_job()
    warm.end()
    thread.join()


@pytest.mark.parametrize("said", [b"QKFAILED no Landlock", b"QKSEALEX", b"sealed"])
def test_another_word_than_the_seal_gets_no_job(warm: Played, said: bytes) -> None:
    thread = Observed(Run(Jail(warm, LIMITS), JOB))
    warm.start()
    warm.say(said)
    assert not warm.has_job()
    warm.end()
    thread.join()
    facts = thread.facts[0]
    assert (facts.sealed, facts.result) == (False, said)


@pytest.mark.parametrize("said", [b"QKFAILED", b"QKSEALEX"])
def test_an_idle_jail_that_could_not_be_sealed_is_not_fit(warm: Played, said: bytes) -> None:
    jail = Jail(warm, LIMITS, ahead=True)
    warm.start()
    assert jail.fit()
    assert not jail.sealed
    warm.say(said)
    assert not jail.fit()
    jail.close()


def test_an_idle_jail_is_not_fit_once_it_is_dead(warm: Played) -> None:
    jail = Jail(warm, LIMITS, ahead=True)
    warm.start()
    warm.say(SEALED)
    assert jail.fit()
    assert jail.sealed
    warm.sleeper.kill()
    warm.sleeper.wait()
    assert not jail.fit()
    jail.close()


def test_a_jail_that_dies_before_it_had_its_job_says_nothing_about_the_code(warm: Played) -> None:
    jail = Jail(warm, LIMITS, ahead=True)
    warm.start()
    warm.say(SEALED)
    assert jail.fit()
    warm.job.close()
    with pytest.raises(Lost, match="before it had its job"):
        Run(jail, JOB).observe()
