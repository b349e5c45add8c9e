"""Finds the level that this machine can keep, by attacking a real jail.

Remembers it until something changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from quizkit import paths
from quizkit.errors import SandboxError
from quizkit.model.job import Ended, Limits
from quizkit.model.runner import Observation, RunnerSpec
from quizkit.sandbox import bubblewrap, canaries, machine
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.readable import OwnRemedy
from quizkit.sandbox.wall import Wall

ORDER: tuple[Level, ...] = ("L3", "L2", "L1")
CACHE = "sandbox-level.json"


@dataclass(frozen=True)
class Attempt:
    """One level tried.

    `canaries` tells what each brought home (empty: stopped), `reason` why the level is not kept (or nothing),
    `says_how` whether that says what to do as well.
    """

    level: str
    reason: str
    canaries: dict[str, str] = field(default_factory=dict)
    says_how: bool = False


@dataclass(frozen=True)
class Report:
    """The level found ("L0" for none) and the attempts that led to it, best level first."""

    level: str
    attempts: tuple[Attempt, ...] = ()
    reason: str = ""

    @property
    def says_how(self) -> bool:
        """Whether the reason says what to do."""
        return bool(self.attempts) and self.attempts[-1].says_how


def probed() -> Report:
    """Attack a real jail at each level, best first, until one holds."""
    reason = machine.unsupported()
    if reason:
        return Report("L0", reason=reason)
    attempts: list[Attempt] = []
    for level in ORDER:
        attempts.append(attempt(level))
        if not attempts[-1].reason:
            return Report(level, tuple(attempts))
    return Report("L0", tuple(attempts), attempts[-1].reason)


def attempt(level: Level) -> Attempt:
    """Start the plain Python runner at `level` and try every canary in a real jail."""
    spec = plain_python()
    try:
        jails = Jails(lambda: Wall(launch(level, spec, [])), level)
    except (SandboxError, OSError) as error:
        return Attempt(level, str(error), says_how=isinstance(error, OwnRemedy))
    try:
        results = jails.run_all(canaries.jobs(paths.PACKAGE / "errors.py", _home()))
    finally:
        jails.close()
    if results[0].ended is not Ended.OK:
        return Attempt(level, results[0].detail.rstrip("."))
    got = canaries.got_through(results)
    kept = {canary.name for canary in canaries.CANARIES if canary.level <= level}
    through = [name for name, what in got.items() if what and name in kept]
    return Attempt(level, f"these attacks got through: {', '.join(through)}" if through else "", got)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a user whom the system does not know
        return Path("/home")


def plain_python() -> RunnerSpec:
    """The plain Python runner as far as the canaries need it; its description need not be read for that."""
    seen = Observation(name="variable:", says="A variable", measures="behaviour", targets=("script",))
    return RunnerSpec(
        id="python",
        title="Plain Python",
        language="Python",
        limits=Limits(),
        observations=(seen,),
        folder=str(paths.runners() / "python"),
    )


def current() -> Report:
    """The level in force: remembered if it was found under the very same circumstances, else probed now."""
    if machine.unsupported():
        return probed()
    key = circumstances()
    remembered = _recall(key)
    if remembered is not None:
        return remembered
    report = settled(probed)
    if report.level != "L0":  # a machine without a sandbox is asked again each time: it may have been mended
        _remember(key, report)
    return report


def settled(probe: Callable[[], Report]) -> Report:
    """The best of two probes if the first found less than the best level: a passing failure must not stay."""
    first = probe()
    return first if first.level == ORDER[0] else max(first, probe(), key=lambda report: report.level)


def circumstances() -> str:
    """A digest of what the level depends on.

    That is this boot, kernel settings, user, Python, bubblewrap, our own code.
    """
    parts: list[object] = [platform.release(), os.geteuid(), sys.executable, sys.version, machine.switches()]
    parts += [str(bubblewrap.program()), machine.setting("kernel.random.boot_id")]
    digest = hashlib.sha256(json.dumps(parts).encode())
    for path in _own_code():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _own_code() -> Iterator[Path]:
    for folder in (Path(__file__).parent, paths.runners() / "host", paths.runners() / "python"):
        yield from sorted([*folder.glob("*.py"), *folder.glob("*.txt")])


def _recall(key: str) -> Report | None:
    try:
        data = json.loads((paths.state() / CACHE).read_text())
        if data["key"] != key or paths.exposed(paths.state()) or paths.exposed(paths.state() / CACHE):
            return None
        return Report(data["level"], tuple(Attempt(**each) for each in data["attempts"]))
    except (OSError, ValueError, KeyError, TypeError):  # missing, torn or of another version: probe again
        return None


def _remember(key: str, report: Report) -> None:
    """Keep the report for the next start.

    A folder that cannot be written costs a probe each time, nothing else.
    """
    text = json.dumps({"key": key, **asdict(report)})
    with suppress(OSError):
        folder = paths.state()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"{CACHE}.*"):
            if not Path("/proc", left.suffix[1:]).exists():  # its writer was killed
                left.unlink(missing_ok=True)
        draft = folder / f"{CACHE}.{os.getpid()}"
        draft.write_text(text)
        draft.chmod(0o600)
        draft.replace(folder / CACHE)
