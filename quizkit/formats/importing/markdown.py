"""Texts in the markup of others as our Markdown, with a sentence about each thing that it cannot hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from quizkit import text
from quizkit.formats.importing.blocks import blocks
from quizkit.formats.importing.embedded import without_data
from quizkit.formats.importing.html_tree import read_html
from quizkit.formats.importing.inline import Keep, Writer
from quizkit.formats.importing.model import Note, Rich, guessed, lost
from quizkit.formats.importing.words import markdown_formulas, prose
from quizkit.text import cleaned, markdown_line_start

_MOST = {"html": 100_000, "moodle": 100_000, "plain": 50_000, "markdown": 20_000}  # characters of one text
_IMAGE = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(\s*<?([^\s)>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_FENCE = re.compile(r"^(`{3,}|~{3,})", re.M)


@dataclass(frozen=True)
class Converted:
    """Markdown that shows what the other system showed; `notes` say what it cannot."""

    markdown: str
    notes: tuple[Note, ...] = ()


def converted(rich: Rich, keep: Keep) -> Converted:
    """`rich` as Markdown. `keep(bytes, name)` takes a picture over: its address, or why it is not taken."""
    notes: list[Note] = []
    bare = without_data(rich)
    most = _MOST[rich.markup]
    if len(bare.text) > most:
        return Converted("", (lost(f"A text of more than {most} characters."),))
    written = _WRITERS[rich.markup](bare, keep, notes)
    markdown = cleaned(written.replace("\r\n", "\n").replace("\r", "\n"))
    if len(markdown) < len(written.replace("\r\n", "\n")):
        notes.append(guessed("Characters that show nothing were left out."))
    return Converted(markdown.strip("\n"), tuple(dict.fromkeys(notes)))


def plain_words(rich: Rich) -> str:
    """`rich` as words on one line, for what is typed and compared."""
    rich = replace(rich, text=without_data(rich).text[: _MOST[rich.markup]])
    if rich.markup == "plain":
        words = rich.text
    elif rich.markup == "markdown":
        words = text.one_line(cleaned(rich.text))
    else:
        words = read_html(rich.text, strict=rich.markup == "moodle").text()
    return " ".join(cleaned(words.replace("\n", " ").replace("\t", " ")).split())


def _from_plain(rich: Rich, keep: Keep, notes: list[Note]) -> str:
    del keep
    parts = re.split(r"\n[ \t]*\n", rich.text.strip().replace("\r\n", "\n"))
    return "\n\n".join("\\\n".join(_line(row, notes) for row in part.split("\n")) for part in parts)


def _line(row: str, notes: list[Note]) -> str:
    return markdown_line_start(prose(" ".join(row.split()), notes))


def _from_html(rich: Rich, keep: Keep, notes: list[Note]) -> str:
    return "\n\n".join(blocks(read_html(rich.text), Writer(rich.pictures, keep, notes)))


def _from_moodle(rich: Rich, keep: Keep, notes: list[Note]) -> str:
    """Moodle's own format: HTML or plain words, in which a line break is one."""
    marked = rich.text.strip().replace("\r\n", "\n")
    tree = read_html(marked.replace("\n", "<br>"), strict=True)
    return "\n\n".join(blocks(tree, Writer(rich.pictures, keep, notes)))


def _from_markdown(rich: Rich, keep: Keep, notes: list[Note]) -> str:
    """Markdown as it is where ours means the same by it, else its words."""
    writer = Writer(rich.pictures, keep, notes)
    shown = markdown_formulas(cleaned(rich.text.replace("\r\n", "\n")).strip("\n"), notes)
    if not _FENCE.search(shown):  # in code an image is only shown
        shown = _IMAGE.sub(lambda found: writer.picture(found.group(2), found.group(1)), shown)
    wrong = text.problems(shown)
    if not wrong:
        return shown
    notes.append(lost(f"Its Markdown was taken as plain words: {wrong[0].message}"))
    return _from_plain(Rich(rich.text, "plain"), keep, notes)


_WRITERS: dict[str, Callable[[Rich, Keep, list[Note]], str]] = {
    "plain": _from_plain,
    "html": _from_html,
    "moodle": _from_moodle,
    "markdown": _from_markdown,
}
