"""GIFT by its documented grammar: text to questions, each with its line; nothing is interpreted yet.

A blank line ends a question, unless braces are open. `//` begins a line of comment, in which `[id:...]` and
`[tag:...]` name and tag the question that follows. `\\` takes their meaning from `~ = # { } : \\` and makes
`\\n` a new line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from quizkit.formats.importing.model import Markup

MOST_CHARACTERS = 2_000_000
_LARGEST = 1e300
Kind = Literal["category", "description", "essay", "truth", "choice", "short", "numerical", "matching"]

_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_SKIP = r"(?:\\.|[^\\{}])"
_FORMAT = re.compile(r"\s*\[(html|markdown|moodle|plain)\]")
_TITLE = re.compile(r"\s*::((?:\\.|:(?!:)|[^\\:])*)::", re.DOTALL)
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_TRUTH = re.compile(r"(T|TRUE|F|FALSE)", re.IGNORECASE)
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*(?:\.\.\s*({_NUMBER})|:\s*({_NUMBER}))?\s*")
_BRACE = re.compile(r"(?<!\\)(?:\\\\)*[{}]")
_LABEL = re.compile(r"\[(id|tag):([^\]\\]*(?:\\.[^\]\\]*)*)\]")


class GiftError(Exception):
    """A question is not as the grammar asks; the message is a sentence that says how."""


@dataclass(frozen=True)
class Text:
    """Words without their escapes, and the format they are in."""

    markup: Markup
    text: str


@dataclass(frozen=True)
class Range:
    """A number in one of three writings: alone, with what it may be off, or from low to high."""

    value: float
    off: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Reply:
    """One answer. `right` tells `=` from `~`; `weight` is in percent, None if none is written."""

    right: bool
    weight: float | None
    text: Text
    number: Range | None = None
    feedback: Text | None = None
    counterpart: str | None = None


@dataclass(frozen=True)
class Question:
    """One question, or a category, whose path is its title. `gap`: the answer belongs inside of the stem."""

    kind: Kind
    line: int
    title: str | None
    stem: Text = Text("moodle", "")
    gap: bool = False
    truth: bool = False
    replies: tuple[Reply, ...] = ()
    comments: tuple[Text | None, ...] = ()  # of a truth: the first, the second
    general: Text | None = None
    identity: str | None = None
    tags: tuple[str, ...] = ()
    alone: bool = False  # a single number, written without `=`


@dataclass(frozen=True)
class Chunk:
    """The lines of one question, from `line` on; `closed` is false if its braces stay open."""

    line: int
    text: str
    labels: tuple[tuple[str, str], ...]
    closed: bool


def chunks(source: str) -> Iterator[Chunk]:
    """The questions of a file, unread."""
    rows: list[str] = []
    labels: list[tuple[str, str]] = []
    first, depth = 1, 0
    for number, row in enumerate([*source.split("\n"), ""], start=1):
        bare = row.strip()
        if bare.startswith("//"):
            if not rows:
                labels += [(kind, _unescaped(value).strip()) for kind, value in _LABEL.findall(bare)]
            continue
        is_new = bare.startswith(("::", "$CATEGORY:")) and rows and not rows[-1].strip()
        if rows and ((not bare and depth == 0) or (depth > 0 and is_new)):
            yield Chunk(first, "\n".join(rows), tuple(labels), depth == 0)
            rows, labels, depth = [], [], 0
        if bare.startswith("$CATEGORY:") and not rows:
            yield Chunk(number, bare, (), True)
            labels = []
        elif bare or rows:
            first = first if rows else number
            rows.append(row)
            depth = max(0, depth + _opened(row))
    if rows:
        yield Chunk(first, "\n".join(rows), tuple(labels), depth == 0)


def _opened(row: str) -> int:
    plain = re.sub(r"\\.", "", row)
    return plain.count("{") - plain.count("}")


def read_chunk(chunk: Chunk) -> Question:
    """The question in a chunk. Raises GiftError."""
    labels = chunk.labels
    if len(chunk.text) > MOST_CHARACTERS:
        raise GiftError(f"It has more than {MOST_CHARACTERS} characters.")
    if chunk.text.startswith("$CATEGORY:"):
        return Question("category", chunk.line, chunk.text.removeprefix("$CATEGORY:").strip())
    if not chunk.closed:
        raise GiftError("Its '{' is never closed by a '}'; put a backslash before a brace that is text.")
    identity = next((value for kind, value in labels if kind == "id"), None)
    tags = tuple(value for kind, value in labels if kind == "tag")
    titled = _TITLE.match(chunk.text)
    title = _unescaped(titled.group(1)).strip() if titled else None
    body = chunk.text[titled.end() :] if titled else chunk.text
    before, inside, after = _braces(body)
    markup, before = _format(before, "moodle")
    if inside is None:
        stem = _text(before, markup)
        return Question("description", chunk.line, title, stem, identity=identity, tags=tags)
    gap = bool(after.strip())
    parts = [before.strip(), "_____", after.strip()] if gap else [before]
    stem = _text(" ".join(part for part in parts if part), markup)
    return _answered(Question("essay", chunk.line, title, stem, gap, identity=identity, tags=tags), inside)


def _braces(body: str) -> tuple[str, str | None, str]:
    """What stands before, in and after the first braces; None if there are none."""
    found = re.search(rf"(?<!\\)((?:\\\\)*)\{{({_SKIP}*)\}}", body, re.DOTALL)
    parts = (body, None, "") if found is None else (body[: found.start(2) - 1], found[2], body[found.end() :])
    if _BRACE.search(parts[0]) or _BRACE.search(parts[2]):
        raise GiftError(
            "It has more braces than the two around its answers; put a backslash before one that is text."
        )
    return parts


def _answered(asked: Question, inside: str) -> Question:
    """`asked` with what its braces hold."""
    markup = asked.stem.markup
    inside, mark, general = _cut(inside, "####")
    asked = replace(asked, general=_commented(general, markup) if mark else None)
    bare = inside.strip()
    if not bare:
        return asked
    truth, _, comments = _cut(bare, "#")
    if _TRUTH.fullmatch(truth.strip()):
        first, _, second = _cut(comments, "#")
        both = (_commented(first, markup), _commented(second, markup))
        return replace(asked, kind="truth", truth=truth.strip()[0] in "Tt", comments=both)
    if bare.startswith("#"):
        return _numerical(asked, bare[1:])
    pieces = _pieces(bare)
    if len(pieces) > 1 and all(mark == "=" and "->" in words for mark, words in pieces):
        return replace(asked, kind="matching", replies=tuple(_pair(words, markup) for _, words in pieces))
    replies = tuple(_reply(mark != "~", words, markup) for mark, words in pieces)
    is_short = all(mark != "~" for mark, _ in pieces)
    return replace(asked, kind="short" if is_short else "choice", replies=replies)


def _numerical(asked: Question, inside: str) -> Question:
    """`asked` with the numbers behind a `#`; a `~` may stand for any other number."""
    markup = asked.stem.markup
    pieces = _pieces(inside)
    replies = []
    for mark, words in pieces:
        reply = _reply(mark != "~", words, markup)
        found = _RANGE.fullmatch(reply.text.text)
        if found is None and mark != "~":
            shown = reply.text.text.strip()[:40]
            raise GiftError(f"'{shown}' is no number, range or number with a tolerance.")
        shown_as = reply.text if reply.text.text or found else Text(markup, "*")
        replies.append(replace(reply, text=shown_as, number=_range(found) if found else None))
    alone = len(pieces) == 1 and pieces[0][0] == ""
    return replace(asked, kind="numerical", replies=tuple(replies), alone=alone)


def _range(found: re.Match[str]) -> Range:
    value, high, off = (None if part is None else float(part) for part in found.groups())
    if value is None or any(abs(each or 0) > _LARGEST for each in (value, high, off)):
        raise GiftError(f"The number '{found.group().strip()[:40]}' is beyond all measure.")
    if high is not None and high < value:
        value, high = high, value
    return Range(value, None if off is None else abs(off), high)


def _pieces(inside: str) -> list[tuple[str, str]]:
    """The answers with their marks; words before the first mark have the mark ""."""
    parts = re.split(r"(?<!\\)((?:\\\\)*)([~=])", inside)
    found = [("", parts[0])] if parts[0].strip() else []
    rest: Sequence[str] = parts[1:]
    for index in range(0, len(rest), 3):
        slashes, mark, words = rest[index : index + 3]
        if slashes and found:
            found[-1] = (found[-1][0], found[-1][1] + slashes)
        found.append((mark, words))
    return found


def _reply(right: bool, words: str, markup: Markup) -> Reply:
    weighed = _WEIGHT.match(words)
    weight = float(weighed.group(1)) if weighed else None
    words, _, comment = _cut(words[weighed.end() :] if weighed else words, "#")
    own, words = _format(words, markup)
    return Reply(right, weight, _text(words, own), feedback=_commented(comment, markup))


def _pair(words: str, markup: Markup) -> Reply:
    asked, _, counterpart = words.partition("->")
    own, asked = _format(asked, markup)
    return Reply(True, None, _text(asked, own), counterpart=_text(counterpart, "moodle").text)


def _commented(words: str, markup: Markup) -> Text | None:
    own, words = _format(words, markup)
    said = _text(words, own)
    return said if said.text else None


def _cut(words: str, mark: str) -> tuple[str, str, str]:
    """`words` around the first `mark` that no backslash stands before."""
    found = re.search(rf"(?<!\\)(?:\\\\)*({re.escape(mark)})", words)
    return (words, "", "") if found is None else (words[: found.start(1)], mark, words[found.end() :])


def _format(words: str, default: Markup) -> tuple[Markup, str]:
    found = _FORMAT.match(words)
    names: dict[str, Markup] = {"html": "html", "markdown": "markdown", "moodle": "moodle", "plain": "plain"}
    return (names[found.group(1)], words[found.end() :]) if found else (default, words)


def _text(words: str, markup: Markup) -> Text:
    """Words without escapes; where line breaks mean nothing, as in Moodle's own format, blanks are single."""
    bare = words.strip()
    if markup in ("moodle", "plain"):
        bare = " ".join(bare.split())
    return Text(markup, _unescaped(bare))


def _unescaped(words: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found.group(1) == "n" else found.group(1), words)
