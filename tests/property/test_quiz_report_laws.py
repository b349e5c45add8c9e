"""Laws of reading what platforms quote: picked options come back or nothing does, whatever their texts."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizkit.bank.catalogue import open_topic
from quizkit.bank.version import version_in
from quizkit.errors import UsageError
from quizkit.exam.shown import ShownItem, shown_items
from quizkit.formats.platform_words import squeezed
from quizkit.formats.quiz_reports import read_returned
from quizkit.formats.quiz_texts import OptionTexts
from quizkit.model.exam import Form, FormItem

TOPIC = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: q, kind: multiple, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [Look.]},
     options: [{id: a, text: A, correct: true}, {id: b, text: B}, {id: c, text: C}]}
"""
TEXTS = st.lists(
    st.text(st.sampled_from("ab12,; \\<>&*`'\"=äβ"), min_size=1, max_size=8).filter(squeezed),
    min_size=3,
    max_size=3,
    unique_by=squeezed,
)
MARKS = ["n correct", "n incorrect", "score", "name", "id"]
OURS = ["learner", "form", "c/t/q", "confidence c/t/q"]
MOODLES = ["Question 1", "Response 1"]
OTHERS = ["State", "Email address", "1: Which?", "1.0", "", "\u202e"]
HEADS = st.lists(st.sampled_from([*MARKS, *OURS, *MOODLES, *OTHERS]), max_size=8).flatmap(
    lambda more: (
        st.permutations(more + MARKS)
        | st.permutations(more + OURS)
        | st.permutations(more + MOODLES)
        | st.just(more)
    )
)
CELLS = st.one_of(
    st.sampled_from(["A", "a", "Which?", "Which?: A; B; C", "A; B", "A,B", "-", "3", ""]), st.text(max_size=6)
)


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Form, ShownItem]:
    folder = tmp_path_factory.mktemp("exam")
    (folder / "c").mkdir()
    (folder / "c" / "t.yaml").write_text(TOPIC)
    loaded = open_topic(folder / "c" / "t.yaml")
    version = version_in(loaded, loaded.question("q"), None)
    item = FormItem(question="c/t/q", grade_version=version, points=1, options=("a", "b", "c"))
    form = Form(format=1, exam="e", title="E", form="A", minutes=5, blueprint="b", engine="0", items=(item,))
    (shown,) = shown_items(form, lambda _: loaded)
    return folder, form, shown


@given(texts=TEXTS, picked=st.sets(st.integers(0, 2), min_size=1), separator=st.sampled_from([",", "; "]))
def test_picked_options_come_back_or_nothing_does(
    exam: tuple[Path, Form, ShownItem], texts: list[str], picked: set[int], separator: str
) -> None:
    shown = replace(exam[2], options=tuple(zip("ABC", "abc", texts, strict=True)))
    cell = separator.join(
        texts[at].replace(",", "\\,") if separator == "," else texts[at] for at in sorted(picked)
    )
    letters = OptionTexts(shown).letters(cell, separator)
    assert letters is None or set(letters) == {"ABC"[at] for at in picked}


@given(texts=TEXTS, order=st.permutations(range(3)))
def test_a_list_of_all_options_is_known_in_any_order(
    exam: tuple[Path, Form, ShownItem], texts: list[str], order: list[int]
) -> None:
    options = OptionTexts(replace(exam[2], options=tuple(zip("ABC", "abc", texts, strict=True))))
    plain = ["".join(texts[at].split()) for at in order]
    if all(character not in "".join(texts) for character in "*`\\<>&"):
        assert options.are(squeezed(";".join(plain)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=HEADS, rows=st.lists(st.lists(CELLS, max_size=12), max_size=6))
def test_any_table_is_read_or_refused_in_a_sentence(
    exam: tuple[Path, Form, ShownItem], head: list[str], rows: list[list[str]]
) -> None:
    folder, form, shown = exam
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    (folder / "r.csv").write_bytes(out.getvalue().encode("utf-8", "replace"))
    returned = None
    with suppress(UsageError):
        returned = read_returned(folder / "r.csv", [form], {"A": (shown,)})
    if returned is not None:
        assert {one.learner for one in returned.responses} == set(returned.rows)
        assert all(one.answers.keys() <= {"c/t/q"} for one in returned.responses)
        assert not any("\u202e" in words for words in map(str, (*returned.findings, *returned.rows)))
