"""Golden texts: compared as they stand; recorded anew only when asked to, with the difference printed."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
