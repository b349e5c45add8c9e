"""The warm service: keeps a user's warm process alive between commands, and lets engines ask it for jails.

One process, one thread that serves and one that starts a wall now and then. It never sees a job: each client
gets a control socket of its own into the warm process, which kills its jails when that socket closes.
It ends when nobody has come for a while, when its socket's file is gone, or when it is told to.
"""

from __future__ import annotations

import json
import os
import select
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

from quizkit.errors import SandboxError
from quizkit.sandbox.service_place import BACKLOG, Place, peer
from quizkit.sandbox.wall import Launch, Wall

# What a client says, and what it is told.
SERVE, ASK, STOP, RAN, TAINTED = b"serve", b"status", b"stop", b"ran", b"tainted"
WARMING, READY, FAILED, STATUS, RETIRED, STOPPING = (
    "warming",
    "ready",
    "failed",
    "status",
    "retired",
    "stopping",
)
ADMIT = b"client"  # as runners/host/warm.py has it
BEAT_S = 0.1  # between two words to a client that waits for a wall
LOOK_S = 2.0  # between two looks at the socket's file
MAX_WORD, MAX_WHY = 1 << 12, 1 << 10


class Plan(TypedDict):
    """What a service is started with. `runs` is how many one warm process may serve; `launch` starts it."""

    folder: str
    name: str
    runner: str
    level: str
    idle_s: float
    runs: int
    launch: dict[str, object]


@dataclass(eq=False)
class Generation:
    """One warm process: starting (no wall, nothing failed), serving, or, when replaced, ending."""

    wall: Wall | None = None
    failed: str = ""
    runs: int = 0


@dataclass(eq=False)
class Client:
    """One engine's line. `of` is the generation that it was let into."""

    line: socket.socket
    waits: bool = False
    of: Generation | None = None

    def tell(
        self, word: str, fds: tuple[int, ...] = (), more: Mapping[str, object] = MappingProxyType({})
    ) -> None:
        """Say one word; a client that does not listen is none of our business."""
        with suppress(OSError):
            socket.send_fds(self.line, [json.dumps({"is": word, **more}).encode()], fds)


def launch_of(data: Mapping[str, object]) -> Launch:
    """The launch that a plan describes, as `described` wrote it."""
    command, config, become, needed = (data[key] for key in ("command", "config", "become", "needed"))
    assert isinstance(command, list)
    assert isinstance(config, dict)
    assert isinstance(needed, list)
    who = (int(become[0]), int(become[1])) if isinstance(become, list) else None
    bounds = data["bounds"]
    most = (int(bounds[0]), int(bounds[1])) if isinstance(bounds, list) else None
    return Launch(command, config, who, [Path(path) for path in needed], bool(data["walled"]), most)


def described(launch: Launch) -> dict[str, object]:
    """The launch as JSON."""
    return {
        "command": list(launch.command),
        "config": dict(launch.config),
        "become": launch.become,
        "needed": [str(path) for path in launch.needed],
        "walled": launch.walled,
        "bounds": launch.bounds,
    }


def serve(listener: int, plan: Plan) -> None:
    """Serve on the listening socket with that number until it is time to end. Ends the process."""
    try:
        with Place(Path(plan["folder"])) as place:
            service = Service(socket.socket(fileno=listener), place, plan)
            try:
                service.run()
            finally:
                service.end()
    finally:
        os._exit(0)  # a thread may still be starting a wall, which ends with this process


@dataclass
class Service:
    """The state of the loop."""

    listener: socket.socket
    place: Place
    plan: Plan
    clients: dict[int, Client] = field(default_factory=dict)
    current: Generation | None = None
    replaced: list[Generation] = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self) -> None:
        self.begun = self.left = time.monotonic()
        self.listener.listen(BACKLOG)  # again, so that the kernel tells our number to who connects
        self.listener.setblocking(False)
        self.number = self.place.number(self.plan["name"])
        self.heard, self.wake = socket.socketpair()
        self.heard.setblocking(False)
        self.poll = select.poll()
        for each in (self.listener, self.heard):
            self.poll.register(each, select.POLLIN)

    def run(self) -> None:
        """The loop."""
        while not self.stopping and self.wanted():
            waiting = any(client.waits for client in self.clients.values())
            for fd, _ in self.poll.poll((BEAT_S if waiting else LOOK_S) * 1000):
                if fd == self.listener.fileno():
                    self.accept()
                elif fd == self.heard.fileno():
                    self.greet()
                elif fd in self.clients:
                    self.hear(self.clients[fd])
                else:
                    self.lose_wall(fd)
            self.tend()

    def wanted(self) -> bool:
        """Whether to go on: somebody is here, or may still come."""
        if self.clients:
            return True
        if self.current is not None and self.current.failed:
            return False
        found = self.place.number(self.plan["name"]) == self.number
        return found and time.monotonic() - self.left < self.plan["idle_s"]

    def accept(self) -> None:
        """Take a connection of our own user."""
        with suppress(OSError):
            line, _ = self.listener.accept()
            if peer(line)[1] != os.geteuid():
                line.close()
                return
            line.setblocking(False)
            self.clients[line.fileno()] = Client(line)
            self.poll.register(line, select.POLLIN)

    def hear(self, client: Client) -> None:
        """Take one word of a client."""
        try:
            word = client.line.recv(MAX_WORD)
        except OSError:
            word = b""
        inside = client.of
        if word == SERVE:
            client.waits = True
            client.tell(WARMING)
        elif word == ASK:
            client.tell(STATUS, more=self.status())
        elif word == STOP:
            self.stopping = True
            client.tell(STOPPING)
        elif word == RAN and inside is not None:
            inside.runs += 1
            if inside.runs >= self.plan["runs"]:
                self.retire(inside)
        elif word == TAINTED and inside is not None:
            self.give_up(inside)
        else:
            self.drop(client)

    def status(self) -> dict[str, object]:
        """What `quizkit doctor` shows."""
        now = time.monotonic()
        warm = self.current is not None and self.current.wall is not None
        return {
            "runner": self.plan["runner"],
            "level": self.plan["level"],
            "pid": os.getpid(),
            "warm": warm,
            "runs": self.current.runs if self.current else 0,
            "clients": sum(1 for client in self.clients.values() if client.waits or client.of),
            "age_s": now - self.begun,
            "idle_s": self.plan["idle_s"],
        }

    def drop(self, client: Client) -> None:
        """Forget a client; the warm process sees its control socket close by itself."""
        self.poll.unregister(client.line)
        del self.clients[client.line.fileno()]
        client.line.close()
        self.left = time.monotonic()

    def tend(self) -> None:
        """Serve who waits, close what nobody uses any more."""
        for client in [client for client in self.clients.values() if client.waits]:
            self.admit(client)
        used = {client.of for client in self.clients.values()}
        for old in [old for old in self.replaced if old not in used and old.wall is not None]:
            self.replaced.remove(old)
            self.close(old)

    def admit(self, client: Client) -> None:
        """Let a client into the warm process in force, or let it wait on."""
        current = self.current
        if current is None:
            current = self.current = Generation()
            threading.Thread(target=self.start, args=(current,), daemon=True).start()
        if current.failed:
            client.waits = False
            client.tell(FAILED, more={"why": current.failed[:MAX_WHY]})
        elif current.wall is None:
            client.tell(WARMING)
        else:
            self.let_in(client, current, current.wall)

    def let_in(self, client: Client, current: Generation, wall: Wall) -> None:
        """Give the warm process one end of a new control socket, the client the other."""
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with near, far:
            try:
                socket.send_fds(wall.control, [ADMIT], [near.fileno()], socket.MSG_DONTWAIT)
            except OSError:  # it is dead, or does not listen any more
                self.give_up(current)
                return
            client.waits, client.of = False, current
            runs = str(wall.runs.path) if wall.runs else None
            client.tell(READY, (far.fileno(),), {"pid": wall.pid, "runs": runs})

    def start(self, generation: Generation) -> None:
        """Start a wall: in a thread of its own, which tells the loop when it is done."""
        try:
            generation.wall = Wall(launch_of(self.plan["launch"]))
        except (SandboxError, OSError) as error:
            generation.failed = str(error) or "it did not start"
        self.wake.send(b".")

    def greet(self) -> None:
        """A wall has started, or could not."""
        self.heard.recv(MAX_WORD)
        if self.current is not None and self.current.wall is not None:
            self.poll.register(self.current.wall.control, select.POLLIN)  # it is silent: readable means dead

    def lose_wall(self, control: int) -> None:
        """A warm process ended unasked."""
        self.poll.unregister(control)
        for generation in self.generations():
            if generation.wall is not None and generation.wall.control.fileno() == control:
                self.give_up(generation)

    def generations(self) -> list[Generation]:
        """The one in force and those that still have clients."""
        return [*self.replaced, *([self.current] if self.current else [])]

    def give_up(self, generation: Generation) -> None:
        """Kill a warm process that cannot be relied on, and everything in it."""
        if generation.wall is not None:
            generation.wall.kill()
        self.retire(generation)

    def retire(self, generation: Generation) -> None:
        """Let nobody in any more, and ask who is in to come again: they get the next one."""
        if self.current is generation:
            self.current = None
            self.replaced.append(generation)
        for client in self.clients.values():
            if client.of is generation:
                client.tell(RETIRED)

    def close(self, generation: Generation) -> None:
        """End a wall; in the background, since it may take a moment."""
        if generation.wall is not None:
            with suppress(KeyError):
                self.poll.unregister(generation.wall.control)
            threading.Thread(target=generation.wall.close, daemon=True).start()

    def end(self) -> None:
        """Take the socket away if it is still ours, and end every wall."""
        with suppress(OSError), self.place.locked():
            if self.place.number(self.plan["name"]) == self.number:
                self.place.remove(self.plan["name"])
        for generation in self.generations():
            if generation.wall is not None:
                generation.wall.close()
