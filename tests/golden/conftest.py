"""Golden texts: compared as they stand; recorded anew only when asked to, with the difference printed."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizkit.app.examiner import Examiner
from quizkit.app.learning.desk import Desk

RECORD = "QUIZKIT_RECORD"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name; with QUIZKIT_RECORD=1 write it, and fail once."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).with_name(name)
        recorded = path.read_text(encoding="utf-8") if path.exists() else ""
        difference = "".join(
            difflib.unified_diff(recorded.splitlines(True), text.splitlines(True), "recorded", "now")
        )
        if difference and os.environ.get(RECORD):
            path.write_text(text, encoding="utf-8")
        assert not difference, f"{name} differs; {RECORD}=1 records it anew.\n{difference}"

    return compare


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A desk whose examiner runs programs in a sandbox."""
    made = Desk(lambda secret: Examiner("own", secret))
    yield made
    made.close()


@pytest.fixture
def pen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """An editor that puts in one program after the other."""

    def filled(*programs: str) -> None:
        for number, program in enumerate(programs):
            (tmp_path / f"program-{number}").write_text(program)
        script = tmp_path / "pen"
        script.write_text(
            f'#!/bin/sh\ncd {tmp_path}\nn=$(cat used 2>/dev/null || echo 0)\ncat program-$n > "$1"\n'
            "echo $((n + 1)) > used\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(script))

    return filled
