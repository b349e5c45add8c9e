"""Blocks of HTML as Markdown: paragraphs, headings, lists, code, quotations; tables become aligned text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quizkit.formats.importing.html_tree import BLOCKS, SILENT, Tag
from quizkit.formats.importing.inline import BREAK, Writer
from quizkit.formats.importing.model import guessed, lost
from quizkit.formats.importing.words import displayed
from quizkit.text import cleaned, fence, markdown_line_start

_BREAKS = re.compile(r"(?:\\\n){2,}")
_CLOSING = re.compile(r" (#+)$")  # signs that would only close a heading
_WIDEST = 2_000  # cells; a larger table is no part of a question


def blocks(tag: Tag, writer: Writer) -> list[str]:
    """The Markdown of each block inside `tag`."""
    out: list[str] = []
    run: list[Tag | str] = []
    for part in tag.inside:
        if isinstance(part, Tag) and _is_block(part):
            out += [*_paragraphs(run, writer), *_block(part, writer)]
            run = []
        else:
            run.append(part)
    return [*out, *_paragraphs(run, writer)]


def _is_block(tag: Tag) -> bool:
    """Whether `tag` is a block, or a span around one."""
    if tag.name in BLOCKS:
        return True
    return tag.name not in SILENT and any(isinstance(p, Tag) and _is_block(p) for p in tag.inside)


def _paragraphs(run: Sequence[Tag | str], writer: Writer) -> list[str]:
    if len(run) == 1 and isinstance(run[0], str) and (shown := displayed(run[0], writer.notes)):
        return [shown]
    written = writer.run(run) if run else ""
    found = []
    for paragraph in _BREAKS.split(written):
        rows = [markdown_line_start(row.strip()) for row in paragraph.split(BREAK)]
        while rows and not rows[-1]:
            rows.pop()
        while rows and not rows[0]:
            rows.pop(0)
        if rows:
            found.append(BREAK.join(rows))
    return found


def _block(tag: Tag, writer: Writer) -> list[str]:
    name = tag.name
    if name == "pre":
        code = cleaned(tag.text().replace("\r\n", "\n")).strip("\n")
        return [fence(code)] if code.strip() else []
    if name in ("ul", "ol"):
        return _list(tag, writer)
    if name == "table":
        return _table(tag, writer)
    if name == "hr":
        return ["---"]
    inside = blocks(tag, writer)
    if name == "blockquote":
        quoted = "\n\n".join(inside).split("\n")
        return ["\n".join(f"> {row}" if row else ">" for row in quoted)] if inside else []
    if re.fullmatch(r"h[1-6]", name) and len(inside) == 1:  # the first of ours is shown at level 3
        words = _CLOSING.sub(r" \\\1", inside[0].replace(BREAK, " "))
        return [f"{'#' * max(1, int(name[1]) - 2)} {words}"]
    return inside


def _list(tag: Tag, writer: Writer) -> list[str]:
    """A list of the items that say something."""
    items = [part for part in tag.inside if isinstance(part, Tag) and part.name == "li"]
    strays = Tag("", {}, [part for part in tag.inside if isinstance(part, str) or part.name != "li"])
    rows: list[str] = []
    for inside in filter(None, (blocks(item, writer) for item in items)):
        mark = f"{len(rows) + 1}. " if tag.name == "ol" else "- "
        apart = "\n" if all(part.startswith(("- ", "1. ")) for part in inside[1:]) else "\n\n"
        body = apart.join(inside).split("\n")
        indent = " " * len(mark)
        rows.append("\n".join([mark + body[0], *(indent + row if row else row for row in body[1:])]))
    return [*blocks(strays, writer), *(["\n".join(rows)] if rows else [])]


def _table(tag: Tag, writer: Writer) -> list[str]:
    """Rows of cells, aligned in a block of code: Markdown here has no tables."""
    rows = [
        [" ".join(cleaned(cell.text()).split()) for cell in _inside(row, ("td", "th"))]
        for row in _inside(tag, ("tr",))
    ]
    rows = [row for row in rows if any(row)]
    if not rows or sum(map(len, rows)) > _WIDEST:
        writer.notes.append(lost("A table was left out."))
        return []
    writer.notes.append(guessed("A table became lines of text."))
    width = max(map(len, rows))
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    widths = [max(len(row[column]) for row in filled) for column in range(width)]
    lines = [
        " | ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in filled
    ]
    return [fence("\n".join(lines))]


def _inside(tag: Tag, names: Sequence[str]) -> Iterator[Tag]:
    """The nearest elements of these names at any depth."""
    for part in tag.inside:
        if isinstance(part, Tag):
            if part.name in names:
                yield part
            else:
                yield from _inside(part, names)
