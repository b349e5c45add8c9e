"""What a learner on the screens waits for: the first question, home, a key, the verdict on a program.

Everything runs in a real pseudo-terminal, 80 columns by 24 rows, and is timed from the key to the bytes that
show its effect. Home lists, and keys are pressed with, 10 000 questions in the banks, which were all read
before. Prints the table in Markdown.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from measuring import HEAD, Arm, in_turn, installed, row

QUIZKIT = str(Path(sys.executable).with_name("quizkit"))
RUNS = 15
TOPICS, QUESTIONS = 100, 100
PATIENCE_S = 20.0
RUN = b"\x12"  # Ctrl+R

TOPIC = """format: 1
id: {name}
title: Many questions
authors: [The quizkit authors]
license: CC-BY-4.0
minutes: 60
insight: One of many.
skills: {{counting: How many there are}}
sections: {{practice: [{ids}]}}
questions:
"""
QUESTION = """  - id: {name}
    kind: choice
    difficulty: easy
    skills: [counting]
    prompt: What is {number} and 1?
    options:
      - {{id: right, text: "{right}", correct: true, feedback: One more.}}
      - {{id: same, text: "{number}", feedback: Nothing was added.}}
      - {{id: less, text: "{less}", feedback: One was taken away.}}
    hint: Count on by one.
    solution: {{steps: [Count on by one.]}}
    argued: By counting.
"""


class Screen:
    """`quizkit take` in a pseudo-terminal."""

    def __init__(self, *arguments: str, env: Mapping[str, str]) -> None:
        self._sent = b""  # to the terminal, and not looked at yet
        self.pid, self._end = pty.fork()
        if not self.pid:
            os.execve(QUIZKIT, [QUIZKIT, "take", *arguments], {**env, "TERM": "xterm", "COLUMNS": "80"})

    def until(self, words: bytes) -> float:
        """Wait until `words` were sent to the terminal; the seconds that it took."""
        begin = time.perf_counter()
        while words not in self._sent:
            left = PATIENCE_S - (time.perf_counter() - begin)
            if not select.select([self._end], [], [], max(left, 0))[0]:
                sys.exit(f"{words!r} never came, but:\n{self._sent[-2000:]!r}")
            self._sent += os.read(self._end, 1 << 16)
        self._sent = self._sent.partition(words)[2]
        return time.perf_counter() - begin

    def type(self, keys: bytes) -> None:
        """Press `keys`."""
        os.write(self._end, keys)

    def press(self, keys: bytes, shows: bytes) -> float:
        """The seconds from pressing `keys` until `shows` is on the screen."""
        self.type(keys)
        return self.until(shows)

    def rest(self, seconds: float = 0.3) -> None:
        """Read what else is drawn, until nothing is for a while."""
        while select.select([self._end], [], [], seconds)[0]:
            os.read(self._end, 1 << 16)
        self._sent = b""

    def end(self) -> None:
        """Leave."""
        os.kill(self.pid, signal.SIGKILL)
        os.close(self._end)
        os.waitpid(self.pid, 0)


def many(folder: Path) -> None:
    """Banks of 10 000 questions in all."""
    for at in range(TOPICS):
        ids = [f"q-{number}" for number in range(QUESTIONS)]
        said = TOPIC.format(name=f"topic-{at}", ids=", ".join(ids))
        for number, name in enumerate(ids, start=2):
            said += QUESTION.format(name=name, number=number, right=number + 1, less=number - 1)
        (folder / f"topic-{at}.yaml").write_text(said)


def first_question(name: str, *arguments: str, env: Mapping[str, str]) -> Arm:
    """A whole process, until the first question can be answered."""

    def measure() -> Mapping[str, float]:
        begin = time.perf_counter()
        screen = Screen(*arguments, "--new", env=env)
        screen.until(b"submit")
        seconds = time.perf_counter() - begin
        screen.end()
        return {name: seconds}

    return Arm(measure, RUNS)


def home(folder: str, env: Mapping[str, str]) -> Arm:
    """A whole process, until home stands there, and until a topic can be chosen."""

    def measure() -> Mapping[str, float]:
        begin = time.perf_counter()
        screen = Screen("--path", folder, env=env)
        screen.until(b"topics")  # the title; what there is may come later
        frame = time.perf_counter() - begin
        screen.until(b"many/topic-0")
        usable = time.perf_counter() - begin
        screen.end()
        return {"frame": frame, "usable": usable}

    return Arm(measure, RUNS)


def key(screen: Screen) -> Arm:
    """Another option is chosen each time."""
    keys = iter([b"1", b"2", b"3"] * RUNS)

    def measure() -> Mapping[str, float]:
        screen.rest()
        return {"key": screen.press(next(keys), "•".encode())}

    return Arm(measure, RUNS)


def verdict(screen: Screen) -> Arm:
    """The program gets one more line, which makes it another one, and is run."""

    def measure() -> Mapping[str, float]:
        screen.type(b"x = 1\r")
        screen.rest()
        return {"verdict": screen.press(RUN, b"INCORRECT")}

    return Arm(measure, RUNS)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        banks = Path(folder) / "many"
        banks.mkdir()
        many(banks)
        env = installed(folder)
        env.pop("NO_COLOR", None)
        choosing = Screen("many/topic-50", "--path", folder, env=env)
        choosing.until(b"submit")
        programs = Screen("python/aliasing", "--mode", "fix", "--store", f"{folder}/fix", env=env)
        programs.until(b"Ctrl+R")
        arms = [
            first_question("alone", "python/aliasing", env=env),
            first_question("among", "python/aliasing", "--path", folder, env=env),
            home(folder, env),
            key(choosing),
            verdict(programs),
        ]
        try:
            taken = in_turn(arms)
        finally:
            choosing.end()
            programs.end()
    print(HEAD)
    print(row("screens, first question, whole process", taken["alone"], "900 ms"))
    print(row("the same with 10 000 questions in other topics", taken["among"], "900 ms"))
    print(row("home with 10 000 questions in the banks, first frame", taken["frame"], "900 ms"))
    print(row("home with 10 000 questions in the banks, to be chosen from", taken["usable"], ""))
    print(row("a key to the screen, 10 000 questions in the banks", taken["key"], "50 ms"))
    print(row("Ctrl+R to the verdict, sandbox warm", taken["verdict"], "60 ms"))


if __name__ == "__main__":
    main()
