"""Building parallel forms of generated banks, reading the banks included; the same bytes in another process.

`--hard` adds sizes beyond the guides.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import HEAD, Arm, in_turn, install, process, row, timed

from quizkit.rng import Stream

BUILD = (sys.executable, "-c", "from quizkit.cli.main import main; main()", "exam", "build")
GUIDES = {(200, 2): "1 s", (500, 4): "8 s"}
BEYOND = ((1000, 6),)
PER_TOPIC = 50
TOPIC = """\
format: 1
id: {name}
title: Generated
authors: [bench]
license: CC0
minutes: 60
insight: Something.
skills: {{s: S}}
questions:
"""
QUESTION = """\
  - id: q{number}
    kind: choice
    difficulty: {difficulty}
    skills: [s]
    minutes: {minutes}
    enemies: [{enemies}]
    prompt: Question {number}?
    options: [{{id: a, text: Right, correct: true}}, {{id: b, text: Wrong}}, {{id: c, text: Possibly}}]
    solution: {{steps: [Look.], answer: Right, check: Look.}}
"""


def write_bank(folder: Path, questions: int) -> list[str]:
    """Topics of 50 questions, a tenth of them enemies of another one; their addresses."""
    stream = Stream("bench exams", questions)
    names = [f"t{number}" for number in range(questions // PER_TOPIC)]
    (folder / "bank").mkdir(parents=True)
    for name in names:
        text = TOPIC.format(name=name)
        for number in range(PER_TOPIC):
            enemy = stream.below(PER_TOPIC)
            text += QUESTION.format(
                number=number,
                difficulty=("easy", "medium", "hard")[stream.below(3)],
                minutes=(0.75, 1, 1.5, 2, 3)[stream.below(5)],
                enemies=f"q{enemy}" if stream.below(10) == 0 and enemy != number else "",
            )
        (folder / "bank" / f"{name}.yaml").write_text(text)
    return [f"bank/{name}" for name in names]


def write_blueprint(folder: Path, topics: list[str], forms: int) -> Path:
    """20 questions over all topics, by points and without a difficulty: what is hardest to make equal."""
    share, rest = divmod(20, len(topics))
    demands = [
        f"  - {{topic: {topic}, count: {share + (number < rest)}, points: {1 + number % 2}}}"
        for number, topic in enumerate(topics)
        if share + (number < rest)
    ]
    path = folder / "blueprint.yaml"
    head = (
        f"format: 1\nexam: bench\ntitle: Bench\nminutes: 60\nforms: {forms}\noverlap: 0\nseed: 1\ndemands:\n"
    )
    path.write_text(head + "\n".join(demands) + "\n")
    return path


def arm(folder: Path, questions: int, forms: int) -> tuple[str, Arm]:
    """A whole process that builds `forms` forms from so many questions."""
    place = folder / f"{questions}-{forms}"
    blueprint = write_blueprint(place, write_bank(place, questions), forms)
    name = f"{forms} forms from {questions} questions"
    command = (*BUILD, str(blueprint), "-o", str(place / "out"), "--path", str(place))
    return name, timed(name, process(*command), 5)


def digest(folder: Path) -> str:
    """One hash of everything that was built."""
    total = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def main() -> None:
    """Print the table; end if a second process writes other bytes."""
    sizes = [*GUIDES, *(BEYOND if "--hard" in sys.argv else ())]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install(name)
        arms = {size: arm(folder, *size) for size in sizes}
        taken = in_turn([one for _, one in arms.values()])
        for questions, forms in sizes:
            place = folder / f"{questions}-{forms}"
            again = (*BUILD, str(place / "blueprint.yaml"), "-o", str(place / "again"), "--path", str(place))
            subprocess.run(again, check=True, stdout=subprocess.DEVNULL)
            if digest(place / "out") != digest(place / "again"):
                sys.exit(f"{forms} forms from {questions} questions: two processes wrote other bytes")
    print(HEAD)
    for size, (what, _) in arms.items():
        print(row(what, taken[what], GUIDES.get(size, "")))


if __name__ == "__main__":
    main()
