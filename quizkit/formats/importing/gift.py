"""GIFT, Moodle's text format: its tree of questions as neutral ones. `gift_tree` knows the grammar."""

from __future__ import annotations

from dataclasses import replace

from quizkit.formats.importing.gift_tree import GiftError, Question, Reply, Text, chunks, read_chunk
from quizkit.formats.importing.model import (
    NO_COUNTERPART,
    Answer,
    Content,
    Imported,
    Item,
    Number,
    Numbers,
    Options,
    Pairs,
    Rich,
    Words,
    given_up,
    is_too_much,
    problem,
)
from quizkit.model.finding import Finding

_MEND = "Mend it in the file, or write it anew in the bank."


def read_gift(source: str, file: str) -> Imported:
    """Every question of a GIFT file; one that cannot be read is a finding with its line."""
    items: list[Item] = []
    findings: list[Finding] = []
    category = ""
    for chunk in chunks(source):
        if is_too_much(items, findings):
            findings.append(given_up(file, chunk.line))
            break
        try:
            asked = read_chunk(chunk)
        except GiftError as error:
            findings.append(problem("unreadable-question", file, chunk.line, str(error), _MEND))
            continue
        if asked.kind == "category":
            category = asked.title or ""
        else:
            items.append(_item(asked, file, category))
    return Imported("", tuple(items), tuple(findings))


def _item(asked: Question, file: str, category: str) -> Item:
    return Item(
        file=file,
        line=asked.line,
        title=asked.title or "",
        prompt=_rich(asked.stem),
        content=_content(asked),
        identity=asked.identity or "",
        general=_said(asked.general),
        tags=asked.tags,
        category=category,
    )


def _content(asked: Question) -> Content:
    match asked.kind:
        case "truth":
            return _truth(asked)
        case "choice":
            return _choice(asked)
        case "short":
            return Words(tuple(_typed(reply) for reply in asked.replies))
        case "numerical":
            return _numbers(asked)
        case "matching":
            return _pairs(asked)
    return NO_COUNTERPART[asked.kind]


def _truth(asked: Question) -> Options:
    """The first comment is for the wrong answer and the second for the right one, as Moodle takes them."""
    when_wrong, when_right = (_said(comment) for comment in asked.comments)
    answers = [
        Answer(Rich(name, "plain"), float(is_right), when_right if is_right else when_wrong)
        for name, is_right in (("True", asked.truth), ("False", not asked.truth))
    ]
    return Options(tuple(answers), many=False, shuffle=False)


def _choice(asked: Question) -> Options:
    """Several answers can be right together where none is marked as the one that is."""
    answers = tuple(_answer(reply) for reply in asked.replies)
    many = not any(reply.right for reply in asked.replies) and any(answer.weight > 0 for answer in answers)
    return Options(answers, many)


def _numbers(asked: Question) -> Numbers:
    numbers = []
    otherwise = None
    for reply in asked.replies:
        if reply.number is None:
            otherwise = _said(reply.feedback) or otherwise
            continue
        value, off, high = reply.number.value, reply.number.off or 0.0, reply.number.high
        low, top = (value - off, value + off) if high is None else (value, high)
        middle = value if high is None else (low + top) / 2
        numbers.append(Number(middle, low, top, _weight(reply), _said(reply.feedback)))
    return Numbers(tuple(numbers), otherwise=otherwise)


def _pairs(asked: Question) -> Pairs:
    counterparts = [Rich(reply.counterpart or "", "plain") for reply in asked.replies]
    both = list(zip((_rich(reply.text) for reply in asked.replies), counterparts, strict=True))
    pairs = tuple((one, other) for one, other in both if one.text)
    return Pairs(pairs, tuple(other for one, other in both if not one.text))


def _answer(reply: Reply) -> Answer:
    return Answer(_rich(reply.text), _weight(reply), _said(reply.feedback))


def _typed(reply: Reply) -> Answer:
    """What is typed is plain, whatever format the question has; tags in it are words."""
    return replace(_answer(reply), text=Rich(reply.text.text, "plain"))


def _weight(reply: Reply) -> float:
    return reply.weight / 100 if reply.weight is not None else float(reply.right)


def _rich(words: Text) -> Rich:
    return Rich(words.text, words.markup)


def _said(words: Text | None) -> Rich | None:
    return None if words is None else _rich(words)
