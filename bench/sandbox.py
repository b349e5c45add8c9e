"""The sandbox against the floor and its peers, one run side by side; prints the table in Markdown.

Each arm runs the one-step snippet, in turn, A B A B ...; then come throughput and the memory of an idle jail.
`--many N` runs N answers in a row and shows whether memory, descriptors and latency stay flat; `--frames N`
sends N mutated frames through the decoder; `--checks N` times N second checks of whole processes. Each leaves
the rest out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from checks import checks
from measuring import HEAD, ROOT, SNIPPET, Arm, in_turn, p95, process, row, shown, timed

from quizkit.bank.runners import load_runner
from quizkit.model.job import Ended, Job, RunResult, Target
from quizkit.sandbox import bubblewrap, levels
from quizkit.sandbox.jail import Jail, pid_of
from quizkit.sandbox.jails import Jails
from quizkit.sandbox.launching import Level, launch
from quizkit.sandbox.pool import Demand, Pool
from quizkit.sandbox.running import Run
from quizkit.sandbox.verdict import result_of
from quizkit.sandbox.wall import Wall
from quizkit.sandbox.wire import HEADER, MAGIC, VERSION, Malformed, decoded

SPEC = load_runner("pytorch")
LIMITS = SPEC.limits
JOB = Job(
    runner=SPEC.id, target=Target(kind="script"), code=SNIPPET, observe=("variable:answer",), limits=LIMITS
)
THREADS = 2
IDLE = os.cpu_count() or 1
PIECE = 500
# A warm process without any isolation: one line in, the snippet executed, its seconds out.
FLOOR = """
import sys, time, torch
code = compile(sys.stdin.readline().encode().decode("unicode_escape"), "<answer>", "exec")
for _ in sys.stdin:
    begin = time.perf_counter()
    exec(code, {})
    print(time.perf_counter() - begin, flush=True)
"""
PYTEST = f"""
def test_answer():
    namespace = {{}}
    exec({SNIPPET!r}, namespace)
    assert namespace["answer"].shape == (1, 2)
"""


def found_level() -> Level:
    """The level that this machine keeps; ends the benchmark if it keeps none."""
    level = levels.current().level
    for known in levels.ORDER:
        if known == level:
            print(f"sandbox level {level}", file=sys.stderr)
            return known
    sys.exit("no sandbox can be had here; see 'quizkit doctor'")


def checked(result: RunResult) -> None:
    """End the benchmark if the snippet did not run to its end."""
    if result.ended is not Ended.OK:
        sys.exit(f"the snippet ended with {result.ended}: {result.detail}")


@contextmanager
def floor() -> Iterator[Arm]:
    """Bare exec in a warm process of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", FLOOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as warm:
        assert warm.stdin is not None
        assert warm.stdout is not None
        given, answers = warm.stdin, warm.stdout
        given.write(SNIPPET.encode("unicode_escape").decode() + "\n")

        def measure() -> Mapping[str, float]:
            given.write("\n")
            given.flush()
            return {"floor": float(answers.readline())}

        yield Arm(measure, 60)


def jail_arm(name: str, take: Callable[[], Jail], then: Callable[[], None] = lambda: None) -> Arm:
    """One run in a jail of `take`: the time to its last value, and to the verdict after its proven death."""

    def measure() -> Mapping[str, float]:
        begin = time.monotonic()
        run = Run(take(), JOB)
        checked(result_of(JOB, run.observe(), ""))
        end = time.monotonic()
        then()
        return {f"{name}, value": run.answered - begin, f"{name}, death": end - begin}

    return Arm(measure, 60)


def pooled_arm(wall: Wall) -> Arm:
    """The same with jails sealed ahead; the next ones are sealed before another arm has its turn."""
    pool = Pool(wall, IDLE, Demand(IDLE))

    def refill() -> None:
        pool.refill(LIMITS)
        wait_for_seals(pool.idle)

    return jail_arm("pooled", lambda: pool.take(LIMITS), refill)


def wait_for_seals(idle: Sequence[Jail]) -> None:
    """Wait until all are sealed, or long enough."""
    until = time.monotonic() + 20
    while not all(jail.fit() and jail.sealed for jail in idle) and time.monotonic() < until:
        time.sleep(0.002)


def bubblewrapped() -> list[str]:
    """A plain bubblewrap command, as one would write it by hand."""
    program = bubblewrap.program()
    if program is None:
        sys.exit("bubblewrap is missing")
    isolation = ["--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev"]
    return [str(program), *isolation, "--proc", "/proc", "--tmpfs", "/tmp"]


def snippet_arms(level: Level) -> dict[str, list[float]]:
    """The six ways to run the snippet, in turn."""
    python = [sys.executable, "-c", SNIPPET]
    with tempfile.TemporaryDirectory() as folder, floor() as bare, started(level) as wall:
        test = Path(folder) / "test_answer.py"
        test.write_text(PYTEST)
        quick = [bare, jail_arm("cold fork", lambda: Jail(wall, LIMITS)), pooled_arm(wall)]
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
        slow = [
            timed("python -c", process(*python), 5),
            timed("bubblewrap", process(*bubblewrapped(), *python), 5),
            timed("pytest", process(*pytest, cwd=Path(folder)), 5),
        ]
        return in_turn([*quick, *slow])


@contextmanager
def started(level: Level) -> Iterator[Wall]:
    """One warm process of the pytorch runner."""
    with closing(Wall(launch(level, SPEC, []))) as wall:
        yield wall


def throughput(level: Level, ahead: int, runs: int = 400) -> float:
    """Answers a second with two threads of the engine and one warm process."""
    with closing(Jails(lambda: Wall(launch(level, SPEC, [])), level, ahead)) as jails:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(jails.run, [JOB] * 20))
            begin = time.monotonic()
            for result in pool.map(jails.run, [JOB] * runs):
                checked(result)
        return runs / (time.monotonic() - begin)


def own_mb(pid: int) -> float:
    """Memory that a process shares with nobody, in MB, as the kernel counts it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(size.split()[0]) for name, size in (line.split(":") for line in lines)}
    return (sizes["Private_Clean"] + sizes["Private_Dirty"]) / 1024


def idle_memory(level: Level) -> float:
    """The memory of its own that an idle sealed jail takes, in MB; the median of five."""
    with started(level) as wall:
        idle = [Jail(wall, LIMITS, ahead=True) for _ in range(5)]
        wait_for_seals(idle)
        taken = [own_mb(pid_of(jail.pidfd)) for jail in idle if jail.pidfd is not None]
        for jail in idle:
            jail.close()
        return statistics.median(taken)


def many(level: Level, runs: int) -> None:
    """Answers in a row, from two threads; a line for every 500 of them."""
    print("| answers | a second | median | p95 | engine MB | engine's descriptors | warm processes so far |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    walls: list[Wall] = []

    def start() -> Wall:
        walls.append(Wall(launch(level, SPEC, [])))
        return walls[-1]

    def one(_: int) -> float:
        begin = time.monotonic()
        checked(jails.run(JOB))
        return time.monotonic() - begin

    with closing(Jails(start, level)) as jails, ThreadPoolExecutor(THREADS) as pool:
        for first in range(0, runs, PIECE):
            begin = time.monotonic()
            taken = list(pool.map(one, range(min(PIECE, runs - first))))
            rate = len(taken) / (time.monotonic() - begin)
            size, descriptors = own_mb(os.getpid()), len(list(Path("/proc/self/fd").iterdir()))
            spread = f"{shown(statistics.median(taken))} | {shown(p95(taken))}"
            counts = f"{size:.1f} | {descriptors} | {len(walls)}"
            print(f"| {first + len(taken)} | {rate:.0f} | {spread} | {counts} |", flush=True)


def mutated(golden: list[bytes], chance: random.Random) -> bytes:
    """A golden frame with a few bytes changed, cut out, doubled, or taken from another frame.

    Three times in four its header is kept right, so that the change reaches the readers behind it.
    """
    data = bytearray(chance.choice(golden))
    sized = chance.randrange(4) > 0
    tree = HEADER.unpack_from(data)[3]
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(HEADER.size if sized else 0, len(data) + 1)
        before = len(data)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = chance.randbytes(1)
            case 1:
                del data[at : at + chance.randint(1, 16)]
            case 2:
                data[at:at] = data[at : at + chance.randint(1, 16)]
            case _:
                other = chance.choice(golden)[HEADER.size :]
                start = chance.randrange(len(other))
                data[at : at + chance.randint(0, 16)] = other[start : start + chance.randint(1, 32)]
        tree += len(data) - before if at <= HEADER.size + tree else 0
    if sized:
        tree = min(max(tree, 0), len(data) - HEADER.size)
        HEADER.pack_into(data, 0, MAGIC, VERSION, 0, tree, len(data) - HEADER.size - tree)
    return bytes(data)


def frames(count: int, seed: int = 1) -> None:
    """Mutated frames through the decoder: anything but a frame or its own error ends the benchmark."""
    parts = json.loads((ROOT / "tests/contract/wire/frames.json").read_text()).values()
    golden = [bytes.fromhex(p["header"]) + p["tree"].encode() + bytes.fromhex(p["block"]) for p in parts]
    chance, refused, begin = random.Random(seed), 0, time.monotonic()
    for number in range(count):
        data = mutated(golden, chance)
        try:
            decoded(data)
        except Malformed:
            refused += 1
        except BaseException as error:  # noqa: BLE001 - that is what is looked for
            sys.exit(f"frame {number} of seed {seed} raised {error!r}: {data!r}")
    took = time.monotonic() - begin
    print(f"{count} mutated frames in {took:.0f} s: {refused} refused, the others decoded, no other error")


def table(level: Level) -> None:
    """Everything but the options."""
    taken = snippet_arms(level)
    medians = {name: statistics.median(values) for name, values in taken.items()}
    print(HEAD)
    guides = {"cold fork, value": "", "cold fork, death": "20 ms, p95 30 ms"}
    guides |= {"pooled, value": "8 ms", "pooled, death": "10 ms"}
    names = {
        "floor": "bare exec in a warm process, no isolation",
        "pooled, value": "this sandbox, sealed ahead, to the last value",
        "pooled, death": "this sandbox, sealed ahead, to proven death",
        "cold fork, value": "this sandbox, cold fork, to the last value",
        "cold fork, death": "this sandbox, cold fork, to proven death",
        "python -c": "`python -c`, no sandbox",
        "bubblewrap": "bubblewrap and a cold Python",
        "pytest": "pytest with one test, no sandbox",
    }
    for name, says in names.items():
        ratio = medians[name] / medians["pooled, death"]
        print(row(says, taken[name], guides.get(name, ""), f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"))
    print("\n| what | figure | guide |\n| --- | --- | --- |")
    print(f"| answers a second, two threads, sealed ahead | {throughput(level, IDLE):.0f} | 110 |")
    print(f"| answers a second, two threads, cold forks | {throughput(level, 0):.0f} | |")
    print(f"| an idle jail's own memory | {idle_memory(level):.1f} MB | 5 MB |")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, metavar="N", help="run N answers in a row")
    parser.add_argument("--frames", type=int, metavar="N", help="decode N mutated frames")
    parser.add_argument("--checks", type=int, metavar="N", help="check an answer twice, N times")
    asked = parser.parse_args()
    if asked.frames:
        frames(asked.frames)
    if asked.many:
        many(found_level(), asked.many)
    if asked.checks:
        checks(asked.checks)
    if not asked.frames and not asked.many and not asked.checks:
        table(found_level())


if __name__ == "__main__":
    main()
