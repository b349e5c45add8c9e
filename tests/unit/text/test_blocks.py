"""Markdown of several authors in one document: what is left open is closed, what is no paragraph is told."""

from __future__ import annotations

import pytest

from quizkit import text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x", "x"),
        ("\nx\n\n", "x"),
        ("```\nx\n```", "```\nx\n```"),
        ("```\nx", "```\nx\n```"),
        ("~~~~ python\nx\n~~~", "~~~~ python\nx\n~~~\n~~~~"),
        ("- ```\n  x", "- ```\n  x"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_what_is_left_open_is_closed(source: str, expected: str) -> None:
    assert text.markdown_block(source) == expected


def test_an_image_is_found_wherever_it_stands() -> None:
    assert all(map(text.has_image, ["![x](assets/a.png)", "- > **![](b.png)**"]))
    assert not any(map(text.has_image, ["", "[x](a.png)", "`![x](a.png)`"]))


def test_only_a_paragraph_may_stand_behind_words() -> None:
    assert text.is_paragraph("two\nlines of *words*")
    assert not any(map(text.is_paragraph, ["", "- x", "# x", "x\n\ny", "```\nx\n```", "1. x", "> x"]))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("`w = w - lr * b`", "w = w - lr * b"),
        ("```python\nfor x in y:\n    f(x)\n```", "for x in y:\n    f(x)"),
        ("`` `a` ``", "`a`"),
        ("w = w * b", "w = w * b"),
        ("`a` and `b`", "`a` and `b`"),
        ("- `a`", "- `a`"),
        ("*`a`*", "*`a`*"),
        ("", ""),
    ],
)
def test_a_text_that_is_all_code_is_that_code_and_any_other_stays(source: str, expected: str) -> None:
    assert text.bare_code(source) == expected
