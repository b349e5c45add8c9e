"""The law of what is taken in: whatever a file holds, it comes in whole or not at all, without a crash."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.app.learning.progress_file import export, take_in
from quizkit.clock import Clock
from quizkit.errors import ContentError
from quizkit.model.answer import ChosenSet, Ordered
from quizkit.model.event import Answered, Confident, Ended, Judged, Presented, Served, Started
from quizkit.model.outcome import CheckResult, Graded
from quizkit.store.log import open_log

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLOCK = Clock(now=lambda: NOW, monotonic=lambda: 0.0)
SESSION = "00000000000000aa"
Edits = list[tuple[int, int, bytes]]


def original() -> bytes:
    """An export with one event of most kinds."""
    check = CheckResult(id="k", passed=False, points=1, earned=0.5)
    at = {"question": "c/t/q", "turn": 0}
    with tempfile.TemporaryDirectory() as folder, open_log(Path(folder) / "log", CLOCK) as log:
        log.append(SESSION, Started(topic="c/t", mode="quiz", items=(Served(question="c/t/q"),), seed="x"))
        log.append(SESSION, Presented.model_validate({**at, "options": ("a", "b")}))
        for answer in (ChosenSet(options=frozenset({"a"})), Ordered(blocks=("b", "a"))):
            log.append(SESSION, Answered.model_validate({**at, "grade_version": "v", "answer": answer}))
        log.append(SESSION, Confident.model_validate({**at, "level": 2}))
        outcome = Graded(score=0.5, mistake="mixed", checks=(check,))
        log.append(SESSION, Judged.model_validate({**at, "outcome": outcome}))
        log.append(SESSION, Ended())
        export(log, Path(folder) / "out", with_code=False)
        return (Path(folder) / "out").read_bytes()


ORIGINAL = original()
EDITS = st.lists(
    st.tuples(
        st.integers(0, len(ORIGINAL)),
        st.integers(0, 12),
        st.binary(max_size=6) | st.sampled_from([b"null", b"1e400", b"-1", b'"', b"\n", b"[[[[", b"\\ud800"]),
    ),
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(EDITS)
def test_an_edited_file_comes_in_whole_or_not_at_all(edits: Edits) -> None:
    content = ORIGINAL
    for at, length, put in edits:
        content = content[:at] + put + content[at + length :]
    with tempfile.TemporaryDirectory() as folder, open_log(Path(folder) / "log", CLOCK) as log:
        file = Path(folder) / "in"
        file.write_bytes(content)
        try:
            taken = take_in(log, file, NOW)
        except ContentError:
            assert log.head() == 0
        else:
            lines = len(content.removesuffix(b"\n").split(b"\n"))
            assert taken.added + taken.known == lines - 1
            assert len(list(log.everything())) == taken.added
            assert log.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
