"""Forms to be written for other systems: their questions as a bank has them, with the key of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

from hypothesis import strategies as st

from quizkit.bank.loaded import LoadedTopic
from quizkit.exam.shown import ShownItem
from quizkit.formats.exporting.quiz import Item, Quiz, quiz_of
from quizkit.grading.kinds import judge
from quizkit.grading.scoring import policy_named, share
from quizkit.model.answer import Answer
from quizkit.model.exam import Form, FormItem
from quizkit.model.lock import Variant
from quizkit.model.outcome import score_of
from quizkit.model.topic import Topic
from quizkit.source import LineMap

BASE = {"difficulty": "easy", "skills": ["s"], "prompt": "What is it?", "solution": {"steps": ["Look."]}}
ABOUT = {
    "format": 1,
    "id": "t",
    "title": "T",
    "authors": ["me"],
    "license": "CC0",
    "minutes": 5,
    "insight": "Something.",
    "skills": {"s": "S"},
}


@dataclass(frozen=True)
class Posed:
    """A question on a form, with how the form scores it."""

    fields: Mapping[str, object]
    points: float = 1.0
    policy: str | None = None
    variant: Variant | None = None


def shown_items(posed: Sequence[Posed]) -> tuple[ShownItem, ...]:
    """Items of a form, their options in the order of the bank."""
    questions = [{"id": f"q{number}", **BASE, **one.fields} for number, one in enumerate(posed, start=1)]
    mistakes = {f"m{number}": {"says": "S", "why": "W"} for number in range(9)}
    topic = Topic.model_validate({**ABOUT, "mistakes": mistakes, "questions": questions})
    loaded = LoadedTopic("c/t", Path("t.yaml"), topic, LineMap(), None)
    return tuple(_shown(number, one, loaded) for number, one in enumerate(posed, start=1))


def _shown(number: int, posed: Posed, loaded: LoadedTopic) -> ShownItem:
    question = loaded.topic.questions[number - 1]
    parts = getattr(posed.variant, "options", ()) or getattr(
        question, "options", getattr(question, "blocks", ())
    )
    options = tuple(
        (letter, part.id, part.text) for letter, part in zip(ascii_uppercase, parts, strict=False)
    )
    item = FormItem(
        question=f"c/t/{question.id}",
        grade_version="v",
        points=posed.points,
        policy=posed.policy,
        options=tuple(name for _, name, _ in options),
    )
    return ShownItem(number, item, loaded, question, posed.variant, question.prompt, options)


def quiz_and_items(
    *posed: Posed, title: str = "An exam", instructions: str = ""
) -> tuple[Form, tuple[ShownItem, ...], Quiz]:
    """Form A of these questions, all of the topic `c/t`."""
    items = shown_items(posed)
    form = Form(
        format=1,
        exam="e",
        title=title,
        form="A",
        minutes=30,
        instructions=instructions or None,
        blueprint="b",
        engine="0",
        items=tuple(shown.item for shown in items),
    )
    return form, items, quiz_of(form, items)


def quiz(*posed: Posed, title: str = "An exam", instructions: str = "") -> Quiz:
    """That form as other systems take it."""
    return quiz_and_items(*posed, title=title, instructions=instructions)[2]


def item_of(posed: Posed) -> Item:
    """The one item of a form."""
    (item,) = quiz(posed).items
    return item


def points_for(posed: Posed, answer: Answer | None) -> float:
    """What quizkit itself gives for an answer, as it grades a returned exam; None is no answer."""
    (shown,) = shown_items([posed])
    if answer is None:
        return 0.0
    outcome = judge(shown.question, answer, posed.variant)
    scored = (
        score_of(outcome)
        if posed.policy is None
        else share(policy_named(posed.policy), shown.question, answer, outcome)
    )
    assert scored is not None
    return scored * posed.points


def reaching() -> st.SearchStrategy[tuple[float, dict[str, float]]]:
    """A number with a tolerance, as a bank has them."""
    numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: float(f"{value:.6g}"))
    return st.tuples(
        numbers | st.sampled_from([0.7, 0.3, 1.1, 0.0, 100.0]),
        st.one_of(
            st.sampled_from([0.0, 0.1, 0.01, 1.0, 1e-3]).map(lambda reach: {"absolute": reach}),
            st.sampled_from([0.0, 0.01, 0.1, 1e-6]).map(lambda reach: {"relative": reach}),
            st.integers(1, 8).map(lambda digits: {"digits": float(digits)}),
        ),
    )


KINDS: Mapping[str, Mapping[str, object]] = {
    "choice": {
        "kind": "choice",
        "prompt": "Pick `x < 1`:\n\n```python\nx = 1 & 2\n```\n\nwith $x^2$",
        "options": [
            {"id": "a", "text": "Right `a`", "correct": True, "feedback": "Yes, $\\alpha$."},
            {"id": "b", "text": "Wrong", "feedback": "No."},
            {"id": "none", "text": "None of these"},
        ],
        "order": {"pin": {"none": "last"}},
    },
    "multiple": {
        "kind": "multiple",
        "options": [
            {"id": "a", "text": "A", "correct": True},
            {"id": "b", "text": "B", "feedback": "Not B."},
            {"id": "c", "text": "C", "correct": True},
            {"id": "d", "text": "D"},
        ],
    },
    "words": {
        "kind": "text",
        "accept": ["tensor", "a tensor"],
        "normalize": ["nfkc", "case", "spaces"],
        "wrong": [{"mistake": "m1", "text": "array", "feedback": "Nearly."}],
        "feedback": "Good.",
    },
    "number": {
        "kind": "numeric",
        "value": 0.7,
        "tolerance": {"absolute": 0.1},
        "unit": "s",
        "wrong": [{"mistake": "m1", "value": 7, "feedback": "Ten times less."}],
        "feedback": "Good.",
    },
    "order": {
        "kind": "order",
        "blocks": [{"id": "x", "text": "x = 1"}, {"id": "y", "text": "`y = 2`"}, {"id": "z", "text": "z"}],
        "answer": ["y", "x"],
        "feedback": "Good.",
    },
    "program": {
        "kind": "code",
        "entry": "f",
        "starter": "def f():\n    pass\n",
        "cases": [{"id": "c"}],
        "checks": [{"id": "r", "observe": "return"}],
        "solution": {"code": "def f():\n    return 1\n"},
    },
}
