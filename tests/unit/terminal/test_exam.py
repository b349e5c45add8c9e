"""A plain exam over a package from anywhere: whatever its texts hold, nothing acts on the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.app.exams.sitting import ExamSitting
from quizkit.app.exams.take import open_exam
from quizkit.app.learning.desk import own_desk
from quizkit.clock import Clock
from quizkit.model.answer import Program
from quizkit.model.package import Kind, Package, PackedItem, PackedOption
from quizkit.store.log import open_log
from quizkit.terminal.alarm import TimeIsUp
from quizkit.terminal.console import Console
from quizkit.terminal.exam import PlainExam

EVIL = "\x1b[2J\x1b]0;t\x07\x9b2J\r\b\u202e\u2066 [red] *b* `c\x1b[m` $x^2$ <b>"
KINDS: tuple[Kind, ...] = ("choice", "multiple", "numeric", "text", "order", "predict", "code")


def item(kind: Kind) -> PackedItem:
    options = tuple(PackedOption(id=name, text=EVIL) for name in "abc")
    return PackedItem(
        question=f"c/t/{kind}",
        kind=kind,
        points=1,
        prompt=EVIL,
        options=options if kind in ("choice", "multiple", "order", "predict") else (),
        some=kind == "order",
        unit=EVIL if kind == "numeric" else None,
        program=EVIL if kind == "predict" else None,
        starter=EVIL if kind == "code" else None,
    )


@pytest.fixture
def sitting(tmp_path: Path) -> Iterator[ExamSitting]:
    package = Package(
        format=1,
        exam="e",
        title=EVIL,
        form="A",
        minutes=5,
        instructions=EVIL,
        blueprint="0" * 64,
        items=tuple(item(kind) for kind in KINDS),
    )
    clock = Clock(lambda: datetime(2030, 1, 1, tzinfo=UTC), lambda: 0.0)
    with open_log(tmp_path / "log", clock) as log:
        yield open_exam(package, log, own_desk(), clock)


def said(sitting: ExamSitting, lines: Sequence[str], interactive: bool = False) -> str:
    screen = io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in lines))
    PlainExam(sitting, Console(source, screen, interactive), "quizkit take e.zip").run()
    return screen.getvalue()


def test_no_text_of_a_package_acts_on_the_terminal(sitting: ExamSitting) -> None:
    shown = said(sitting, ["1", "1 2", "5", EVIL, "3 1", "2", "p", EVIL, ".", "b", "h", "h"])
    assert "The exam is over: 7 of 7 answered." in shown
    assert not {character for character in shown if not character.isprintable()} - {"\n"}


def test_hints_and_solutions_are_refused_in_a_sentence(sitting: ExamSitting) -> None:
    assert said(sitting, ["?", "v"]).count("There is no help in an exam.") == 2


def test_a_question_beyond_the_last_is_refused_in_a_sentence(sitting: ExamSitting) -> None:
    assert said(sitting, ["g 0", "g 8", "g8", "g 9999"]).count("The questions go from 1 to 7.") == 4


def test_a_program_that_an_editor_saved_in_time_counts(
    sitting: ExamSitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edits_too_long(*_: object) -> str:
        raise TimeIsUp("saved = 1\n")

    monkeypatch.setattr("quizkit.terminal.programs.edit", edits_too_long)
    monkeypatch.setenv("VISUAL", "an-editor")
    shown = said(sitting, ["g 7", "e"], interactive=True)
    assert "The time is up." in shown
    assert sitting.final().standings[6].answer == Program(code="saved = 1\n")
