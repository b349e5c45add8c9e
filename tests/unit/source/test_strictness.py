"""YAML that two readers take differently, or that does something, is refused with its line."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ConfigDict

from quizkit import source
from quizkit.source.collector import MOST_FINDINGS


class Anything(BaseModel):
    """A model that takes every field."""

    model_config = ConfigDict(extra="allow")


def found(text: str) -> list[tuple[str, int]]:
    """Codes and lines of the findings on `text`."""
    return [(finding.code, finding.line) for finding in source.parse(text, "t.yaml", Anything).findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("duplicate-key", 3)]),
        ("a: {b: 1, b: 2}\n", [("duplicate-key", 1)]),
        ("a:\n\tb: 1\n", [("tab", 2)]),
        ("a: 1\n\n\tb: 1\n", [("tab", 3)]),
        ("a: &x 1\nb: *x\n", [("alias", 1), ("alias", 2)]),
        ("<<: {a: 1}\n", [("merge-key", 1)]),
        ("a: !!python/object/apply:os.system [ls]\n", [("tag", 1)]),
        ("a: !local 1\n", [("tag", 1)]),
        ("a: 1\n---\nb: 2\n", [("several-documents", 2)]),
        ("? [a, b]\n: 1\n", [("key-not-text", 1)]),
        ("a:\nb: 1\n", [("no-value", 1)]),
        ("a: " + "9" * 101, [("number-too-long", 1)]),
        ("a: no\n", [("ambiguous-value", 1)]),
        ("On: 1\n", [("ambiguous-value", 1)]),
        ("a: 2024-02-30\n", [("ambiguous-value", 1)]),
        ("a: 12:30\n", [("ambiguous-value", 1)]),
        ("a: 010\n", [("ambiguous-value", 1)]),
        ("a: 0x10\n", [("ambiguous-value", 1)]),
        ("a: 1_000\n", [("ambiguous-value", 1)]),
        ("a: [1,\nb: 2\n", [("syntax", 1)]),
        ("a: 'x\nb: 2\n", [("syntax", 1)]),
        ("a: b: c\n", [("syntax", 1)]),
        ("- 1\nb: 2\n", [("syntax", 2)]),
        ("a: @x\n", [("syntax", 1)]),
        ("%wrong\n", [("syntax", 1)]),
    ],
)
def test_each_trap_of_yaml_has_its_code_and_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("1e-5", 1e-5),
        ("1.0", 1.0),
        (".5", 0.5),
        ("true", True),
        ("null", None),
        ("~", None),
        ("yesterday", "yesterday"),
        ("y", "y"),
        ("1.2.3", "1.2.3"),
        ("'no'", "no"),
        ('"2024-01-01"', "2024-01-01"),
        ("'1'", "1"),
    ],
)
def test_plain_words_have_the_meaning_of_yaml_1_2(word: str, value: object) -> None:
    loaded = source.parse(f"a: {word}\n", "t.yaml", Anything)
    assert loaded.findings == []
    assert loaded.value is not None
    assert loaded.value.model_dump() == {"a": value}
    assert type(loaded.value.model_dump()["a"]) is type(value)


def test_what_learners_write_is_read_leniently() -> None:
    loaded = source.parse("a: no\nb:\nc: 2024-01-01\n", "t.yaml", Anything, lenient=True)
    assert loaded.findings == []
    assert loaded.value is not None
    assert loaded.value.model_dump() == {"a": "no", "b": None, "c": "2024-01-01"}


def test_an_alias_bomb_is_never_expanded() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert {code for code, _ in found("\n".join(rows))} == {"alias", "too-many-findings"}


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[\n" * 100_000, "- " * 50_000, "a: " + "{a: " * 50_000, "? " * 50_000]
)
def test_deep_nesting_is_refused_at_the_limit(text: str) -> None:
    assert [code for code, _ in found(text)][-1] == "too-deep"


def test_findings_are_capped_and_the_rest_is_counted() -> None:
    text = "".join(f"a{n}: no\n" for n in range(MOST_FINDINGS + 50))
    findings = source.parse(text, "t.yaml", Anything).findings
    assert len(findings) == MOST_FINDINGS + 1
    assert findings[-1].code == "too-many-findings"
    assert "50 more" in findings[-1].message


def test_no_finding_carries_control_or_bidi_characters() -> None:
    text = '"\\e[31m\\u202e": 1\n"\\e[31m\\u202e": 2\n'
    findings = source.parse(text, "t.yaml", Anything).findings
    assert [finding.code for finding in findings] == ["duplicate-key"]
    assert findings[0].message.isprintable()


def test_what_is_dumped_reads_back_the_same() -> None:
    data = {"a": "no", "b": "2024-01-01", "c": "two\nlines\n", "d": [1, 2.5, None, True], "e": "012", "f": ""}
    loaded = source.parse(source.dump(data), "t.yaml", Anything)
    assert loaded.findings == []
    assert loaded.value is not None
    assert loaded.value.model_dump() == data
