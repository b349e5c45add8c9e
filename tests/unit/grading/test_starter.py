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
