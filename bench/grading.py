"""Grading whole classes: generated learners, five one-step programs each, beside graders without a sandbox.

    python bench/grading.py              every arm, for the table in bench/README.md
    python bench/grading.py --learners 1000 --out DIR   makes that class once and leaves it in DIR

Every program differs from every other one, so that no verdict is taken over from an equal answer; a tenth are
wrong in a known way. Peers get fewer learners, and what they take is told per answer.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peers import nbgrader, otter

QUIZKIT = str(Path(sys.executable).with_name("quizkit"))
QUESTIONS = ("plain", "decayed", "momentum", "nesterov", "clipped")
SIZES = (20, 200, 1000)
PEER_LEARNERS = 4
TOPIC_LEARNERS = 300
SAMPLE_MS = 50

HEAD = """\
format: 1
id: steps
title: One step of an optimizer
authors: [quizkit]
license: CC0-1.0
minutes: 10
runner: pytorch
insight: A step is a subtraction.
skills: {steps: One step}
mistakes:
  climbs: {says: Adding what has to be subtracted, why: The gradient points uphill.}
questions:
"""
QUESTION = """\
  - id: {name}
    kind: code
    difficulty: easy
    skills: [steps]
    prompt: Return the weights after the step "{name}".
    entry: step
    starter: "def step(weight, gradient):\\n    ..."
    cases:
      - id: drawn
        draws: 1
        arguments: |
          import torch
          draw = lambda: torch.randn(4, generator=generator)
          arguments = {{"weight": draw(), "gradient": draw()}}
    checks: [{{id: weights, observe: return, points: 1}}]
    solution:
      steps: [Subtract.]
      code: |
        def step(weight, gradient):
            return weight - {rate} * (gradient + {decay} * weight)
    wrong:
      - mistake: climbs
        code: |
          def step(weight, gradient):
              return weight + {rate} * (gradient + {decay} * weight)
"""
ANSWER = """\
import torch


def step(weight, gradient):
    # learner {learner}
    with torch.no_grad():
        return weight {sign} {rate} * (gradient + {decay} * weight)
"""


def constants(name: str) -> dict[str, float]:
    """A question's own numbers."""
    place = QUESTIONS.index(name)
    return {"rate": 0.1 + 0.05 * place, "decay": 0.01 * place}


def make_topic(folder: Path) -> Path:
    """A topic of five one-step questions."""
    path = folder / "steps.yaml"
    path.write_text(HEAD + "".join(QUESTION.format(name=name, **constants(name)) for name in QUESTIONS))
    return path


def make_class(folder: Path, learners: int) -> Path:
    """A folder per learner with a program per question."""
    for number in range(learners):
        home = folder / f"learner-{number:04}"
        home.mkdir(parents=True, exist_ok=True)
        for place, name in enumerate(QUESTIONS):
            sign = "+" if (number + place) % 10 == 0 else "-"
            code = ANSWER.format(learner=number, sign=sign, **constants(name))
            (home / f"{name}.py").write_text(code)
    return folder


@dataclass(frozen=True)
class Graded:
    """What one grading took: seconds, the engine's largest resident memory, and what it says of itself."""

    seconds: float
    memory_mb: float
    counts: dict[str, int]
    judged: int


def grade(topic: str, submissions: Path, out: Path, *more: str) -> Graded:
    """One whole process of `quizkit grade`; ends the benchmark if answers have no number."""
    command = (QUIZKIT, "grade", topic, str(submissions), "-o", str(out), "--json", *more)
    begin = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=said, env={**os.environ, "CI": "1"})
        memory = max(_resident(process), default=0.0)
        seconds = time.perf_counter() - begin
        said.seek(0)
        result = json.load(said)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Graded(seconds, memory, result["counts"], result["judged"])


def _resident(process: subprocess.Popen[bytes]) -> Iterator[float]:
    """The process's resident memory in MB, looked at until it ends."""
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/statm").read_text().split()
            yield int(status[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        except (OSError, IndexError):
            pass
        time.sleep(SAMPLE_MS / 1000)


def serial(submissions: Path) -> float:
    """Seconds an answer: each program in a Python of its own, one after the other, without any sandbox."""
    call = "\nstep(torch.ones(4), torch.ones(4))\n"
    programs = sorted(submissions.glob("*/*.py"))
    begin = time.perf_counter()
    for program in programs:
        subprocess.run([sys.executable, "-c", program.read_text() + call], check=True)
    return (time.perf_counter() - begin) / len(programs)


def pytest_each(submissions: Path) -> float:
    """Seconds an answer: pytest once per learner, a test per question, without any sandbox."""
    learners = sorted(submissions.iterdir())
    begin = time.perf_counter()
    for learner in learners:
        tests = "import runpy, torch\n" + "".join(
            f"def test_{name}():\n"
            f"    answer = runpy.run_path('{learner}/{name}.py')\n"
            "    answer['step'](torch.ones(4), torch.ones(4))\n"
            for name in QUESTIONS
        )
        (learner / "test_all.py").write_text(tests)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            str(learner / "test_all.py"),
        ]
        subprocess.run(command, check=True, capture_output=True, cwd=learner)
    return (time.perf_counter() - begin) / (len(learners) * len(QUESTIONS))


def make_topic_class(folder: Path, learners: int) -> Path:
    """Learners of the bundled topic: five of its questions, two of them programs, all different."""
    root = Path(__file__).resolve().parents[1] / "examples/class/submissions"
    programs = [root / name for name in ("ada", "bela", "chen", "fadi", "hugo")]
    for number in range(learners):
        home = folder / f"learner-{number:04}"
        home.mkdir(parents=True, exist_ok=True)
        source = programs[number % len(programs)]
        (home / "answers.yaml").write_bytes((source / "answers.yaml").read_bytes())
        for name in ("parameter-groups.py", "weight-change.py"):
            (home / name).write_text((source / name).read_text() + f"\n# learner {number}\n")
    return folder


def main() -> None:
    """Run every arm and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--peers", type=Path, help="a Python that has nbgrader, otter-grader and torch")
    asked = parser.parse_args()
    if asked.learners and asked.out:
        make_topic(asked.out)
        make_class(asked.out / "submissions", asked.learners)
        return
    with tempfile.TemporaryDirectory() as place:
        measure(Path(place), asked.peers)


def measure(place: Path, python: Path | None) -> None:
    """Every arm in one run; nbgrader and otter-grader where `python` has them."""
    topic = str(make_topic(place))
    classes = {size: make_class(place / f"class-{size}", size) for size in (*SIZES, PEER_LEARNERS)}
    peers = {"`python -c`, one after the other": serial(classes[PEER_LEARNERS])}
    peers["pytest once per learner"] = pytest_each(classes[PEER_LEARNERS])
    for program in classes[PEER_LEARNERS].glob("*/test_all.py"):
        program.unlink()
    if python is not None:
        peers["nbgrader autograde"] = nbgrader(python.absolute(), place, QUESTIONS, PEER_LEARNERS)
        peers["otter run, once per learner"] = otter(python.absolute(), place, QUESTIONS, PEER_LEARNERS)
    print("| what | seconds | answers a second | memory of the engine | ratio to `python -c` | guide |")
    print("| --- | --- | --- | --- | --- | --- |")
    base = peers["`python -c`, one after the other"]
    for name, each in peers.items():
        seconds = each * PEER_LEARNERS * len(QUESTIONS)
        print(f"| {name}, {PEER_LEARNERS} x 5 | {seconds:.1f} | {1 / each:.2f} | | {base / each:.1f} | |")
    graded = {size: grade(topic, classes[size], place / f"out-{size}") for size in SIZES}
    for size, one in graded.items():
        told(f"quizkit, {size} x 5", one, size * 5, base, "60 s" if size == SIZES[-1] else "")
    told(
        "the same again, all kept",
        grade(topic, classes[1000], place / "out-1000"),
        5000,
        base,
        "2 s to read back",
    )
    told(
        "one worker, 200 x 5",
        grade(topic, classes[200], place / "alone", "--workers", "1"),
        1000,
        base,
        "two: 1.7 times",
    )
    bundled = make_topic_class(place / "bundled", TOPIC_LEARNERS)
    questions = "purpose,sgd-keyword,printed-change,parameter-groups,weight-change"
    whole = grade("pytorch/weight-decay", bundled, place / "out-bundled", "--questions", questions)
    told(
        f"bundled topic, {TOPIC_LEARNERS} x 5, three draws a program", whole, TOPIC_LEARNERS * 5, base, "60 s"
    )


def told(what: str, one: Graded, answers: int, base: float, guide: str) -> None:
    """One line of the table."""
    rate = answers / one.seconds
    print(
        f"| {what} | {one.seconds:.1f} | {rate:.0f} | {one.memory_mb:.0f} MB | {base * rate:.0f} | {guide} |"
    )


if __name__ == "__main__":
    main()
