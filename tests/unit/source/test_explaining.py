"""Validation errors stand at the line of the value, whatever unions lie on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from quizkit import source


class Strict(BaseModel):
    """A model that refuses unknown fields."""

    model_config = ConfigDict(extra="forbid")


class Word(Strict):
    """One branch; it has a field named like the tag of the other."""

    kind: Literal["word"]
    id: str
    text: str
    number: int = 0


class Number(Strict):
    """The other branch."""

    kind: Literal["number"]
    id: str
    value: float = Field(ge=0, le=10)
    level: Literal["low", "high"] = "low"
    tags: tuple[str, ...] = Field((), max_length=2)
    notes: Mapping[str, int | str] = {}


class Sheet(Strict):
    """The whole file."""

    title: str
    items: tuple[Annotated[Word | Number, Field(discriminator="kind")], ...] = Field(min_length=1)


def found(text: str) -> list[tuple[str, int, str | None]]:
    """Code, line and question of each finding."""
    findings = source.parse(text, "t.yaml", Sheet).findings
    return [(finding.code, finding.line, finding.question) for finding in findings]


HEAD = "title: T\nitems:\n  - kind: number\n    id: n\n    value: 1\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "    value2: 1\n", [("unknown-field", 6, "n")]),
        (HEAD + "    level: mid\n", [("bad-value", 6, "n")]),
        (HEAD + "    tags: [a, b, c]\n", [("bad-value", 6, "n")]),
        (HEAD + "    tags:\n      - a\n      - 1\n", [("wrong-type", 8, "n")]),
        (HEAD + "    notes: {a: [1]}\n", [("wrong-type", 6, "n")]),
        ("title: T\nitems:\n  - kind: number\n    id: n\n    value: 11\n", [("bad-value", 5, "n")]),
        ("title: T\nitems:\n  - kind: number\n    id: n\n", [("missing-field", 3, "n")]),
        ("title: T\nitems:\n  - id: n\n", [("missing-field", 3, "n")]),
        ("title: T\nitems:\n  - id: n\n    kind: colour\n", [("unknown-kind", 3, "n")]),
        ("title: T\nitems: []\n", [("bad-value", 2, None)]),
        ("title: T\nitems: 3\n", [("wrong-type", 2, None)]),
        ("items:\n  - {kind: word, id: w, text: x}\n", [("missing-field", 1, None)]),
        (
            "title: T\nitems:\n  - kind: word\n    id: w\n    text: 1\n    number: x\n",
            [("wrong-type", 5, "w"), ("wrong-type", 6, "w")],
        ),
    ],
)
def test_an_error_is_found_at_its_line_in_its_question(
    text: str, expected: list[tuple[str, int, str | None]]
) -> None:
    assert found(text) == expected


def test_all_kinds_of_findings_come_in_one_run() -> None:
    text = HEAD + "    value: 2\n    level: no\n    other: 1\n"
    assert [code for code, _, _ in found(text)] == [
        "duplicate-key",
        "ambiguous-value",
        "bad-value",
        "unknown-field",
    ]


def test_the_nearest_field_is_suggested() -> None:
    findings = source.parse(HEAD + "    levle: low\n", "t.yaml", Sheet).findings
    assert findings[0].fix == "Did you mean 'level'?"


def test_a_number_where_a_text_is_expected_is_to_be_quoted() -> None:
    text = "title: T\nitems:\n  - {kind: word, id: w, text: 0.5}\n"
    finding = source.parse(text, "t.yaml", Sheet).findings[0]
    assert finding.message == "'text' must be a text, not the number 0.5."
    assert finding.fix == "Put it in quotes."


def test_where_a_word_reads_as_nothing_both_ways_out_are_told() -> None:
    finding = source.parse("title: null\nitems: []\n", "t.yaml", Sheet).findings[0]
    assert finding.message == "'title' must be a text, not null."
    assert finding.fix == "Give it a value, or put the word in quotes."


def test_a_refused_value_is_complained_of_once() -> None:
    text = "title: T\nitems:\n  - {kind: word, id: w, text: *x}\n"
    assert found(text) == [("alias", 3, "w")]


def test_the_question_is_known_where_the_file_breaks_off() -> None:
    assert found(HEAD + "    level: [\n") == [("syntax", 6, "n")]


def test_what_follows_the_questions_belongs_to_none_of_them() -> None:
    assert found(HEAD + "other: 1\n") == [("unknown-field", 6, None)]


def test_lines_lead_to_the_nearest_known_place() -> None:
    lines = source.parse(HEAD, "t.yaml", Sheet).lines
    assert lines.at(("items", 0, "value")) == 5
    assert lines.at(("items", 0, "nowhere", 7)) == 3
    assert lines.at(()) == 1


class Loose(BaseModel):
    """A model whose fields may be one of two shapes, with a check of its own."""

    names: str | tuple[str, ...]
    size: Annotated[float, Field(gt=0)] | dict[str, float] = 1

    @model_validator(mode="after")
    def _is_named(self) -> Loose:
        if not self.names:
            raise ValueError("it names nothing; name something")
        return self


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("names: [a, 5]\n", "Item 2 of 'names' must be a text, not the number 5."),
        ("names: a\nsize: -1\n", "'size' is out of range: -1."),
        ("names: a\nsize: {b: c}\n", "'b' must be a number, not the text 'c'."),
        ("names: {}\n", "'names' must be a text or a list, not a mapping."),
        ("names: []\n", "The file is not accepted: it names nothing. Name something."),
        (f"names: []\nsize: {'9' * 200}\n", "The number has 200 digits."),
    ],
)
def test_of_two_shapes_only_the_one_that_was_meant_is_told(text: str, says: str) -> None:
    (finding,) = source.parse(text, "t.yaml", Loose).findings
    assert f"{finding.message} {finding.fix}".startswith(says)
