"""Markdown as plain data for a PDF's template: every node, and no text but as a string."""

from __future__ import annotations

import pytest

from quizkit import text

MARK = {"k": "text", "text": "x"}


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("x", {"k": "paragraph", "parts": [MARK]}),
        ("> x", {"k": "quote", "parts": [{"k": "paragraph", "parts": [MARK]}]}),
        ("- x", {"k": "bullets", "parts": [{"k": "item", "parts": [MARK]}]}),
        ("3. x", {"k": "numbers", "start": 3, "parts": [{"k": "item", "parts": [MARK]}]}),
        ("# x", {"k": "heading", "level": 3, "parts": [MARK]}),
        ("---", {"k": "rule"}),
        ("```\n#x\n\ty\n```", {"k": "code", "text": "#x\n    y"}),
    ],
)
def test_blocks_are_nodes(markdown: str, expected: object) -> None:
    assert text.typst_blocks(markdown) == [expected]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*x*", [{"k": "em", "parts": [MARK]}]),
        ("**x**", [{"k": "strong", "parts": [MARK]}]),
        ("`#x`", [{"k": "verbatim", "text": "#x"}]),
        ("x\\\nx", [MARK, {"k": "break"}, MARK]),
        ("[x](https://a.b)", [MARK, {"k": "text", "text": " (https://a.b)"}]),
        ("[x](javascript:y)", [MARK]),
        ("![x](assets/a.png)", [{"k": "text", "text": "[Image: x]"}]),
        ("$\\foo$", [{"k": "inline", "parts": [{"k": "verbatim", "text": "\\foo"}]}]),
    ],
)
def test_what_stands_in_a_line_are_nodes(markdown: str, expected: object) -> None:
    assert text.typst_blocks(markdown) == [{"k": "paragraph", "parts": expected}]


def test_brackets_hold_what_stands_between_them() -> None:
    (paragraph,) = text.typst_blocks("$(x)^2$")
    sign = {"k": "sign", "role": "ordinary"}
    pair = {"k": "pair", "parts": [sign | {"text": "("}, sign | {"text": "x"}, sign | {"text": ")"}]}
    script = {"k": "script", "base": pair, "above": {"k": "words", "text": "2", "role": "ordinary"}}
    formula = {"k": "math", "display": False, "inside": {"k": "row", "parts": [script]}}
    assert paragraph["parts"] == [formula]


def test_hidden_characters_are_seen_and_long_words_may_break() -> None:
    assert text.typst_words("a\u202eb\x1b") == "a\\u202eb\\x1b"
    assert text.typst_words("x" * 90) == "\u200b".join(["x" * 40, "x" * 40, "x" * 10])
    assert text.typst_words("x" * 40 + " y") == "x" * 40 + " y"
