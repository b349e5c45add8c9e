"""What an exam sounds like in plain lines, all seven kinds of question in it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from quizkit.app.exams.take import open_exam
from quizkit.app.learning.desk import Desk
from quizkit.bank.catalogue import open_topic
from quizkit.bank.presenting import present
from quizkit.bank.version import version_in
from quizkit.clock import Clock
from quizkit.exam.packing import pack
from quizkit.exam.shown import shown_items
from quizkit.model.exam import Form, FormItem
from quizkit.model.package import Package
from quizkit.store.log import open_log
from quizkit.terminal.console import Console
from quizkit.terminal.exam_taking import take_exam
from tests.golden.sittings import BANKS, Typist

BANK = BANKS / "garden" / "seven-kinds.yaml"


@pytest.fixture
def package() -> Package:
    loaded = open_topic(BANK)
    items = []
    for points, question in enumerate(loaded.topic.questions, start=1):
        variant = next(iter(loaded.variants(question.id)), None)
        items.append(
            FormItem(
                question=f"{loaded.address}/{question.id}",
                grade_version=version_in(loaded, question, variant),
                points=points / 2,
                options=tuple(name for name, _ in present(question, variant, None).options),
            )
        )
    form = Form(
        format=1,
        exam="golden",
        title="Lists, *all* kinds",
        form="A",
        minutes=20,
        instructions="No books.",
        blueprint="0" * 64,
        engine="0",
        items=tuple(items),
    )
    return pack(form, shown_items(form, lambda _: loaded))


def taken(package: Package, desk: Desk, place: Path, lines: Sequence[str], minute: int = 0) -> str:
    """The transcript of an exam whose clock goes on by ten seconds at each look, begun at that minute."""
    ticks = count()
    began = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    clock = Clock(now=lambda: began + timedelta(seconds=10 * next(ticks)), monotonic=lambda: 0.0)
    screen = io.StringIO()
    console = Console(Typist(lines, screen), screen, interactive=True)
    with open_log(place / "log", clock) as log:
        sitting = open_exam(package, log, desk, clock)
        code = take_exam(sitting, console, "", None, "quizkit take golden-A.zip --mode exam")
    return f"{screen.getvalue()}exit {code}\n"


def test_an_exam_with_a_break(
    package: Package,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    golden: Callable[[str, str], None],
) -> None:
    monkeypatch.chdir(tmp_path)
    for editor in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(editor, raising=False)
    monkeypatch.setenv("PATH", os.devnull)  # no editor anywhere
    first = taken(package, desk, tmp_path, ["Ana", "1", "f", "9", "1 3", "?", "x", "-1", "q"])
    program = ["p", "def drop_last(items):", "    return items[:-1]", "."]
    rest = ["f is a word", ":n", "2 1 3", "1", *program, "b", "g 4", ":h", "", ":g 1", "2", "h", "h"]
    again = taken(package, desk, tmp_path, ["Ana", *rest], minute=8)
    late = taken(package, desk, tmp_path, ["Ana"], minute=99)
    golden("plain_exam.txt", f"{first}\n{again}\n{late}")


def test_time_that_ran_out_in_a_break(
    package: Package,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    golden: Callable[[str, str], None],
) -> None:
    monkeypatch.chdir(tmp_path)
    taken(package, desk, tmp_path, ["Ana", "1", "q"])
    golden("plain_exam_late.txt", taken(package, desk, tmp_path, ["Ana"], minute=99))
