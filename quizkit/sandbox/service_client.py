"""The engine's side of the warm service: finds it or starts it, and asks its warm process for jails.

Whatever is amiss with it costs a moment, never a command: then there is nothing here, and the engine starts a
wall of its own, at the very same level.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import select
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from quizkit import paths
from quizkit.errors import SandboxUnavailable
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import detached, jails, levels
from quizkit.sandbox.cgroup import Runs
from quizkit.sandbox.launching import private_paths
from quizkit.sandbox.service_host import MAX_WORD, RAN, READY, SERVE, TAINTED, WARMING, Plan, described
from quizkit.sandbox.service_place import SUFFIX, Place, Refused, folder
from quizkit.sandbox.wall import Launch, Wall, WarmProcess

MAIN = Path(__file__).with_name("service_main.py")
VARIABLE = "QUIZKIT_SERVICE"
PART = "-"
IDLE_S = 600.0
ANSWER_S = 0.2  # what a service that does not answer may cost a command
START_S = 2.0  # for one that was started just now to say its first word
BEATS_S = 1.0  # between two words of one that is warming up
WARM_S = 125.0  # for its wall to start, which it gives up before that


class SharedWall(WarmProcess):
    """A warm process that the service owns. `line` leads to the service, `control` to the process.

    `told` is what the service says about it: its number, and the folder of its cgroup if there is one.
    """

    def __init__(self, control: socket.socket, line: socket.socket, told: Mapping[str, object]) -> None:
        super().__init__(control)
        self.line = line
        self.address: Path | None = None
        pid, runs = told.get("pid"), told.get("runs")
        self.pid = pid if isinstance(pid, int) else None
        self.runs = Runs(Path(runs)) if isinstance(runs, str) else None

    @property
    def broken(self) -> bool:
        """Whether it was closed, or the service has said, or shown by its end, that it is to be left."""
        if self.ended:
            return True
        poll = select.poll()
        poll.register(self.line, select.POLLIN)
        return bool(poll.poll(0))

    def request(self, limits: Mapping[str, float], fds: Sequence[int]) -> None:
        """Ask for a jail, and let the service count."""
        super().request(limits, fds)
        with suppress(OSError):
            self.line.send(RAN, socket.MSG_DONTWAIT)

    def close(self) -> None:
        """Leave; the warm process kills what was asked for here and still runs."""
        self.ended = True
        for each in (self.line, self.control):  # a run that is lost by this must not be able to complain
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def kill(self) -> None:
        """Have it killed; waits a moment for the word that it is, so that the next one is another."""
        if self.ended:
            return
        self.ended = True
        with suppress(OSError):
            self.line.settimeout(ANSWER_S)
            self.line.send(TAINTED)
            self.line.recv(MAX_WORD)


def reach(
    spec: RunnerSpec, launch: Launch, keep_out: Sequence[Path] = (), idle_s: float = IDLE_S
) -> SharedWall | None:
    """The service's warm process for this very launch, started if there is none; None if it cannot be had."""
    try:
        with Place(folder(paths.state()), create=True) as place:
            name = name_of(spec, launch, keep_out)
            plan = Plan(
                folder=str(place.path),
                name=name,
                runner=spec.id,
                level=str(launch.config["level"]),
                idle_s=idle_s,
                runs=jails.RUNS_PER_WARM_PROCESS,
                launch=described(launch),
            )
            try:
                return joined(place, plan)
            except TimeoutError:  # it hangs: nobody shall wait for it again, and it ends when it sees this
                place.remove(name)
    except (OSError, ValueError, Refused):
        pass
    return None


def reach_or_start(spec: RunnerSpec, keep_out: Sequence[Path], launch: Launch) -> WarmProcess:
    """A warm process for this launch: the service's if it may be used and can be had, else one of our own."""
    return (reach(spec, launch, keep_out) if wanted() else None) or Wall(launch)


def joined(place: Place, plan: Plan) -> SharedWall | None:
    """The warm process of the service that `plan` describes, found or started.

    None if it ends while it is asked, Refused if it cannot start one. TimeoutError if it does not speak.
    """
    for _ in range(2):  # one may end at the very moment in which it is found
        try:
            line = place.connect(plan["name"], ANSWER_S)
        except (FileNotFoundError, ConnectionRefusedError):
            line = started(place, plan)
        patience_s = START_S if 0 <= place.age_s(plan["name"]) < START_S else ANSWER_S
        shared = admitted(line, patience_s)
        if shared is not None:
            shared.address = place.path / plan["name"]
            return shared
    return None


def rejoined(address: Path) -> SharedWall:
    """The warm process of the service that listens at `address` already; starts nothing.

    Raises SandboxUnavailable if it cannot be had.
    """
    try:
        with Place(address.parent) as place:
            shared = admitted(place.connect(address.name, ANSWER_S), ANSWER_S)
    except (OSError, ValueError, Refused) as error:
        raise SandboxUnavailable(f"the warm service does not serve: {error}") from None
    if shared is None:
        raise SandboxUnavailable("the warm service has ended")
    return shared


def admitted(line: socket.socket, patience_s: float) -> SharedWall | None:
    """Wait until the warm process is warm. None if the service ends; Refused, TimeoutError as in `joined`."""
    control, until = None, time.monotonic() + WARM_S
    try:
        line.send(SERVE)
        said: dict[str, object] = {"is": WARMING}
        while said.get("is") == WARMING:
            if time.monotonic() > until:
                raise TimeoutError(f"the warm service was not ready after {WARM_S:g} s")
            line.settimeout(patience_s)
            data, fds, _, _ = socket.recv_fds(line, MAX_WORD, 1)
            said = json.loads(data or b"{}")
            if not isinstance(said, dict):
                raise Refused("what answers there is no warm service")
            patience_s = BEATS_S
        if said.get("is") == READY and fds:
            control = socket.socket(fileno=fds[0])
            return SharedWall(control, line, said)
        if said:
            raise Refused(str(said.get("why")))
    except ConnectionError:
        pass
    finally:
        if control is None:
            line.close()
    return None


def started(place: Place, plan: Plan) -> socket.socket:
    """A line to a new service, unless somebody was faster. It takes the place of those of its kind."""
    name = plan["name"]
    with place.locked():
        with suppress(FileNotFoundError, ConnectionRefusedError):
            return place.connect(name, ANSWER_S)
        for other in place.names():
            if other.split(PART)[0] == name.split(PART)[0]:
                place.check(other)
                place.remove(other)  # which lets it end as soon as nobody is in it
        with place.listen(name) as listener:
            detached.start(MAIN, listener.fileno(), plan)
        return place.connect(name, ANSWER_S)


def name_of(spec: RunnerSpec, launch: Launch, keep_out: Sequence[Path]) -> str:
    """The socket's name: whose service it is, and what its warm process is made of.

    A service with the same first part and another second one is out of date.
    """
    config = {name: value for name, value in launch.config.items() if name != "drop_to"}  # differs by process
    private = [str(path) for path in private_paths(spec, keep_out)]
    whose = [str(paths.PACKAGE), sys.executable, spec.folder, config["level"], private]
    made_of = [levels.circumstances(), spec.digest, list(launch.command), config, launch.walled]
    made_of += [launch.bounds, [libraries(name.partition(".")[0]) for name in spec.preload]]
    return f"{digest(whose)}{PART}{digest([*whose, *made_of])}{SUFFIX}"


def digest(parts: Sequence[object]) -> str:
    """A short digest of JSON data."""
    return sha256(json.dumps(parts, default=str).encode()).hexdigest()[:24]


def libraries(package: str) -> list[object]:
    """What tells one installed version of a package from another, without importing it."""
    found: list[object] = [package]
    with suppress(importlib.metadata.PackageNotFoundError):
        found.append(importlib.metadata.version(package))
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.origin is not None and Path(spec.origin).exists():
        status = Path(spec.origin).stat()
        found += [spec.origin, status.st_size, status.st_mtime_ns]
    return found


def wanted() -> bool:
    """Whether a service may be started and used by this process: never in CI, as root only when asked."""
    asked = os.environ.get(VARIABLE, "")
    if os.environ.get("CI") or asked == "0":
        return False
    return asked == "1" or os.geteuid() != 0
