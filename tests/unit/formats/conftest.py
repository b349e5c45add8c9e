"""A small topic's questions, one of each kind, for reading answers to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from quizkit.formats.answers import Asked
from quizkit.formats.intake import Contents, Handing, open_intake
from quizkit.model.finding import Finding
from quizkit.model.question import Question

BASE = {"difficulty": "easy", "skills": ["s"], "prompt": "?", "solution": {"steps": ["x"]}}
OPTIONS = [{"id": "red", "text": "Red", "correct": True}, {"id": "blue", "text": "Blue"}]
KINDS: list[dict[str, object]] = [
    {"id": "one", "kind": "choice", "options": OPTIONS},
    {"id": "some", "kind": "multiple", "options": OPTIONS},
    {"id": "number", "kind": "numeric", "value": 2},
    {"id": "word", "kind": "text", "accept": ["yes"]},
    {
        "id": "line-up",
        "kind": "order",
        "blocks": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}],
        "answer": ["x", "y"],
    },
    {
        "id": "program",
        "kind": "code",
        "entry": "f",
        "starter": "def f(): pass",
        "cases": [{"id": "c"}],
        "checks": [{"id": "r", "observe": "return"}],
        "solution": {"code": "def f(): return 1"},
    },
]


@pytest.fixture
def asked() -> dict[str, Asked]:
    adapter: TypeAdapter[Question] = TypeAdapter(Question)
    ids = {"one": ("red", "blue"), "some": ("red", "blue"), "line-up": ("x", "y")}
    questions = [adapter.validate_python({**BASE, **kind}) for kind in KINDS]
    return {one.id: Asked(one, ids.get(one.id, ())) for one in questions}


@dataclass(frozen=True)
class Whole:
    """An intake read whole, by learner and attempt."""

    layout: str
    handings: Mapping[str, Handing]
    findings: tuple[Finding, ...]
    contents: Mapping[tuple[str, int], Contents]

    def codes(self, learner: str, attempt: int = 1) -> list[str]:
        """The codes of one attempt's findings."""
        return [one.code for one in self.contents[learner, attempt].findings]


@pytest.fixture
def read_whole(asked: dict[str, Asked]) -> Callable[[Path], Whole]:
    """Opens whatever lies at a path and reads all of it."""

    def read(path: Path) -> Whole:
        with open_intake(path, list(asked.values()), [*asked, "not-graded"]) as intake:
            contents = {
                (one.learner, attempt.number): intake.read(one.learner, attempt.number)
                for one in intake.handings
                for attempt in one.attempts
            }
            handings = {one.learner: one for one in intake.handings}
            return Whole(intake.layout, handings, intake.findings, contents)

    return read
