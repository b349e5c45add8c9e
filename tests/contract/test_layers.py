"""Each layer is there, none can fail in silence, and the canaries notice when one is missing.

The host is copied and one of its steps replaced, as a careless change would do it.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit import paths
from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, Limits, Target
from quizkit.sandbox import levels, open_sandbox
from quizkit.sandbox.launching import Level

Need = Callable[[Level], None]
LIMITS = Limits(cpu_s=2, wall_s=10, memory_mb=128)
BROKEN = "raise OSError('this step is broken')"
STEPS = {  # module and function of the host, and whether only a wall has it
    "landlock.restrict": "made",
    "landlock.ruleset": "rules",
    "seccomp.load": "program",
    "linux.drop_capabilities": "",
    "jail.bound_resources": "plan, limits",
    "jail.arrange_descriptors": "pipes",
    "linux.mount": "source, target, kind, flags, options=None",
    "linux.unshare": "flags",
}
ONLY_WALLED = {"linux.mount", "linux.unshare"}
MISSING = {  # what gets through when a step does nothing
    "landlock.restrict": ("L3", {"list-root"}),
    "seccomp.load": ("L3", {"memfd", "shared-memory"}),
    "jail.bound_resources": ("L3", {"take-memory"}),
    "linux.mount": ("L3", {"fill-disk"}),
    "linux.close_from": ("L1", {"inherited-files"}),
}


def with_step(monkeypatch: pytest.MonkeyPatch, folder: Path, step: str, parameters: str, body: str) -> None:
    """Let the product use a copy of the runners in which one step of the host has another body."""
    copy = folder / "runners"
    shutil.copytree(paths.runners(), copy, ignore=shutil.ignore_patterns("pytorch", "__pycache__"))
    module, name = step.split(".")
    with (copy / "host" / f"{module}.py").open("a") as handle:
        handle.write(f"\n\ndef {name}({parameters}):\n    {body}\n")
    monkeypatch.setattr(paths, "runners", lambda: copy)


def script(code: str) -> Job:
    return Job(
        runner="python", target=Target(kind="script"), code=code, observe=("variable:x",), limits=LIMITS
    )


TAKEN = [
    (step, level) for step in STEPS for level in levels.ORDER if level == "L3" or step not in ONLY_WALLED
]


@pytest.mark.parametrize(("step", "level"), TAKEN)
def test_a_step_that_fails_lets_nothing_run(
    step: str, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, need_level: Need
) -> None:
    need_level(level)
    with_step(monkeypatch, tmp_path, step, STEPS[step], BROKEN)
    with open_sandbox(load_runner("python"), "own", force=level) as sandbox:
        result = sandbox.run(script("print('it ran')\nx = 1"))
    assert (result.ended, result.stdout, result.values) == (Ended.SYSTEM, "", {})
    assert "nothing was run" in result.detail or "broken" in result.detail


@pytest.mark.parametrize("step", MISSING)
def test_the_canaries_notice_a_missing_layer(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, need_level: Need
) -> None:
    level, through = MISSING[step]
    need_level("L3")
    with_step(monkeypatch, tmp_path, step, "*arguments", "return 0")
    found = levels.attempt("L1" if level == "L1" else "L3")
    assert found.reason
    assert through <= {name for name, what in found.canaries.items() if what}


def test_a_jail_has_no_power_left(need_level: Need) -> None:
    """Seen from outside: no capability, no way to gain any, a filter, another user than root."""
    need_level("L3")
    with open_sandbox(load_runner("python"), "own", force="L3") as sandbox:
        run = threading.Thread(target=sandbox.run, args=[script("import time\ntime.sleep(3)")])
        run.start()
        found: dict[str, str] = {}
        until = time.monotonic() + 10
        while not found and time.monotonic() < until:
            found = sleeping_jail()
        run.join()
    assert {found[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} <= {"0" * 16}
    assert (found["NoNewPrivs"], found["Seccomp"]) == ("1", "2")
    assert "0" not in found["Uid"].split()


def sleeping_jail() -> dict[str, str]:
    """The status of a process that is number 1 of the innermost of three PID namespaces, when sealed."""
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":\t", 1) for line in path.read_text().splitlines())
        except (FileNotFoundError, ProcessLookupError):
            continue
        numbers = fields.get("NSpid", "").split()
        if len(numbers) >= 3 and numbers[-1] == "1" and fields["Seccomp"] == "2":
            return {name: value.strip() for name, value in fields.items()}
    return {}
