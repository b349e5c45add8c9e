"""Keys prepared ahead: what a question's next check compares with is computed after this one, by a helper.

Only where the user's warm service serves: a detached process runs the reference and the mistakes of the next
secret in it, one jail at a time, and lays the values into the state folder, which no jail can see. A check
takes a file by taking its name away, so that each serves once. Whatever is odd about one, it is not used, and
the check computes its keys itself.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from quizkit import __version__, paths, rng
from quizkit.app.ahead_file import read, written
from quizkit.grading.code.keys import KeyValues
from quizkit.grading.code.plan import Grading
from quizkit.grading.expected import prepare
from quizkit.grading.keystore import Ready
from quizkit.model.job import Job, RunResult, Sandbox
from quizkit.model.question import CodeQuestion
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import detached, levels
from quizkit.sandbox.opening import open_served, service_of
from quizkit.sandbox.service_client import PART, digest, libraries
from quizkit.sandbox.service_place import Place, Refused, amiss

MAIN = Path(__file__).with_name("ahead_main.py")
NAME = "ahead"
KEYS, DRAFT, LOCK = ".keys", ".draft", ".lock"
FILE_MODE = 0o600
OPEN = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
MAX_BYTES = 64 << 20
FULL = 2  # sets of keys that wait for one question
MOST = 64  # and for all
QUIET_S = 1.0  # before a helper begins, so that a check that follows at once has the processors to itself


class Plan(TypedDict):
    """What a helper is started with; `question` and `runner` are JSON, `service` is its socket."""

    folder: str
    label: str
    service: str
    level: str
    address: str
    question: str
    runner: str
    quiet_s: float


class Shelf:
    """The stock in the user's state folder."""

    def claim(self, question: CodeQuestion, spec: RunnerSpec, grading: Grading) -> Ready | None:
        """Keys for exactly this, taken from the shelf for good; None if there are none."""
        label = label_of(question, spec, grading)
        with suppress(OSError, Refused), Place(folder()) as place:
            for name in kept(place, label):
                data = taken(place, name)
                ready = read(data, label, question, grading) if data else None
                if ready:
                    return ready
        return None


def folder() -> Path:
    """Where the keys lie."""
    return (paths.state() / NAME).absolute()


def label_of(question: CodeQuestion, spec: RunnerSpec, grading: Grading) -> str:
    """How files of keys begin: which question's they are, and everything that they were computed with.

    One with the same first part and another second one is out of date.
    """
    whose = digest([grading.address, grading.variant])
    made_of: list[object] = [__version__, levels.circumstances(), _code(), spec.digest]
    made_of += [libraries(name.partition(".")[0]) for name in spec.preload]
    return f"{whose}{PART}{digest([whose, question.model_dump_json(), made_of])}"


def _code() -> str:
    """A digest of the code that draws inputs and decides what keys are."""
    total = hashlib.sha256()
    grading = sorted((paths.PACKAGE / "grading").rglob("*.py"))
    for path in (*grading, paths.PACKAGE / "rng.py", *sorted(MAIN.parent.glob(f"{NAME}*.py"))):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def kept(place: Place, label: str = "") -> list[str]:
    """The files of keys with that label."""
    return [name for name in place.names(KEYS) if name.startswith(label)]


def taken(place: Place, name: str) -> bytes:
    """The content of a file of keys that nobody else gets; nothing if somebody was faster, or it is odd."""
    try:
        fd = os.open(name, os.O_RDONLY | OPEN, dir_fd=place.fd)
    except FileNotFoundError:
        return b""
    except OSError:  # a link, or not to be read by its owner
        place.remove(name)
        return b""
    with os.fdopen(fd, "rb") as file:
        try:
            os.unlink(name, dir_fd=place.fd)  # whoever takes the name away has it
        except OSError:
            return b""
        found = os.fstat(fd)
        if amiss(found, stat.S_IFREG, FILE_MODE) or found.st_nlink or found.st_size > MAX_BYTES:
            return b""
        return file.read(MAX_BYTES)


def put(place: Place, label: str, data: bytes) -> None:
    """Lay a file of keys onto the shelf, where it appears when it is whole. Raises OSError."""
    name = f"{label}{PART}{rng.new_id()}"
    fd = os.open(name + DRAFT, os.O_WRONLY | os.O_CREAT | os.O_EXCL | OPEN, FILE_MODE, dir_fd=place.fd)
    with os.fdopen(fd, "wb") as file:
        os.fchmod(fd, FILE_MODE)
        file.write(data)
    os.rename(name + DRAFT, name + KEYS, src_dir_fd=place.fd, dst_dir_fd=place.fd)


def sweep(place: Place, label: str) -> None:
    """Take away what is out of date, what was left half written, and the oldest of too many."""
    whose = label.partition(PART)[0] + PART
    drafts = [name for name in place.names(DRAFT) if name.startswith(whose)]
    old = [name for name in kept(place, whose) if not name.startswith(label)]
    for name in (*drafts, *old):
        place.remove(name)
    left = sorted(kept(place), key=place.age_s)
    for name in left[MOST:]:
        place.remove(name)


def prepare_next(question: CodeQuestion, spec: RunnerSpec, grading: Grading, sandbox: Sandbox) -> None:
    """Start a helper for the keys of this question's next checks, if the warm service serves `sandbox`.

    None is started where enough wait already, or one is at work.
    """
    service = service_of(sandbox)
    if service is None:
        return
    label = label_of(question, spec, grading)
    with suppress(OSError, Refused), Place(folder(), create=True) as place:
        if len(kept(place, label)) >= FULL:
            return
        lock = os.open(lock_of(label), os.O_RDWR | os.O_CREAT | OPEN, FILE_MODE, dir_fd=place.fd)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # from now on the helper's, as long as it lives
            plan = Plan(
                folder=str(place.path),
                label=label,
                service=str(service),
                level=sandbox.level,
                address=grading.address,
                question=question.model_dump_json(),
                runner=spec.model_dump_json(),
                quiet_s=QUIET_S,
            )
            detached.start(MAIN, lock, plan)
        finally:
            os.close(lock)


def lock_of(label: str) -> str:
    """The file that the helper of a question holds a lock on."""
    return label.partition(PART)[0] + LOCK


class OneByOne:
    """A sandbox that keeps a processor free for whoever waits for an answer."""

    def __init__(self, inner: Sandbox) -> None:
        self._inner = inner

    @property
    def level(self) -> str:
        """The level in force."""
        return self._inner.level

    def run(self, job: Job) -> RunResult:
        """Run one job."""
        return self._inner.run(job)

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        """Run jobs one after the other."""
        return [self._inner.run(job) for job in jobs]


def refill(plan: Plan) -> None:
    """The helper's work: fill the shelf for one question, then let go of its lock.

    Raises SandboxUnavailable if the service has ended, OSError or Refused if the shelf cannot be used.
    """
    question = CodeQuestion.model_validate_json(plan["question"])
    spec = RunnerSpec.model_validate_json(plan["runner"])
    label, asked = plan["label"], Grading(plan["address"], "")
    with Place(Path(plan["folder"])) as place:
        try:
            sweep(place, label)
            if label != label_of(question, spec, asked):  # the engine was changed in between
                return
            with open_served(Path(plan["service"]), plan["level"]) as sandbox:
                while len(kept(place, label)) < FULL and _added(place, label, question, spec, asked, sandbox):
                    pass
        finally:
            place.remove(lock_of(label))


def _added(
    place: Place, label: str, question: CodeQuestion, spec: RunnerSpec, asked: Grading, sandbox: Sandbox
) -> bool:
    """Prepare the keys of one more secret; whether they could be kept such that they are read the same."""
    grading = replace(asked, secret=rng.new_secret())
    keys = prepare(question, spec, grading, OneByOne(sandbox))
    if not isinstance(keys, KeyValues):
        return False
    data = written(label, Ready(grading.secret, keys))
    if len(data) > MAX_BYTES or read(data, label, question, asked) != Ready(grading.secret, keys):
        return False
    put(place, label, data)
    return True
