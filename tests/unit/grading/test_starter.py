"""When a program counts as not attempted."""

from __future__ import annotations

import pytest

from quizkit.grading.code.starter import untouched

STARTER = 'def f(x):\n    # write here\n    return "a # b"\n'


@pytest.mark.parametrize(
    "code",
    [
        "",
        " \n\t\n",
        "# only a thought\n",
        STARTER,
        STARTER.replace("\n", "\r\n"),
        STARTER.replace("# write here", "# hm"),
        STARTER.replace("return", "\n\n    return") + "\n\n",
        STARTER.replace('b"\n', 'b"   \n'),
    ],
)
def test_comments_blank_lines_and_line_ends_are_no_attempt(code: str) -> None:
    assert untouched(code, STARTER)


@pytest.mark.parametrize(
    "code", [STARTER.replace("# b", "# c"), "pass\n", "def f(x:\n", "\0", "'''", STARTER + "x = 1\n"]
)
def test_any_other_token_is_an_attempt(code: str) -> None:
    assert not untouched(code, STARTER)


@pytest.mark.parametrize("code", ['"' + '\\"' * 500_000, "'\\\n" * 300_000, "$" * 1_000_000])
def test_text_that_is_slow_to_tokenize_is_an_attempt_at_once(code: str) -> None:
    assert not untouched(code, STARTER)


def test_any_amount_of_comments_is_no_attempt() -> None:
    assert untouched("# a long thought\n" * 50_000 + STARTER, STARTER)
