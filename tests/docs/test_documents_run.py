"""Every console block of the README and the guides is run as it stands, and its output compared.

A block ```console holds lines `$ command` followed by the output; `...` on a line of its own stands for
any lines, inside a line for any text. A command that ends with another code than 0 says so:
`$ command  # exit 1`. A ```yaml, ```python, ```gift or ```csv block is a file if its first line says so:
`# file: NAME` writes it, `# add to: NAME` appends to it, `# insert into NAME after: TEXT` goes below the line
with TEXT.
Blocks of one document share a folder, in their order.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "docs" / "write-a-topic.md",
    ROOT / "docs" / "first-exam.md",
    ROOT / "docs" / "import-questions.md",
    ROOT / "docs" / "build-an-exam.md",
    ROOT / "docs" / "print-an-exam.md",
    ROOT / "docs" / "grade-an-exam.md",
    ROOT / "docs" / "grade-a-class.md",
]
EXAMPLE = Path("examples", "moodle")  # a copy of it lies in the folder in which blocks are run
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
TEXT = re.compile(r"^```text\n(.*?)^```$", re.M | re.S)
EXIT = re.compile(r"\s+# exit (\d+)$")


@dataclass(frozen=True)
class Step:
    """One command, the exit code it must end with, the output it must print."""

    command: str
    exit_code: int
    output: str


def steps_of(block: str) -> list[Step]:
    """The commands of a console block."""
    steps = []
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        said = EXIT.search(command)
        steps.append(Step(EXIT.sub("", command), int(said[1]) if said else 0, output))
    return steps


def matches(expected: str, actual: str) -> bool:
    """Whether `actual` is `expected` with its ellipses filled in; trailing spaces do not count."""

    def lines(text: str) -> list[str]:
        return [line.rstrip() for line in text.strip().splitlines()]

    pattern = ""
    for line in lines(expected):
        part = (
            ".*" if line.strip() == "..." else ".*?".join(re.escape(bit) for bit in line.split("...")) + "\n"
        )
        pattern += part.replace(".*?", "[^\\n]*?")
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines(actual)), re.S) is not None


def environment(home: Path) -> dict[str, str]:
    """A newcomer's: `quizkit` on the path, an empty state folder, no terminal."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {
        **os.environ,
        "PATH": path,
        "QUIZKIT_STATE": str(home / "state"),
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }


def write_file(text: str, folder: Path) -> None:
    """Write, append to or insert into the file that the first line of a block names, if it names one."""
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"# (file:|add to:|insert into) (\S+)(?: after: (.+))?", first)
    if not named:
        return
    path = folder / named[2]
    path.parent.mkdir(parents=True, exist_ok=True)
    if named[1] == "insert into":
        before, line, after = re.split(rf"(.*{re.escape(named[3])}.*\n)", path.read_text("utf-8"))
        path.write_text(before + line + rest + after, "utf-8")
        return
    with path.open("a" if named[1] == "add to:" else "w", encoding="utf-8") as out:
        out.write(rest)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_block_runs_and_prints_what_it_says(document: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / EXAMPLE, tmp_path / EXAMPLE)
    ran = 0
    for language, text in BLOCK.findall(document.read_text("utf-8")):
        if language in ("yaml", "python", "gift", "csv"):
            write_file(text, tmp_path)
        if language != "console":
            continue
        for step in steps_of(text):
            done = subprocess.run(
                ["bash", "-c", step.command],
                cwd=tmp_path,
                env=environment(tmp_path),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=240,
                check=False,
            )
            assert done.returncode == step.exit_code, f"$ {step.command}\n{done.stdout}"
            assert matches(step.output, done.stdout), f"$ {step.command}\n{done.stdout}"
            ran += 1
    assert ran > 0, "a guide without a block that runs"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_file_of_the_example_that_a_guide_shows_is_the_one_that_is_committed(document: Path) -> None:
    for _, block in BLOCK.findall(document.read_text("utf-8")):
        first, _, text = block.partition("\n")
        name = first.removeprefix("# file: ")
        if name.startswith(f"{EXAMPLE}/"):
            assert text == (ROOT / name).read_text("utf-8"), name


def grade_the_example(place: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """Grade the example's class into `place`, by a process that the command `before` starts."""
    program = shutil.which("quizkit", path=environment(place)["PATH"])
    assert program is not None
    submissions, roster = str(ROOT / EXAMPLE / "submissions"), str(ROOT / EXAMPLE / "roster.csv")
    return subprocess.run(
        [*before, program, "grade", "python/aliasing", submissions, "-o", "graded", "--roster", roster],
        cwd=place,
        env=environment(place),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_guide_shows_what_is_said_without_a_sandbox_and_the_same_command_mends_it(tmp_path: Path) -> None:
    without = [sys.executable, str(ROOT / "tests" / "contract" / "restricted.py"), "0"]
    done = grade_the_example(tmp_path, *without)
    if done.returncode == 99:
        pytest.skip("no user namespace can be made here")
    (shown,) = TEXT.findall((ROOT / "docs" / "grade-a-class.md").read_text("utf-8"))
    assert done.returncode == 5, done.stderr
    assert matches(shown, done.stderr)
    again = grade_the_example(tmp_path)
    assert again.returncode == 0, again.stderr
    assert "\n6 judged, 30 kept from before." in again.stdout


def test_an_ellipsis_stands_for_text_and_nothing_else_does() -> None:
    assert matches("a ... c\n...\nend\n", "a b c\nx\ny\nend\n")
    assert not matches("a\n", "a\nb\n")
    assert not matches("a ... c\n", "a b\nc\n")
