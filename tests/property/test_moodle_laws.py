"""Forms for Moodle, as XML and as GIFT: whatever stands in a place of a question comes back from there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizkit.formats.exporting.gift import gift
from quizkit.formats.exporting.moodle_xml import moodle_xml
from quizkit.formats.exporting.quiz import Blocks, Choices, Content, Item, Number, Option, Quiz, Words
from quizkit.formats.importing.drafting import drafted
from quizkit.formats.importing.gift import read_gift
from quizkit.formats.importing.markdown import converted
from quizkit.formats.importing.model import Imported, NotTaken, Numbers, Options, Rich, Sequence
from quizkit.formats.importing.model import Words as Typed
from quizkit.formats.importing.moodle_xml import read_moodle_xml
from quizkit.formats.opening import Refusal
from quizkit.formats.platform_words import block_forms
from tests.support.texts import TEXTS, shown

SIGNS = st.sampled_from((
    "~", "=", "#", "{", "}", ":", "\\", "*", "%50%", "[html]", "[", "<b>", "&amp;", "a", "B", " ", "//",
    "$CATEGORY:", "::", "]]>", "T", "\\n", "'", '"', "ß", "1..2", "é",
))  # fmt: skip
LINES = st.lists(SIGNS, min_size=1, max_size=6).map("".join).map(str.strip).filter(bool)
Write = Callable[[Quiz], Imported]


def by_xml(quiz: Quiz) -> Imported:
    content = moodle_xml(quiz).content
    assert isinstance(content, str)
    ElementTree.fromstring(content)  # another parser takes it as well
    return read_moodle_xml(content.encode(), "f")


def by_gift(quiz: Quiz) -> Imported:
    content = gift(quiz).content
    assert isinstance(content, str)
    return read_gift(content, "f")


ways = pytest.mark.parametrize("way", [by_xml, by_gift])


def item(content: Content, **given: str) -> Item:
    return Item(1, "c/t/q", 1.0, given.get("prompt", "Q?"), content, given.get("worked", ""))


def quiz(*items: Item, title: str = "T", instructions: str = "") -> Quiz:
    return Quiz("e", title, "A", 30, instructions, "en", items)


def back(way: Write, *items: Item) -> Imported:
    imported = way(quiz(*items))
    assert not imported.findings
    assert len(imported.items) == len(items)
    return imported


def reads(rich: Rich | None) -> str:
    """How a text that came back reads here."""
    assert rich is not None
    found = converted(rich, lambda data, name: Refusal("none"))
    if any(note.says.startswith("Emphasis") for note in found.notes):
        return "told"
    return shown(found.markdown)


def begins(block: str) -> str:
    """What Moodle's report tells of a block; blocks that are alike in it are typed as letters."""
    return min(block_forms(block)).casefold()


def same(rich: Rich | None, markdown: str) -> bool:
    return reads(rich) in ("told", shown(markdown))


@ways
@given(
    prompt=TEXTS,
    worked=TEXTS,
    options=st.lists(st.tuples(TEXTS, TEXTS), min_size=2, max_size=4),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_options_come_back_with_what_is_said_of_them(
    way: Write, prompt: str, worked: str, options: list[tuple[str, str]], data: st.DataObject
) -> None:
    many = data.draw(st.booleans())
    rights = data.draw(st.sets(st.integers(0, len(options) - 1), min_size=1)) if many else {0}
    made = tuple(
        Option("ABCD"[at], f"o{at}", words, at in rights, said) for at, (words, said) in enumerate(options)
    )
    (asked,) = back(way, item(Choices(made, many), prompt=prompt, worked=worked)).items
    assert same(asked.prompt, prompt)
    assert same(asked.general, worked)
    assert isinstance(asked.content, Options)
    assert asked.content.many == many
    for option, answer in zip(made, asked.content.answers, strict=True):
        assert same(answer.text, option.text)
        assert same(answer.feedback, option.feedback)
        assert (answer.weight > 0) == option.right


@ways
@given(accepted=st.lists(LINES, min_size=1, max_size=3), wrong=LINES, said=TEXTS, good=TEXTS)
@example(["[html]a", "%50%b", "T", "{", "a\\*b", "\\"], "*", "No.", "Yes.")
@settings(max_examples=100, deadline=None)
def test_typed_texts_come_back_letter_by_letter(
    way: Write, accepted: list[str], wrong: str, said: str, good: str
) -> None:
    (asked,) = back(way, item(Words(tuple(accepted), True, ((wrong, said),), good))).items
    assert isinstance(asked.content, Typed)
    *right, slip = asked.content.answers
    assert [answer.text.text.replace("\\*", "*") for answer in right] == accepted
    assert all(re.search(r"(?<!\\)\*", answer.text.text) is None for answer in asked.content.answers)
    assert slip.text.text.replace("\\*", "*") == wrong
    assert [answer.weight for answer in asked.content.answers] == [1] * len(accepted) + [0]
    assert same(slip.feedback, said)
    assert all(same(answer.feedback, good) for answer in right)


@ways
@given(
    value=st.floats(-1e12, 1e12),
    off=st.floats(0, 1e6),
    wrong=st.floats(-1e12, 1e12),
    said=TEXTS,
    good=TEXTS,
)
@settings(max_examples=100, deadline=None)
def test_numbers_come_back_with_what_they_may_be_off(
    way: Write, value: float, off: float, wrong: float, said: str, good: str
) -> None:
    number = Number(value, value - off, value + off, "", ((wrong, said),), good)
    (asked,) = back(way, item(number)).items
    assert isinstance(asked.content, Numbers)
    right, slip = asked.content.answers
    assert right.value == pytest.approx(value, rel=1e-12)
    slack = 1e-9 * (number.high - number.low) + 1e-12 * abs(value)
    assert right.low == pytest.approx(number.low, rel=1e-12, abs=slack)
    assert right.high == pytest.approx(number.high, rel=1e-12, abs=slack)
    assert (right.weight, slip.weight) == (1, 0)
    assert slip.value == pytest.approx(wrong, rel=1e-12)
    assert same(right.feedback, good)
    assert same(slip.feedback, said)


@given(blocks=st.lists(TEXTS, min_size=2, max_size=5, unique_by=begins), good=TEXTS)
@settings(max_examples=60, deadline=None)
def test_blocks_come_back_in_the_right_order(blocks: list[str], good: str) -> None:
    lettered = tuple(("ABCDE"[at], f"b{at}", words) for at, words in enumerate(blocks))
    right = tuple(letter for letter, _, _ in reversed(lettered))
    (asked,) = back(by_xml, item(Blocks(lettered, right, good))).items
    assert isinstance(asked.content, Sequence)
    assert all(map(same, asked.content.blocks, reversed(blocks)))
    assert same(asked.when_right, good)


@ways
@given(title=st.text(st.characters(codec="utf-8"), max_size=20), instructions=TEXTS, exam=LINES)
@example("\ufffe\x00\r\n::{}", "{a}", "x")
@settings(max_examples=60, deadline=None)
def test_what_stands_around_the_questions_hides_none_of_them(
    way: Write, title: str, instructions: str, exam: str
) -> None:
    asked = item(Words((exam,), True), prompt=instructions)
    imported = way(quiz(asked, replace(asked, number=2), title=title, instructions=instructions))
    assert not imported.findings
    about, *questions = imported.items
    assert isinstance(about.content, NotTaken)
    assert same(about.prompt, instructions)
    assert [one.title for one in questions] == ["A01 t/q", "A02 t/q"]
    assert {one.identity for one in questions} == {"c/t/q"}
    assert {one.category for one in imported.items} == {"$course$/top/e-A"}


@ways
@given(accepted=LINES, prompt=TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_bank_made_of_the_file_accepts_the_same_text(way: Write, accepted: str, prompt: str) -> None:
    topic = drafted(way(quiz(item(Words((accepted,), True), prompt=prompt))), "topic", "Topic").topic
    questions = topic["questions"]
    assert isinstance(questions, list)
    assert [question["accept"] for question in questions] == [[" ".join(accepted.split())]]
