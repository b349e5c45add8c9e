"""Every measurement of bench/README.md, side by side in one run; prints the table in Markdown.

Each arm is measured in turn, A B A B ..., so that a machine whose speed drifts is unfair to none. What is
claimed is the ratio; the seconds are this machine's.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from measuring import HEAD, ROOT, SNIPPET, Arm, in_turn, installed, process, row, timed, until_asked

from quizkit.app.examiner import Examiner
from quizkit.bank import index
from quizkit.bank.catalogue import open_question
from quizkit.bank.runners import load_runner
from quizkit.model.answer import Program
from quizkit.model.job import Ended, Job, Target
from quizkit.model.question import CodeQuestion
from quizkit.sandbox import open_sandbox

QUIZKIT = str(Path(sys.executable).with_name("quizkit"))
QUESTION = "pytorch/weight-decay/parameter-groups"
OFF = ", without the index"
WAITS = {
    "`quizkit bank list`": ("bank", "list"),
    "first question in plain mode, 4 in the topic": ("take", "python/aliasing", "--new"),
    "first question in plain mode, 34 in the topic": ("take", "pytorch/weight-decay", "--new"),
    "`quizkit check` of a choice": ("check", "python/aliasing/second-list", "--answer", "slice"),
}


def snippet_arms() -> dict[str, list[float]]:
    """The one-step snippet: in a jail of the warm sandbox, and in a Python of its own without any sandbox."""
    spec = load_runner("pytorch")
    with open_sandbox(spec, "own") as sandbox:
        print(f"sandbox level {sandbox.level}", file=sys.stderr)
        job = Job(
            runner=spec.id,
            target=Target(kind="script"),
            code=SNIPPET,
            observe=("variable:answer",),
            limits=spec.limits,
        )

        def warm() -> None:
            result = sandbox.run(job)
            if result.ended is not Ended.OK:
                sys.exit(f"the snippet ended with {result.ended}: {result.detail}")

        cold = process(sys.executable, "-c", SNIPPET)
        return in_turn([timed("quizkit", warm, 7, calls=20), timed("python -c", cold, 7)])


def question_arm() -> dict[str, list[float]]:
    """One answer to a code question with three drawn cases, judged, its expected values at hand."""
    loaded, question = open_question(QUESTION)
    if not isinstance(question, CodeQuestion):
        sys.exit(f"{QUESTION} is no code question")
    answer = Program(code=question.solution.code)
    with Examiner("own") as examiner:
        return in_turn([timed("answer", lambda: examiner.judge(loaded, question, answer), 30)])


def process_arms() -> dict[str, list[float]]:
    """Whole processes that a person waits for, a bare Python beside them, each with the index and without."""
    with tempfile.TemporaryDirectory() as folder:
        env, without = installed(folder, "on"), installed(folder, "off")
        (Path(folder) / "off").mkdir()
        (Path(folder) / "off" / index.NAME).touch()  # a file where its folder would be: there is no index
        arms = [
            timed("python -c pass", process(sys.executable, "-c", "pass", env=env), 15),
            timed("--help", process(QUIZKIT, "--help", env=env), 15),
        ]
        for name, command in WAITS.items():
            for ending, place in (("", env), (OFF, without)):
                arms.append(_waiting(name + ending, command, place))
        return in_turn(arms)


def _waiting(name: str, command: Sequence[str], env: Mapping[str, str]) -> Arm:
    """A learner waits for the first question, everybody else for the end of the process."""
    if command[0] == "take":
        return until_asked(name, QUIZKIT, *command, question=b"q save and quit", env=env, runs=15)
    return timed(name, process(QUIZKIT, *command, env=env), 15)


def class_arm() -> dict[str, list[float]]:
    """The sample class, warm-up included."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run([str(ROOT / "examples/class/make_odd_files.sh")], check=True)
    grade = (QUIZKIT, "grade", "pytorch/weight-decay", "examples/class/submissions", "-o")

    def work() -> None:
        shutil.rmtree(folder / "out", ignore_errors=True)
        process(*grade, str(folder / "out"))()

    try:
        return in_turn([timed("class", work, 3)])
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Measure everything and print the table."""
    snippet = snippet_arms()
    warm, cold = snippet["quizkit"], snippet["python -c"]
    ratio = statistics.median(cold) / statistics.median(warm)
    waits = process_arms()
    print(HEAD)
    print(row("one-step snippet, `python -c`, no sandbox", cold, "", "1"))
    print(row("one-step snippet, warm jail", warm, "25 ms, 60 times faster", f"{ratio:.0f} times faster"))
    print(row("`parameter-groups`, one answer, three cases", question_arm()["answer"], "150 ms"))
    print(row("`python -c pass`", waits["python -c pass"], ""))
    print(row("`quizkit --help`", waits["--help"], "250 ms"))
    for name in WAITS:
        ratio = statistics.median(waits[name + OFF]) / statistics.median(waits[name])
        print(row(name + OFF, waits[name + OFF], "", "1"))
        print(row(name, waits[name], "200 ms" if "plain" in name else "", f"{ratio:.2f} times faster"))
    print(row("the sample class, warm-up included", class_arm()["class"], "25 s"))


if __name__ == "__main__":
    main()
