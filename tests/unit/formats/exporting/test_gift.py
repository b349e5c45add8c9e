"""A form as GIFT: what each kind becomes, to the letter, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from quizkit.formats.exporting.gift import escaped, gift
from quizkit.formats.importing.gift import read_gift
from tests.support.quizzes import KINDS, Posed, quiz

SUM = {
    "kind": "choice",
    "prompt": "What is {1} + 2?",
    "options": [
        {"id": "a", "text": "3", "correct": True, "feedback": "Yes: 3."},
        {"id": "b", "text": "~4"},
    ],
}


def written(*posed: Posed, **given: str) -> str:
    return str(gift(quiz(*posed, **given)).content)


def rows(fields: Mapping[str, object]) -> list[str]:
    """The rows between the braces of the one question."""
    return written(Posed(fields)).partition("{")[2].split("\n\t")[1:]


def told(fields: Mapping[str, object], points: float = 1.0, policy: str | None = None) -> tuple[str, ...]:
    first, *others = gift(quiz(Posed(fields, points, policy))).notes
    assert "set 30 minutes" in first
    return tuple(others)


def test_a_file_is_comments_a_category_and_a_paragraph_for_each_question() -> None:
    assert written(Posed(SUM), title="T", instructions="*Read.*") == (
        "// T, form A\n\n"
        "$CATEGORY: $course$/top/e-A\n\n"
        "::A00 instructions::[html]<p><em>Read.</em></p>\n\n"
        "// [id:c/t/q1]\n"
        "::A01 t/q1::[html]<p>What is \\{1\\} + 2?</p> {\n"
        "\t=[html]3#[html]Yes\\: 3.\n"
        "\t~[html]\\~4\n"
        '\t####[html]<ol start\\="1"><li>Look.</li></ol>\n'
        "}\n"
    )


def test_every_sign_that_gift_acts_on_is_escaped() -> None:
    assert escaped("~=#{}:\\\r\nn") == "\\~\\=\\#\\{\\}\\:\\\\\\nn"


def test_several_right_options_share_the_mark() -> None:
    marks = [row.partition("[")[0] for row in rows(KINDS["multiple"])]
    assert marks == ["~%50%", "~%-50%", "~%50%", "~%-50%", "####"]


def test_typed_texts_have_no_wildcard_and_no_format() -> None:
    assert rows({"kind": "text", "accept": ["a*b", "[html]", "%50%c"]})[:3] == [
        "=%100%a\\\\*b",
        "=%100%[plain][html]",
        "=%100%%50%c",
    ]


def test_a_number_has_its_tolerance_and_what_is_said_of_wrong_ones() -> None:
    assert rows(KINDS["number"])[:2] == [
        "=%100%0.7:0.1#[html]Good.",
        "=%0%7:0.1#[html]Ten times less.",
    ]


def test_an_order_is_typed_and_a_program_an_essay_with_its_starter() -> None:
    assert [row.partition("#")[0] for row in rows(KINDS["order"])][:2] == ["=%100%B A", "=%100%BA"]
    program = written(Posed(KINDS["program"]))
    assert "def f()\\:\\n    pass" in program.partition(" {\n")[0]
    assert program.partition(" {\n")[2].startswith("\t####")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (KINDS["choice"], "keep an option at its place"),
        ({**KINDS["words"], "normalize": ["spaces"]}, "capitals"),
        (KINDS["number"], "no units"),
        (KINDS["order"], "cannot ask for an order"),
        (KINDS["program"], "no programs"),
        ({"kind": "text", "accept": ["a", "b->c"], "normalize": ["case"]}, "'->' is left out"),
        ({"kind": "text", "accept": ["b->c"], "normalize": ["case"]}, "it is an essay there"),
    ],
)
def test_what_cannot_be_expressed_is_told(fields: Mapping[str, object], says: str) -> None:
    notes = told(fields)
    assert [says in note for note in notes].count(True) == 1
    assert all(note.startswith("Question 1: ") for note in notes)


def test_points_are_told_where_they_are_not_one() -> None:
    assert told(SUM) == ()
    assert told(SUM, points=2.5) == ("Question 1: it brings 2.5 points, which the quiz must be told.",)


def test_a_title_can_begin_no_question() -> None:
    form = replace(quiz(Posed(SUM)), title="::x::{=y}\n\n::z::{=a}")
    assert len(read_gift(str(gift(form).content), "f").items) == 1


def test_our_importer_reads_every_kind() -> None:
    imported = read_gift(written(*(Posed(fields) for fields in KINDS.values())), "f")
    assert not imported.findings
    assert [type(item.content).__name__ for item in imported.items] == [
        *("Options", "Options", "Words", "Numbers", "Words", "NotTaken"),
    ]
