"""A small topic's questions, one of each kind, for reading answers to them."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from quizkit.formats.answers import Asked
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
