"""`quizkit trace` and `quizkit take --mode trace` in a real pseudo-terminal, on the topic that ships."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.support.lines import PROMPT, Start, consoles, ended

TOPIC = "pytorch/weight-decay"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with consoles(tmp_path / "state", timeout=120, QUIZKIT_PLAIN="1") as started:
        yield started


def interrupt(child: pexpect.spawn[str]) -> None:
    """Press Ctrl-C until it is heard: just before the wait for a line begins, no signal ends it."""
    for _ in range(10):
        child.sendintr()
        if child.expect(["Left", pexpect.TIMEOUT], timeout=10) == 0:
            return
    pytest.fail("Ctrl-C was not heard")


def shown_through(child: pexpect.spawn[str], last: str) -> str:
    """Be shown everything until `last` is read; all that came."""
    seen: list[str] = []
    while True:
        child.expect(PROMPT)
        seen.append(f"{child.before}{child.after}")
        if last in seen[-1]:
            return "".join(seen)
        words = " ".join(seen[-1].split())
        child.sendline("" if re.search(r"Press Enter [^:]*: $", words + " ") else "s")


def test_a_walk_from_its_opening_to_the_insight(start: Start) -> None:
    child = start("trace", TOPIC)
    child.expect("Trace: a real run")
    child.expect("Press Enter to begin")
    child.sendline("")
    child.expect("Stage 1 of 6")
    child.sendline("")
    child.expect("Stage 2 of 6")
    child.expect("a shape like 64x10")
    child.sendline("10x1000")
    child.expect("INCORRECT. Those lengths are right, but swapped")
    child.expect(PROMPT)
    child.sendline("")
    child.expect("Stage 3 of 6")
    child.sendline("1000 x 10")
    child.expect("CORRECT.")
    seen = shown_through(child, "Question 1 of 3")
    for part in (
        "Stage 6 of 6",
        "Training, epoch 5 of 5",
        "Loss against epoch",
        "in both runs",
        "layer 4 of 4",
    ):
        assert part in seen
    assert "1 of 2 predictions right." in seen
    for after in ("Press Enter for the next", "Press Enter for the next", "Trace finished."):
        child.sendline("1")
        child.expect("How sure")
        child.sendline("")
        child.expect(after)
        child.sendline("")
    child.expect("Key insight:")
    child.expect("or press Enter to end")
    assert ended(child) == 0


@pytest.mark.parametrize("columns", [40, 100])
def test_every_line_of_a_walk_fits_the_terminal(start: Start, columns: int) -> None:
    child = start("take", TOPIC, "--mode", "trace", columns=columns)
    seen = shown_through(child, "Question 1 of 3")
    assert max(len(line) for line in seen.replace("\r", "").split("\n")) <= columns
    screen = pyte.Screen(columns, 2000)
    pyte.Stream(screen).feed(seen)
    words = " ".join(" ".join(line.rstrip() for line in screen.display).split())
    assert "Nothing of the walk is recorded or scored." in words
    assert "The loss falls all the way, from" in words


@pytest.mark.parametrize(("key", "code"), [("q", 3), ("eof", 3), ("interrupt", 130)])
@pytest.mark.parametrize("where", ["begin", "s show me"])
def test_leaving_is_a_sentence_wherever_it_happens(start: Start, where: str, key: str, code: int) -> None:
    child = start("trace", TOPIC)
    child.expect("Press Enter to begin")
    if where != "begin":
        child.sendline("")
        child.expect("Stage 1 of 6")
        child.expect(PROMPT)
        child.sendline("")
        child.expect(where)
    child.expect(PROMPT)
    if key == "interrupt":
        interrupt(child)
    else:
        child.sendline("q") if key == "q" else child.sendeof()
        child.expect("Left")
    child.expect(f"Begin it again with: quizkit take {TOPIC} --plain --mode trace")
    assert ended(child) == code


def test_an_interrupt_while_it_is_running_is_a_sentence(start: Start) -> None:
    child = start("trace", TOPIC)
    child.expect("Press Enter to begin")
    child.sendline("")
    if child.expect(["running...", "Stage 1 of 6"]) == 0:
        child.sendintr()
        child.expect("Left. Nothing of a walk is recorded.")
        assert ended(child) == 130


def test_with_all_the_page_is_printed_on_a_terminal_too(start: Start) -> None:
    child = start("trace", TOPIC, "--all", columns=40)
    child.expect("To go on: quizkit take")
    assert "Press Enter" not in (child.before or "")
    assert max(len(line) for line in (child.before or "").replace("\r", "").split("\n")) <= 40
    assert ended(child) == 0


def test_a_topic_without_a_pipeline_is_refused_in_a_sentence(start: Start) -> None:
    child = start("take", "python/aliasing", "--mode", "trace")
    child.expect("has no pipeline to trace")
    assert ended(child) == 2
