"""Topics for the tests of the bank room, made from a few fields each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from quizkit import source
from quizkit.bank.loaded import LoadedTopic, load_topic

Topics = Callable[..., LoadedTopic]

HEAD: dict[str, object] = {
    "format": 1,
    "title": "A small topic",
    "authors": ["Somebody"],
    "license": "CC-BY-4.0",
    "minutes": 5,
    "runner": "python",
    "insight": "There is something to be seen.",
    "skills": {"basics": "What everything rests on"},
}
COMMON: dict[str, object] = {
    "difficulty": "easy",
    "skills": ["basics"],
    "prompt": "What is it?",
    "solution": {"steps": ["Look at it."]},
}
OPTIONS = [
    {"id": "a", "text": "One thing", "correct": True, "feedback": "Yes."},
    {"id": "b", "text": "One other", "feedback": "No."},
]
BY_KIND: dict[str, dict[str, object]] = {
    "choice": {"argued": "It is a convention.", "options": OPTIONS},
    "multiple": {"argued": "It is a convention."},
    "text": {"argued": "It is a convention."},
    "order": {"argued": "It is a convention."},
    "numeric": {"argued": "It is a convention."},
    "predict": {},
    "code": {
        "entry": "twice",
        "starter": "def twice(number):\n    return 0\n",
        "cases": [{"id": "drawn", "draws": 3, "arguments": "arguments = {'number': rng.random()}"}],
        "checks": [{"id": "value", "observe": "return"}],
        "solution": {"steps": ["Double it."], "code": "def twice(number):\n    return 2 * number\n"},
    },
}


def filled_question(question: Mapping[str, object]) -> dict[str, object]:
    """`question` with whatever its kind needs and it does not give; null leaves a field out."""
    kind = str(question.get("kind", "choice"))
    whole = {"kind": kind, **COMMON, **BY_KIND[kind], **question}
    return {name: value for name, value in whole.items() if value is not None}


def topic_data(given: Mapping[str, object]) -> dict[str, object]:
    """A whole topic from the fields in `given`."""
    questions = given.get("questions", [{"id": "q"}])
    assert isinstance(questions, list)
    return {"id": "small", **HEAD, **given, "questions": [filled_question(each) for each in questions]}


@pytest.fixture
def topic(tmp_path: Path) -> Topics:
    """Write a topic of the given fields to a file and load it."""

    def make(**given: object) -> LoadedTopic:
        path = tmp_path / "lab" / f"{given.get('id', 'small')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source.dump(topic_data(given)))
        loaded = load_topic(path)
        assert isinstance(loaded, LoadedTopic), [str(finding) for finding in loaded.findings]
        return loaded

    return make
