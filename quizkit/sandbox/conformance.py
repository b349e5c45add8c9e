"""What every Sandbox must do, as named checks: each takes an open one of the plain Python runner.

Tests run them on every implementation, `quizkit doctor` on the one of this machine. `level` is the lowest
level at which a check means anything. Each job's code begins with its check's name, for a scripted fake.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from quizkit.model.job import Ended, Job, Limits, Sandbox, Target
from quizkit.model.value import Raised, Sequence, Value

LIMITS = Limits(cpu_s=1, wall_s=10, memory_mb=128, output_kb=16, disk_mb=4, files=64, threads=8)
X = "variable:x"
HEADING = "# conformance: "


@dataclass(frozen=True)
class Check:
    """One law. `broken` gives what is wrong, or nothing."""

    name: str
    says: str
    broken: Callable[[Sandbox], str]
    level: str = "L0"


@dataclass(frozen=True)
class Finding:
    """A check and what it found; `wrong` is empty if the law is kept, None if it means nothing here."""

    name: str
    says: str
    wrong: str | None


def examine(sandbox: Sandbox) -> list[Finding]:
    """Every check on `sandbox`."""
    return [
        Finding(check.name, check.says, check.broken(sandbox) if check.level <= sandbox.level else None)
        for check in CHECKS
    ]


def script(name: str, code: str, *observe: str, seed: int = 0, limits: Limits = LIMITS) -> Job:
    """A job of the check called `name`."""
    return Job(
        runner="python",
        target=Target(kind="script"),
        code=f"{HEADING}{name}\n{code}",
        observe=observe or (X,),
        seed=seed,
        limits=limits,
    )


def differs(found: object, expected: object) -> str:
    """What is wrong if `found` is not what was expected."""
    return "" if found == expected else f"{found!r} where {expected!r} was expected"[:300]


def _values(sandbox: Sandbox) -> str:
    result = sandbox.run(script("values", "x = [1, 2]\ny = 3\nprint('hi')", X, "stdout", "raises"))
    expected: dict[str, Value] = {X: Sequence("list", (1, 2)), "stdout": "hi\n", "raises": None}
    return differs((result.ended, dict(result.values), result.detail), (Ended.OK, expected, ""))


def _level(sandbox: Sandbox) -> str:
    return differs(sandbox.run(script("level", "x = 1")).level, sandbox.level)


def _usage(sandbox: Sandbox) -> str:
    usage = sandbox.run(script("usage", "x = sum(range(10**6))")).usage
    return "" if 0 < usage.cpu_s < 10 and usage.wall_s > 0 else f"measured {usage}"


def _order(sandbox: Sandbox) -> str:
    results = sandbox.run_all([script("order", "x = seed", seed=number) for number in range(6)])
    return differs([result.values.get(X, result.detail) for result in results], list(range(6)))


def _threads(sandbox: Sandbox) -> str:
    with ThreadPoolExecutor(4) as pool:
        results = pool.map(sandbox.run, [script("threads", "x = seed", seed=number) for number in range(6)])
        return differs([result.values.get(X, result.detail) for result in results], list(range(6)))


def _alone(sandbox: Sandbox) -> str:
    sandbox.run(script("alone", "import json, math\njson.mark = 1\nmath.pi = 3\nx = 1"))
    code = "import json, math\nx = [hasattr(json, 'mark'), math.pi > 3]"
    return differs(sandbox.run(script("alone", code, seed=1)).values.get(X), Sequence("list", (False, True)))


def _no_file_left(sandbox: Sandbox) -> str:
    path = "import os\npath = os.path.join(os.environ['TMPDIR'], 'left-by-conformance')\n"
    sandbox.run(script("no-file-left", path + "open(path, 'w').close()\nx = 1"))
    return differs(
        sandbox.run(script("no-file-left", path + "x = os.path.exists(path)")).values.get(X), False
    )


def _seed(sandbox: Sandbox) -> str:
    code = "import random\nx = [rng.random(), random.random()]"
    first, again, other = (sandbox.run(script("seed", code, seed=seed)).values.get(X) for seed in (7, 7, 8))
    return "" if first == again != other else f"seeds 7, 7, 8 drew {first!r}, {again!r}, {other!r}"


def _raised(sandbox: Sandbox) -> str:
    result = sandbox.run(script("raised", "x = 1\nraise KeyError('k')", X, "raises"))
    found = (result.ended, result.raised, dict(result.values))
    return differs(found, (Ended.RAISED, Raised("KeyError", "'k'", 3), {"raises": "KeyError"}))


def _author(sandbox: Sandbox) -> str:
    job = script("author", "x = 1").model_copy(update={"arguments": "raise ValueError('mine')"})
    result = sandbox.run(job)
    return differs((result.ended, result.raised and result.raised.message), (Ended.AUTHOR, "mine"))


def ends(name: str, code: str, ended: Ended, **limits: float) -> Callable[[Sandbox], str]:
    """A check that `code` ends in a way, with a sentence and without values, and that the sandbox goes on."""

    def broken(sandbox: Sandbox) -> str:
        result = sandbox.run(script(name, code, limits=LIMITS.model_copy(update=limits)))
        if result.ended is not ended or not result.detail or X in result.values:
            return f"ended {result.ended.value} ({result.detail or 'without a sentence'})"
        return differs(sandbox.run(script("after", "x = 5")).values.get(X), 5)

    return broken


def _output(sandbox: Sandbox) -> str:
    result = sandbox.run(script("output", "print('x' * 1_000_000)\nx = 1"))
    whole = result.stdout.startswith("x" * (16 << 10) + "\n[") and len(result.stdout) < 17 << 10
    return differs((result.ended, result.values.get(X), whole), (Ended.OK, 1, True))


def _not_text(sandbox: Sandbox) -> str:
    result = sandbox.run(script("not-text", "import os\nos.write(1, b'a\\xffb')\nx = 1"))
    return differs(result.stdout, "a\ufffdb")


def _asked(sandbox: Sandbox) -> str:
    """Only what was asked for comes back, and what was printed and raised is known outside."""
    result = sandbox.run(script("asked", "x = 1\nraises = 'nothing'\nstdout = 'forged'", "raises", "stdout"))
    return differs(dict(result.values), {"raises": None, "stdout": ""})


def _limits(sandbox: Sandbox) -> str:
    code = "import resource\nx = resource.getrlimit(resource.RLIMIT_NOFILE)[1]"
    return differs(sandbox.run(script("limits", code)).values.get(X), LIMITS.files)


def _environment(sandbox: Sandbox) -> str:
    code = "import os\nx = sorted(name for name in os.environ if 'QUIZKIT' in name or 'SSH' in name)"
    return differs(sandbox.run(script("environment", code)).values.get(X), Sequence("list", ()))


def _second_process(sandbox: Sandbox) -> str:
    code = "import os\nif os.fork() == 0:\n    os._exit(0)\nx = 1"
    result = sandbox.run(script("second-process", code, "raises"))
    return differs(result.values.get("raises"), "PermissionError")


def _network(sandbox: Sandbox) -> str:
    code = "import socket\nsocket.socket()\nx = 1"
    return differs(sandbox.run(script("network", code, "raises")).values.get("raises"), "PermissionError")


def _first_process(sandbox: Sandbox) -> str:
    return differs(sandbox.run(script("first-process", "import os\nx = os.getpid()")).values.get(X), 1)


CHECKS = (
    Check("values", "a run gives its values, and what it printed", _values),
    Check("level", "every result tells the level", _level),
    Check("usage", "what a run used is measured outside", _usage),
    Check("order", "results come in the order of the jobs", _order),
    Check("threads", "threads may share it", _threads),
    Check("alone", "no run sees what another changed", _alone),
    Check("no-file-left", "no run finds another's file", _no_file_left),
    Check("seed", "the same seed draws the same, another does not", _seed),
    Check("raised", "an exception is the learner's, with its line", _raised),
    Check("author", "what the arguments raise is the author's", _author),
    Check("asked", "only what was asked for comes back", _asked),
    Check("output", "output is kept up to its cap", _output),
    Check("not-text", "output that is no text is replaced", _not_text),
    Check("limits", "the job's own limits are in force", _limits),
    Check("environment", "nothing of the engine's environment is there", _environment),
    Check("exit", "ending the process is no verdict", ends("exit", "import os; os._exit(0)", Ended.EXITED)),
    Check("crash", "a crash ends one run", ends("crash", "import ctypes; ctypes.string_at(0)", Ended.EXITED)),
    Check("cpu", "an endless loop is ended", ends("cpu", "while True: pass", Ended.CPU, cpu_s=0.3)),
    Check("memory", "too much memory is refused", ends("memory", "x = bytes(1 << 40)", Ended.MEMORY)),
    Check("wall", "a sleep is ended", ends("wall", "import time; time.sleep(60)", Ended.WALL, wall_s=0.3)),
    Check("forged", "a frame written by hand is refused",
        ends("forged", "import os; os.write(4, b'QKWF')", Ended.RESULT)),
    Check("second-process", "no run starts a process", _second_process, "L1"),
    Check("network", "no run reaches a network", _network, "L1"),
    Check("first-process", "every run is alone in a process namespace of its own", _first_process, "L3"),
)  # fmt: skip
