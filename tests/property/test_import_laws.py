"""Laws of question files by others: each becomes a topic that loads, or it is said why not."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizkit import text
from quizkit.app.banks.importing import FORMS, import_bank
from quizkit.errors import ContentError, UsageError
from quizkit.formats.importing.markdown import converted
from quizkit.formats.importing.model import Markup, Rich
from quizkit.formats.opening import Refusal
from quizkit.model.topic import Topic
from quizkit.source import load

SAMPLES = Path(__file__).parents[1] / "golden" / "imports"
FILES = [SAMPLES / name for name in ("loops.gift", "plain.txt", "lists.xml", "quiz.xml")]
PIECES = st.sampled_from((
    "::", "{", "}", "=", "~", "#", "####", "%50%", "->", "//", "\\", "\n", "\n\n", "[html]", "T", "1..2",
    "5:1", "a", "*", "$CATEGORY: x/y", "<b>", "&amp;", "ANSWER: A", "A) b", "\u202e", "\x00", "_____",
    "$x$", "${n}",
))  # fmt: skip
HTML = st.sampled_from((
    "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<pre>", "</pre>", "<ul>", "<li>",
    "</ul>", "<ol>", "</ol>", "<br>", "<table>", "<tr>", "<td>", "</table>", "<a href='http://x.y/(z'>",
    "</a>", "<sup>", "</sup>", "<h2>", "</h2>", "<blockquote>", "</blockquote>",
    "<img src='data:image/png;base64,AA=='>", "&lt;", "a", "b c", "1. ", "2", "# ", "- ", "*", "_", "`",
    "``", "$", "$$x^2$$", "\\(y\\)", "[", "](", "<", ">", "\\", "&nbsp;", "\n", "```", "~~~", "===", "---",
    "\u200b", "!", "<script>", "</script>", "snake_case", "<x>",
))  # fmt: skip
ACTIVE = st.sampled_from(" \n*_`#->=~[]()!&;1.$\\<")
WORDS = st.sampled_from(("a", "b c", "1.", "#", "-", "*", "_", "`", "x_y", "[z]", "!", "&amp;", " "))


def imports(data: bytes, form: str | None) -> bool:
    """Whether nothing was written, or what was loads. Anything but a told error escapes."""
    with tempfile.TemporaryDirectory() as folder:
        file, out = Path(folder, "given"), Path(folder, "bank", "taken.yaml")
        file.write_bytes(data)
        try:
            brought = import_bank(file, form, out)
        except (UsageError, ContentError):
            return not out.exists()
        loaded = load(out, Topic)
        if loaded.value is None or loaded.findings:
            return False
        printable = all(str(finding).isprintable() for finding in brought.findings)
        return printable and len(loaded.value.questions) == brought.questions


@given(st.binary(max_size=300), st.sampled_from([None, *FORMS]))
@example(b"PK\x03\x04", None)
@example(b"\xef\xbb\xbfQ {T}", "gift")
@example(b"<quiz><question type='numerical'><answer fraction='nan'/></question></quiz>", None)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_taken_over_or_told_off(data: bytes, form: str | None) -> None:
    assert imports(data, form)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["gift", "aiken"]))
@settings(max_examples=250, deadline=None)
def test_any_text_of_marks_is_taken_over_or_told_off(source: str, form: str) -> None:
    assert imports(source.encode(), form)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_taken_over_or_told_off(path: Path, data: st.DataObject) -> None:
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        cut = data.draw(st.integers(0, 30))
        whole[at : at + cut] = data.draw(st.binary(max_size=8))
    assert imports(bytes(whole), None)


@given(st.lists(st.tuples(st.sampled_from(FILES), st.integers(0, 400), st.integers(0, 400)), max_size=4))
@settings(max_examples=60, deadline=None)
def test_pieces_of_files_put_together_are_taken_over_or_told_off(parts: list[tuple[Path, int, int]]) -> None:
    rows = [row for path, first, count in parts for row in path.read_bytes().split(b"\n")[first:][:count]]
    assert imports(b"\n".join(rows), None)


def keep(data: bytes, name: str) -> str | Refusal:
    return "assets/t/picture.png"


@given(st.lists(HTML, max_size=14).map("".join), st.sampled_from(["html", "moodle", "markdown", "plain"]))
@settings(max_examples=600, deadline=None)
def test_a_converted_text_is_one_that_lint_has_nothing_against(words: str, markup: Markup) -> None:
    assert text.problems(converted(Rich(words, markup), keep).markdown) == ()


def told(words: str) -> str:
    """The signs of a text: conversion may part them otherwise."""
    return "".join(words.split())


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | ACTIVE))
@settings(max_examples=600, deadline=None)
def test_plain_words_read_as_they_did(words: str) -> None:
    if any(mark in words for mark in ("$$", "\\(", "\\[")) or "<" in words:
        return  # formulas and tags are shown in another way
    markdown = converted(Rich(words, "plain"), keep).markdown
    assert told(text.one_line(markdown)) == told(words)


@given(st.lists(WORDS).map("".join))
@settings(max_examples=300, deadline=None)
def test_emphasis_and_code_never_cost_a_word(words: str) -> None:
    marked = converted(Rich(f"<p>{words}<b>{words}</b>{words} <i>y</i></p>", "html"), keep).markdown
    plain = words.replace("&amp;", "&")
    assert told(text.one_line(marked)) == told(f"{plain}{plain}{plain}y")
