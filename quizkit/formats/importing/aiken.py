"""Aiken: a question, its options with letters, a line `ANSWER: B`. Everything in it is plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quizkit.formats.importing.model import (
    Answer,
    Imported,
    Item,
    Options,
    Rich,
    given_up,
    is_too_much,
    problem,
)
from quizkit.model.finding import Finding

_OPTION = re.compile(r"([A-Za-z])[.)]\s*(.*)")
_ANSWER = re.compile(r"ANSWER:\s*(.*)", re.IGNORECASE)
_MEND = "Mend it in the file, and import again."


@dataclass
class _Open:
    """A question that is being read."""

    line: int
    asked: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


def looks_like_aiken(source: str) -> bool:
    """Whether a text has options with letters and lines that name the right one."""
    rows = [row.strip() for row in source.splitlines()]
    return any(re.fullmatch(r"ANSWER:\s*[A-Za-z]", row) for row in rows) and any(map(_OPTION.match, rows))


def read_aiken(source: str, file: str) -> Imported:
    """Every question of an Aiken file; each that is not as the format asks is a finding with its line."""
    items: list[Item] = []
    findings: list[Finding] = []
    for found in _questions(source, file):
        if isinstance(found, Item):
            items.append(found)
        else:
            findings.append(found)
        if is_too_much(items, findings):
            findings.append(given_up(file, found.line))
            break
    return Imported("", tuple(items), tuple(findings))


def _questions(source: str, file: str) -> Iterator[Item | Finding]:
    now = _Open(0)
    number = 0
    for number, row in enumerate(source.splitlines(), start=1):
        bare = row.strip()
        option, answer = _OPTION.fullmatch(bare), _ANSWER.fullmatch(bare)
        if answer:
            yield _finished(now, answer.group(1).strip(), number, file)
            now = _Open(0)
        elif option and now.asked:
            now.options.append((option.group(1).upper(), option.group(2)))
        elif option:
            yield _wrong(file, number, f"The option '{bare[:40]}' stands before any question.")
        elif bare:
            if now.options:
                yield _wrong(file, now.line, f"The question '{_start(now)}' has no line 'ANSWER:'.")
                now = _Open(0)
            now.line = now.line or number
            now.asked.append(bare)
    if now.asked:
        yield _wrong(file, now.line, f"The question '{_start(now)}' has no line 'ANSWER:'.")


def _finished(now: _Open, letter: str, line: int, file: str) -> Item | Finding:
    if not now.asked:
        return _wrong(file, line, "This 'ANSWER:' belongs to no question.")
    letters = [name for name, _ in now.options]
    if len(now.options) < 2:
        return _wrong(file, now.line, f"The question '{_start(now)}' has fewer than two options.")
    if len(set(letters)) < len(letters):
        return _wrong(file, now.line, f"The question '{_start(now)}' has a letter twice.")
    if letter.upper() not in letters:
        says = f"The answer '{letter[:20]}' is none of the letters {', '.join(letters)}."
        return _wrong(file, line, says)
    return Item(
        file, now.line, "", Rich("\n".join(now.asked), "plain"), _options(now.options, letter.upper())
    )


def _options(options: Sequence[tuple[str, str]], letter: str) -> Options:
    answers = tuple(Answer(Rich(words, "plain"), float(name == letter)) for name, words in options)
    return Options(answers, many=False)


def _start(now: _Open) -> str:
    return now.asked[0][:40]


def _wrong(file: str, line: int, says: str) -> Finding:
    return problem("unreadable-question", file, line, says, _MEND)
