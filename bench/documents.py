"""A personal form for each of 100 learners as a document: whole processes; the same bytes in another one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import HEAD, in_turn, install, process, row, timed

QUIZKIT = (sys.executable, "-c", "from quizkit.cli.main import main; main()", "exam")
LEARNERS = 100
GUIDES = {"pdf": "15 s"}
RUNS = 3
BLUEPRINT = """\
format: 1
exam: bench
title: Twenty questions on weight decay
minutes: 60
demands:
  - {topic: pytorch/weight-decay, count: 20}
seed: 1
"""


def build(folder: Path) -> Path:
    """The folder of the built forms, 20 questions with code and formulas each."""
    (folder / "bench.yaml").write_text(BLUEPRINT)
    people = "".join(f"learner-{number},Learner {number}\n" for number in range(LEARNERS))
    (folder / "learners.csv").write_text(f"id,name\n{people}")
    command = (*QUIZKIT, "build", str(folder / "bench.yaml"), "-o", str(folder / "built"))
    given = ("--learners", str(folder / "learners.csv"))
    subprocess.run((*command, *given), check=True, stdout=subprocess.DEVNULL)
    return folder / "built"


def contents(folder: Path) -> dict[str, bytes]:
    """What was written, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def main() -> None:
    """Print the table; end if a second process writes other bytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install(name)
        built = build(folder)
        export = (*QUIZKIT, "export", str(built), "--date", "2026-12-01", "--to")
        arms = {to: process(*export, to, "-o", str(folder / to)) for to in ("pdf", "html", "markdown")}
        taken = in_turn([timed(to, work, RUNS) for to, work in arms.items()])
        for to in arms:
            again = folder / f"{to}-again"
            subprocess.run((*export, to, "-o", str(again)), check=True, stdout=subprocess.DEVNULL)
            if contents(folder / to) != contents(again):
                sys.exit(f"{to}: two processes wrote other bytes")
    print(HEAD)
    for to in arms:
        print(row(f"{LEARNERS} forms of 20 questions as {to}", taken[to], GUIDES.get(to, "")))


if __name__ == "__main__":
    main()
