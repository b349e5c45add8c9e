"""Markdown as plain lines: words before marks, code numbered, nothing hidden."""

from __future__ import annotations

from quizkit import text


def test_code_is_announced_and_numbered() -> None:
    lines = text.plain("Look:\n\n```python\nfor x in y:\n\tpass\n```\n")
    assert lines == ["Look:", "", "Code, 2 lines:", "  1: for x in y:", "  2:     pass"]


def test_line_numbers_are_aligned() -> None:
    lines = text.plain("```\n" + "x\n" * 10 + "```")
    assert lines[1] == "   1: x"
    assert lines[10] == "  10: x"


def test_paragraphs_are_wrapped_and_long_words_kept_whole() -> None:
    assert text.plain("one two three " + "x" * 30, 12) == ["one two", "three", "x" * 30]


def test_lists_quotes_and_breaks_keep_their_shape() -> None:
    markdown = "- one\n- two\n\n  more\n\n3. third\n\n> said\n\na\\\nb\n\n---"
    assert text.plain(markdown) == [
        *("- one", "- two", "", "  more", "", "3. third", "", "> said", "", "a", "b", "", "---")
    ]


def test_a_link_is_shown_with_its_address_and_only_to_the_web() -> None:
    assert text.one_line("[here](https://a.org/x)") == "here (https://a.org/x)"
    assert text.one_line("<https://a.org>") == "https://a.org"
    assert text.one_line("[here](javascript:alert)") == "here"


def test_an_image_is_its_description() -> None:
    assert text.one_line("![a curve](assets/c.png)") == "[Image: a curve]"


def test_money_is_no_math() -> None:
    assert text.one_line("from $5 to $6 and $x$") == "from $5 to $6 and x"
    assert text.one_line(r"costs \$5 and \$6") == "costs $5 and $6"


def test_math_on_lines_of_its_own_is_no_list() -> None:
    assert text.plain("so\n\n$$\na\n- b\n$$\n\nthen") == ["so", "", "  a − b", "", "then"]
    assert text.plain("$$x^2$$") == ["  x²"]


def test_html_is_shown_not_sent() -> None:
    assert text.one_line("a <b>x</b>") == "a <b>x</b>"


def test_entities_cannot_smuggle_control_characters() -> None:
    assert text.plain("&#x1b;[31m &#x202e;") == ["�[31m \\u202e"]
    assert text.plain("`\x1b[31m`") == ["`\\x1b[31m`"]


def test_one_line_joins_blocks_and_lines_of_code() -> None:
    assert text.one_line("a\nb\n\n```\nx\ny\n```") == "a b `x ⏎ y`"
