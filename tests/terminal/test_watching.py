"""`--watch` in a real pseudo-terminal: a verdict at each save, beside whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lines import Start, consoles, ended

SEVEN = Path(__file__).parents[1] / "golden" / "banks" / "garden" / "seven-kinds.yaml"
RIGHT = "def drop_last(items):\n    return items[:-1]\n"
WRONG = "def drop_last(items):\n    return items * 2\n"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with consoles(tmp_path / "state", columns=100, cwd=tmp_path) as started:
        yield started


def test_each_save_is_checked_with_inputs_of_its_own(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(WRONG)
    child = start("check", f"{SEVEN}/drop-last", "mine.py", "--watch")
    child.expect("every save is checked")
    child.expect("INCORRECT")
    child.expect("--seed ([0-9a-f]+)")
    first = child.match.group(1)
    (tmp_path / "new").write_text(RIGHT)
    (tmp_path / "new").replace(file)
    child.expect("mine.py as it was saved:\r\nCORRECT")
    child.expect("--seed ([0-9a-f]+)")
    assert child.match.group(1) != first
    file.unlink()
    child.expect("There is no mine.py now; it is checked when it is saved.")
    file.write_text("def drop_last(items:\n")
    child.expect("FAILED")
    child.sendintr()
    child.expect("No longer watching mine.py.")
    assert ended(child) == 130


def test_a_file_that_is_not_there_yet_is_waited_for(start: Start, tmp_path: Path) -> None:
    child = start("check", f"{SEVEN}/drop-last", "mine.py", "--watch")
    child.expect("There is no mine.py now")
    (tmp_path / "mine.py").write_text(RIGHT)
    child.expect("CORRECT")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", f"{SEVEN}/two-names", "mine.py", "--watch"], "--watch is for programs"),
        (["check", f"{SEVEN}/drop-last", "--watch"], "goes with a program's file"),
        (["check", f"{SEVEN}/drop-last", "no/mine.py", "--watch"], "make it first"),
        (["take", str(SEVEN), "--watch", "no/mine.py"], "make it first"),
    ],
)
def test_what_cannot_be_watched_is_one_sentence(start: Start, arguments: list[str], says: str) -> None:
    child = start(*arguments)
    child.expect(says)
    assert ended(child) == 2


def test_a_save_answers_the_program_of_a_session(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("# an old answer to something else\n")
    child = start("take", str(SEVEN), "--plain", "--watch", "mine.py")
    for _ in range(6):
        child.expect(": $")
        child.sendline(":s")
        child.expect("Press Enter")
        child.expect(": $")
        child.sendline("")
    child.expect("Save mine.py for a verdict.")
    child.expect(": $")
    child.send("half a li")
    file.write_text(WRONG)
    child.expect("mine.py was saved.")
    child.expect("How sure")
    child.expect(": $")
    child.sendline("\x152")  # what was half typed is still there to be deleted
    child.expect("INCORRECT")
    child.expect(": $")
    file.write_text(RIGHT)
    child.expect("mine.py was saved.")
    child.expect("CORRECT")
    child.expect("Key insight")


def test_a_session_that_watches_ends_as_every_other(start: Start) -> None:
    child = start("take", str(SEVEN), "--plain", "--watch", "mine.py")
    child.expect(": $")
    child.sendeof()
    child.expect("Saved. Go on at question 1 of 7")
    assert ended(child) == 3
