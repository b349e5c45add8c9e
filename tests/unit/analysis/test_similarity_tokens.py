"""Tokens keep what a copy cannot change and drop the rest."""

from __future__ import annotations

import pytest

from quizkit.analysis.similarity.tokens import LONGEST, tokens


def texts(code: str) -> list[str]:
    return [token.text for token in tokens(code)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = b + 1", "total = other + 0x1F_e"),
        ("x = 1; y = 2", "x = 1\n\n\ny = 2  # two"),
        ("f(a, b)", "f(\n    a,  # first\n    b)"),
        ("x = y", "x = \\\n    y"),
        ("s = 'a\\'b'", 's = rb"""c\nd"""'),
        ("def f():\n    return 1", 'def f():\n    """Says.\n\n    More."""\n    return 1'),
        ('def f():\r\n    """Says."""\r\n    return 1\r\n', "def f():\n    return 1\n"),
        ("naïve = π", "plain = p"),
        ("_ = [match for match in case]", "a = [b for b in c]"),
    ],
)
def test_disguises_leave_the_tokens_alone(one: str, other: str) -> None:
    assert texts(one) == texts(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x.mean()", "x.std()"),
        ("max(a)", "min(a)"),
        ("a += b", "a -= b"),
        ("a // b", "a / b"),
        ("for a in b", "while a in b"),
        ("'a'", "1"),
        ("f('a')", "f()"),
    ],
)
def test_what_code_does_stays_different(one: str, other: str) -> None:
    assert texts(one) != texts(other)


def test_a_variable_with_the_name_of_a_builtin_is_a_name() -> None:
    assert texts("sum = list + len(max)") == texts("a = b + len(c)")


def test_lines_count_through_strings_comments_and_continuations() -> None:
    code = '# one\nx = """a\nb"""\ny = \\\n  z\n'
    assert [token.line for token in tokens(code)] == [2, 2, 2, 4, 4, 5]


@pytest.mark.parametrize("code", ["'never closed\nx = 1", 'x = """never closed', "x = (((\n", "\x00 ? $ é"])
def test_code_that_is_no_python_has_tokens_all_the_same(code: str) -> None:
    assert tokens(code)


@pytest.mark.parametrize("piece", ["'", '"""', "\\\n", '"\\', "(", "#", "r'", "\\", "a.", "0x"])
def test_hostile_repetitions_take_no_longer_than_others(piece: str) -> None:
    assert len(tokens(piece * LONGEST)) <= LONGEST
