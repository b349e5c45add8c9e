"""The laws of texts that Moodle quotes: its capitals and cut blocks, and letters where it asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.bank.catalogue import open_topic
from quizkit.bank.version import version_in
from quizkit.exam.shown import ShownItem, shown_items
from quizkit.formats.exporting.body import body
from quizkit.formats.exporting.lettered import lettered
from quizkit.formats.exporting.quiz import Blocks
from quizkit.formats.quiz_texts import QuestionTexts
from quizkit.model.exam import Form, FormItem

TOPIC = r"""
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: bold, kind: choice, difficulty: easy, skills: [s], prompt: "Which is **not** $x^2$ & `a < b`?",
     solution: {steps: [x]}, options: [{id: a, text: "**None** of them", correct: true}, {id: b, text: "no"}]}
  - {id: sort, kind: order, difficulty: easy, skills: [s], prompt: "Sort **these**.", solution: {steps: [x]},
     blocks: [{id: x, text: "`model.train()`"}, {id: y, text: "`model.eval()`"}, {id: z, text: "step"},
     {id: w, text: "`loss = first`"}, {id: v, text: "`loss = second`"}], answer: [x, z, w]}
"""


@pytest.fixture
def items(tmp_path: Path) -> tuple[ShownItem, ...]:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    loaded = open_topic(tmp_path / "c" / "t.yaml")
    options = {"bold": ("b", "a"), "sort": ("w", "x", "y", "z", "v")}
    made = tuple(
        FormItem(
            question=f"c/t/{name}",
            grade_version=version_in(loaded, loaded.question(name), None),
            points=1,
            options=ids,
        )
        for name, ids in options.items()
    )
    form = Form(format=1, exam="e", title="E", form="A", minutes=5, blueprint="b", engine="0", items=made)
    return shown_items(form, lambda _: loaded)


def test_bold_words_may_be_in_capitals(items: tuple[ShownItem, ...]) -> None:
    texts = QuestionTexts(items)
    assert texts.find(r"Which is NOT \(x^2\) & a < b?") == "c/t/bold"
    assert texts.find(r"Which is NOT \(x^2\) & a < b?: no; NONE of them") == "c/t/bold"
    assert texts.find(r"Which is NOT \(x^2\) & a < b?: no; SOME of them") is None
    assert texts.options("c/t/bold").letters("NONE of them", "; ") == ["B"]
    assert texts.options("c/t/bold").letters("NO", "; ") is None


def test_blocks_may_be_cut_where_that_leaves_them_apart(items: tuple[ShownItem, ...]) -> None:
    options = QuestionTexts(items).options("c/t/sort")
    assert options.letters("model.t...; step; model.e...", "; ") == ["B", "D", "C"]
    assert options.letters("model.train(); step", "; ") == ["B", "D"]
    assert options.letters("loss = ...; step", "; ") is None  # either of two
    assert "fits several" in options.why_not("loss = ...; step")


def test_letters_are_taken_where_the_question_bears_them(items: tuple[ShownItem, ...]) -> None:
    texts, shown = QuestionTexts(items), items[1]
    below = lettered(Blocks(shown.options, ("B", "D", "A")))
    for quoted in (f"{body(shown.prompt)}\n{below}", f"<p>Sort THESE.</p>\n{below}"):
        assert texts.find(quoted) == "c/t/sort"
        assert texts.asks_for_letters([quoted])
    assert not texts.asks_for_letters([shown.prompt])
