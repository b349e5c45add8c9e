"""A person's second `quizkit check`, process start included, with a warm service of the benchmark's own.

Each turn waits until the keys of the next checks are prepared, then checks the same right answer twice, the
second time as soon as the first is over.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from measuring import HEAD, Arm, in_turn, process, row, timed

from quizkit.app import ahead
from quizkit.bank.catalogue import open_question
from quizkit.model.question import CodeQuestion

QUESTIONS = ("weight-change", "parameter-groups")
TOPIC = "pytorch/weight-decay"
COMMAND = [sys.executable, "-c", "from quizkit.cli.main import main; main()"]
PATIENCE_S = 60.0


@contextmanager
def own_service() -> Iterator[Path]:
    """An empty state folder and a service of our own, which is stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        runtime, state = Path(folder) / "runtime", Path(folder) / "state"
        runtime.mkdir(mode=0o700)
        os.environ.pop("CI", None)
        os.environ |= {"XDG_RUNTIME_DIR": str(runtime), "QUIZKIT_STATE": str(state), "QUIZKIT_SERVICE": "1"}
        try:
            yield Path(folder)
        finally:
            subprocess.run([*COMMAND, "doctor", "--stop-service"], stdout=subprocess.DEVNULL, check=True)


def wait_for_keys(many: int) -> None:
    """Wait until as many sets of keys lie ready, and nobody prepares any more."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        endings = [path.suffix for path in ahead.folder().iterdir()]
        if endings.count(ahead.KEYS) >= many and ahead.LOCK not in endings:
            return
        time.sleep(0.05)
    sys.exit("no keys were prepared ahead")


def answer_to(question_id: str, folder: Path) -> Path:
    """A file with the right answer."""
    _, question = open_question(f"{TOPIC}/{question_id}")
    if not isinstance(question, CodeQuestion):
        sys.exit(f"{question_id} is no code question")
    path = folder / f"{question_id}.py"
    path.write_text(question.solution.code)
    return path


def pair_arm(question_id: str, file: Path, ready: int, turns: int) -> Arm:
    """Two checks at once one after the other; `ready` sets of keys lie there in all when they begin."""
    check = process(*COMMAND, "check", f"{TOPIC}/{question_id}", str(file))

    def measure() -> Mapping[str, float]:
        if not measured:  # the first time nothing is warm, and nothing is prepared
            check()
            measured.append(True)
        wait_for_keys(ready)
        begin = time.perf_counter()
        check()
        between = time.perf_counter()
        check()
        end = time.perf_counter()
        return {f"{question_id}, first": between - begin, f"{question_id}, second": end - between}

    measured: list[bool] = []
    return Arm(measure, turns)


def without_service(question_id: str, file: Path, turns: int) -> Arm:
    """A check that starts a wall of its own."""
    command = ["env", "QUIZKIT_SERVICE=0", *COMMAND, "check", f"{TOPIC}/{question_id}", str(file)]
    return timed(f"{question_id}, alone", process(*command), turns)


def checks(turns: int) -> None:
    """Print the table."""
    with own_service() as folder:
        arms = [
            timed("pass", process(sys.executable, "-c", "pass"), turns),
            timed("help", process(*COMMAND, "--help"), turns),
        ]
        for number, question_id in enumerate(QUESTIONS):
            file = answer_to(question_id, folder)
            arms.append(pair_arm(question_id, file, ahead.FULL * (number + 1), turns))
            arms.append(without_service(question_id, file, min(turns, 5)))
        before = os.getloadavg()[0]
        taken = in_turn(arms)
    print(HEAD)
    print(row("`python -c pass`", taken["pass"], ""))
    print(row("`quizkit --help`", taken["help"], ""))
    for question_id in QUESTIONS:
        second = taken[f"{question_id}, second"]
        alone = taken[f"{question_id}, alone"]
        ratio = statistics.median(alone) / statistics.median(second)
        print(row(f"`{question_id}`, second check", second, "450 ms", f"{ratio:.1f} times faster"))
        print(row(f"`{question_id}`, the check before it", taken[f"{question_id}, first"], ""))
        print(row(f"`{question_id}`, without the service", alone, "", "1"))
    print(f"\nLoad of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after.")
