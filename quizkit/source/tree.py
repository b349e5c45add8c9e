"""YAML text to plain data and line numbers, from the parser's events: no recursion, no alias followed."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

import yaml

from quizkit.source import scalars, syntax
from quizkit.source.collector import Collector
from quizkit.source.lines import LineMap, Part, Path

DEEPEST = 30


@dataclass
class Tree:
    """Plain data; `damaged` holds the paths of refused values, so that nobody complains of them twice.

    `whole` is false if reading stopped before the end: what was read is no use but to locate findings.
    """

    data: object
    lines: LineMap
    damaged: frozenset[Path]
    whole: bool


@dataclass
class _Open:
    """A mapping or list that is not closed yet. `key` is the mapping's key that waits for its value."""

    content: dict[str, object] | list[object]
    path: Path
    is_key: bool = False
    key: str | None = None
    first_lines: dict[str, int] = field(default_factory=dict)


class _Refused(Exception):
    """The rest of the file is not looked at; the finding is already written."""


def read_tree(text: str, lenient: bool, into: Collector, dates: Container[str] = ()) -> Tree:
    """The document in `text`, as far as it can be read; where it cannot, a finding says why.

    The fields `dates` of the document may be what other readers take for a date.
    """
    builder = _Builder(lenient, into, dates)
    whole = False
    try:
        for event in _events(text):
            builder.take(event)
        whole = True
    except yaml.YAMLError as error:
        syntax.explain(error, text, into)
    except _Refused:
        pass
    return Tree(builder.root, LineMap(builder.lines), frozenset(builder.damaged), whole)


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)


class _Builder:
    """Puts events together; `take` is called for each in turn."""

    def __init__(self, lenient: bool, into: Collector, dates: Container[str]) -> None:
        self.root: object = None
        self.lines: dict[Path, int] = {}
        self.damaged: set[Path] = set()
        self._lenient = lenient
        self._dates = dates
        self._into = into
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event. Raises _Refused where reading on makes no sense."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._marks(event, line)
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close(line)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.AliasEvent):
            fix = "Write the value out; quizkit follows no aliases."
            self._into.add("alias", line, f"'*{event.anchor}' is a YAML alias.", fix)
            self._refuse_value(line)

    def _document(self, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            fix = "Keep one document per file and delete the line '---'."
            self._into.add("several-documents", line, "A second YAML document begins here.", fix)
            raise _Refused

    def _marks(self, event: yaml.CollectionStartEvent | yaml.ScalarEvent, line: int) -> None:
        if event.anchor is not None:
            fix = "Delete it; quizkit follows no aliases."
            self._into.add("alias", line, f"'&{event.anchor}' is a YAML anchor.", fix)
        if event.tag is not None:
            fix = "Delete it; put a text in quotes if it looks like a number."
            self._into.add("tag", line, f"'{_short_tag(event.tag)}' is a YAML tag.", fix)

    def _awaits_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].content, dict) and self._stack[-1].key is None

    def _open(self, content: dict[str, object] | list[object], line: int) -> None:
        if len(self._stack) >= DEEPEST:
            fix = "Flatten it; no question needs that."
            self._into.add("too-deep", line, f"Values are nested more than {DEEPEST} deep.", fix)
            raise _Refused
        if self._awaits_key():
            message = "A list or mapping stands where a key is expected."
            self._into.add("key-not-text", line, message, "Write a plain word.")
            self._stack.append(_Open(content, self._stack[-1].path, is_key=True))
            return
        self._stack.append(_Open(content, self._attach(content, line)))

    def _close(self, line: int) -> None:
        closed = self._stack.pop()
        if closed.is_key:
            self._key(f"?{line}", line, refused=True)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._marks(event, line)
        plain = bool(event.implicit[0]) and not event.style
        if self._awaits_key():
            self._key(event.value, line, refused=plain and self._is_merge(event.value, line))
            if plain and not self._lenient:
                self._check_ambiguity(event.value, line)
        elif not plain:
            self._attach(event.value, line)
        else:
            self._plain_value(event.value, line)

    def _is_merge(self, key: str, line: int) -> bool:
        if key == "<<":
            self._into.add("merge-key", line, "'<<' is a YAML merge key.", "Write the fields out.")
        return key == "<<"

    def _plain_value(self, word: str, line: int) -> None:
        try:
            value = scalars.resolve(word)
        except scalars.NumberTooLong:
            fix = "Shorten it, or put it in quotes if it is a text."
            self._into.add("number-too-long", line, f"The number has {len(word)} digits.", fix)
            self._refuse_value(line)
            return
        if not self._lenient:
            self._check_ambiguity(word, line)
            if not word:
                fix = "Give it a value or delete it."
                self._into.add("no-value", line, f"{self._place()} has no value.", fix)
                self._refuse_value(line)
                return
        self._attach(value, line)

    def _check_ambiguity(self, word: str, line: int) -> None:
        meaning = scalars.ambiguity(word)
        if meaning is not None and not self._is_date(meaning):
            message = f"Some YAML readers take the unquoted '{word[:60]}' for {meaning}."
            remedy = "write true or false" if meaning == "a truth value" else "write it another way"
            self._into.add("ambiguous-value", line, message, f"Put it in quotes, or {remedy}.")

    def _is_date(self, meaning: str) -> bool:
        """Whether what other readers take for a date is meant to be one."""
        return meaning == "a date" and len(self._stack) == 1 and self._stack[0].key in self._dates

    def _place(self) -> str:
        top = self._stack[-1] if self._stack else None
        return "This item" if top is None or top.key is None else f"'{top.key[:60]}'"

    def _key(self, key: str, line: int, refused: bool) -> None:
        top = self._stack[-1]
        first = top.first_lines.setdefault(key, line)
        if refused:
            self.damaged.add((*top.path, key))
        elif first != line or key in top.content:
            message = f"The key '{key[:60]}' stands here for the second time, first in line {first}."
            self._into.add("duplicate-key", line, message, "Delete one of the two.")
        top.key = key
        if not any(frame.is_key for frame in self._stack):
            self.lines.setdefault((*top.path, key), line)

    def _refuse_value(self, line: int) -> None:
        if self._awaits_key():
            self._key(f"?{line}", line, refused=True)
            return
        self.damaged.add(self._attach(None, line))

    def _attach(self, value: object, line: int) -> Path:
        """Put `value` where one is expected and return its path."""
        if not self._stack:
            self.root = value
            self.lines.setdefault((), line)
            return ()
        top = self._stack[-1]
        part: Part
        if isinstance(top.content, list):
            part = len(top.content)
            top.content.append(value)
        else:
            part = top.key or ""
            top.content[part] = value
            top.key = None
        path = (*top.path, part)
        if not any(frame.is_key for frame in self._stack):
            self.lines.setdefault(path, line)
        return path


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")[:60]
