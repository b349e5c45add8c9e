"""Looks at the user's warm services, and ends them: what `quizkit doctor` shows and does."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizkit import paths
from quizkit.sandbox.service_client import ANSWER_S, MAIN
from quizkit.sandbox.service_host import ASK, MAX_WORD, STOP
from quizkit.sandbox.service_place import Place, Refused, folder, peer

END_S = 5.0  # for a service to end every jail and itself


@dataclass(frozen=True)
class Service:
    """One service, or what lies in its place.

    `state` is `silent` where it does not answer, `refused` where it is not what it must be; `why` says more.
    Numbers are known only of one that answers. `runs` counts those of its present warm process.
    """

    state: Literal["warm", "cold", "silent", "refused"]
    why: str = ""
    runner: str = ""
    level: str = ""
    pid: int = 0
    runs: int = 0
    clients: int = 0
    age_s: float = 0.0
    idle_s: float = 0.0


def services() -> list[Service]:
    """Every service of this user that lies where ours would; starts none."""
    try:
        with Place(folder(paths.state())) as place:
            return [seen for name in place.names() if (seen := _look(place, name)) is not None]
    except FileNotFoundError:
        return []
    except (Refused, OSError) as error:
        return [Service("refused", str(error))]


def _look(place: Place, name: str) -> Service | None:
    """What answers at `name`; None if nothing does and never will."""
    try:
        with _asked(place, name, ASK) as line:
            said = json.loads(line.recv(MAX_WORD) or b"{}")
            return Service(
                state="warm" if said["warm"] else "cold",
                runner=said["runner"],
                level=said["level"],
                pid=said["pid"],
                runs=said["runs"],
                clients=said["clients"],
                age_s=said["age_s"],
                idle_s=said["idle_s"],
            )
    except TimeoutError:
        return Service("silent", f"{place.path / name} does not answer")
    except Refused as refused:
        return Service("refused", str(refused))
    except (OSError, ValueError, KeyError, TypeError):  # it has ended; the next one takes its place
        return None


@contextmanager
def _asked(place: Place, name: str, word: bytes) -> Iterator[socket.socket]:
    with place.connect(name, ANSWER_S) as line:
        line.send(word)
        yield line


def stop() -> int:
    """End every service of this user, and everything in it; how many there were.

    One that does not answer is killed. What is not what it must be is left alone.
    """
    stopped = 0
    with suppress(Refused, OSError), Place(folder(paths.state())) as place:
        for name in place.names():
            with suppress(Refused, OSError):
                stopped += _stop(place, name)
    return stopped


def _stop(place: Place, name: str) -> bool:
    try:
        with _asked(place, name, STOP) as line:
            if not _gone(line):
                _shoot(line)
    except ConnectionRefusedError:
        place.remove(name)
        return False
    place.remove(name)
    return True


def _gone(line: socket.socket) -> bool:
    """Wait for the end of the service."""
    try:
        while line.recv(MAX_WORD):
            line.settimeout(END_S)
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def _shoot(line: socket.socket) -> None:
    """Kill the service at the other end; what it started dies with it."""
    number = peer(line)[0]
    pidfd = os.pidfd_open(number)
    try:
        called = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        ours = any(part.endswith(b"/" + MAIN.name.encode()) for part in called)
        # While the line is open, the process that holds its other end lives, and nobody else has its number.
        if ours and not _hung_up(line):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    finally:
        os.close(pidfd)


def _hung_up(line: socket.socket) -> bool:
    poll = select.poll()
    poll.register(line, 0)
    return bool(poll.poll(0))
