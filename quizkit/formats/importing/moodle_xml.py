"""Moodle XML: the questions of a category as Moodle exports them, with the files that lie within."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import unquote

from quizkit.formats.importing.model import (
    NO_COUNTERPART,
    Answer,
    Content,
    Imported,
    Item,
    Markup,
    NotTaken,
    Number,
    Numbers,
    Options,
    Pairs,
    Rich,
    Sequence,
    Words,
    given_up,
    is_too_much,
    problem,
)
from quizkit.formats.importing.xml_tree import Element, read_xml
from quizkit.model.finding import Finding

_MARKUPS: dict[str, Markup] = {"moodle_auto_format": "moodle", "plain_text": "plain", "markdown": "markdown"}
_PLUGIN = "@@PLUGINFILE@@/"
_KINDS = {
    "cloze": "cloze",
    "multianswer": "cloze",
    "essay": "essay",
    "description": "description",
    "gapselect": "cloze",
    "ddwtos": "cloze",
    "ddmarker": "hot spot",
    "ddimageortext": "hot spot",
    "calculated": "calculated",
    "calculatedsimple": "calculated",
    "calculatedmulti": "calculated",
    "random": "random",
    "randomsamatch": "random",
}


class BadQuestion(Exception):
    """A question that cannot be read; the message is a sentence that says why."""


class _Files:
    """The files beside a text, by the addresses that the text has for them."""

    def __init__(self, holder: Element) -> None:
        self._holder = holder
        self._read: dict[str, bytes | None] = {}

    def get(self, address: str, /) -> bytes | None:
        """The file's bytes, if it lies beside the text and is packed as Moodle does."""
        if address not in self._read:
            self._read[address] = self._unpacked(address)
        return self._read[address]

    def _unpacked(self, address: str) -> bytes | None:
        wanted = unquote(address.removeprefix(_PLUGIN).partition("?")[0])
        for file in self._holder.every("file"):
            path = file.attributes.get("path", "/").strip("/")
            name = file.attributes.get("name", "")
            if wanted in (name, f"{path}/{name}".lstrip("/")):
                return _decoded(file.text)
        old = self._holder.child("image")
        packed = self._holder.child("image_base64")
        if old is not None and packed is not None and old.text.strip() == wanted:
            return _decoded(packed.text)
        return None


def read_moodle_xml(data: bytes, file: str) -> Imported:
    """Every question of a Moodle XML file. Raises ContentError if it is no XML, or beyond the bounds."""
    root = read_xml(data, file)
    items: list[Item] = []
    findings: list[Finding] = []
    category = ""
    for question in root.every("question"):
        if is_too_much(items, findings):
            findings.append(given_up(file, question.line))
            break
        kind = question.attributes.get("type", "")
        if kind == "category":
            category = _words(question.child("category"))
            continue
        try:
            items.append(_item(question, kind, file, category))
        except BadQuestion as error:
            fix = "Mend it in Moodle and export it again, or write it anew in the bank."
            findings.append(problem("unreadable-question", file, question.line, str(error), fix))
    return Imported("", tuple(items), tuple(findings))


def _item(question: Element, kind: str, file: str, category: str) -> Item:
    tags = question.child("tags")
    return Item(
        file=file,
        line=question.line,
        title=_words(question.child("name")),
        prompt=_prompt(question),
        content=_content(question, kind),
        identity=_words(question.child("idnumber")),
        general=_said(question.child("generalfeedback")),
        when_right=_said(question.child("correctfeedback")),
        when_wrong=_said(question.child("incorrectfeedback")),
        hints=tuple(filter(None, (_said(hint) for hint in question.children("hint")))),
        tags=tuple(_words(tag) for tag in tags.children("tag")) if tags else (),
        category=category,
        points=_number(question.child("defaultgrade"), 1.0),
    )


def _prompt(question: Element) -> Rich:
    """The question's text, and the picture that old versions kept beside it."""
    asked = _rich(question.child("questiontext"))
    old = question.child("image")
    if old is None or not old.text.strip():
        return asked
    return Rich(f'{asked.text}<p><img src="{old.text.strip()}" alt=""></p>', "html", _Files(question))


def _content(question: Element, kind: str) -> Content:
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(question)
    if kind in _KINDS:
        return NO_COUNTERPART[_KINDS[kind]]
    return NotTaken(f"question of the type '{_shown(kind)}'", "Write it anew as one of the kinds of quizkit.")


def _shown(kind: str) -> str:
    return kind[:40] or "none"


def _options(question: Element) -> Content:
    single = _words(question.child("single"), "true").lower()
    return Options(tuple(_answers(question)), many=single in ("false", "0"), shuffle=_shuffles(question))


def _truth(question: Element) -> Content:
    """Moodle shows its own words for true and false, whatever language the course is in."""
    answers = [
        Answer(Rich(answer.text.text.strip().capitalize(), "plain"), answer.weight, answer.feedback)
        for answer in _answers(question)
    ]
    answers.sort(key=lambda answer: answer.text.text != "True")
    return Options(tuple(answers), many=False, shuffle=False)


def _typed(question: Element) -> Content:
    """What is typed is plain, whatever format is named; tags in it are words."""
    answers = [replace(answer, text=Rich(answer.text.text, "plain")) for answer in _answers(question)]
    return Words(tuple(answers), case=_words(question.child("usecase"), "0") == "1")


def _numerical(question: Element) -> Content:
    numbers: list[Number] = []
    otherwise = None
    for element, answer in zip(question.children("answer"), _answers(question), strict=True):
        if answer.text.text.strip() == "*":
            otherwise = answer.feedback
            continue
        value, off = _float(answer.text.text), abs(_number(element.child("tolerance"), 0.0))
        numbers.append(Number(value, value - off, value + off, answer.weight, answer.feedback))
    units = question.child("units")
    names = [_words(unit.child("unit_name"), inner=False) for unit in units.children("unit")] if units else []
    return Numbers(tuple(numbers), names[0] if names else "", otherwise)


def _matching(question: Element) -> Content:
    both = [
        (_rich(sub), Rich(_words(sub.child("answer")), "plain")) for sub in question.children("subquestion")
    ]
    pairs = tuple((asked, found) for asked, found in both if asked.text.strip())
    return Pairs(pairs, tuple(found for asked, found in both if not asked.text.strip()))


def _ordering(question: Element) -> Content:
    return Sequence(tuple(_rich(answer) for answer in question.children("answer")))


_READERS: dict[str, Callable[[Element], Content]] = {
    "multichoice": _options,
    "truefalse": _truth,
    "shortanswer": _typed,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
}


def _answers(question: Element) -> Iterator[Answer]:
    for answer in question.children("answer"):
        share = _float(answer.attributes.get("fraction", "0")) / 100
        yield Answer(_rich(answer), share, _said(answer.child("feedback")))


def _shuffles(question: Element) -> bool:
    return _words(question.child("shuffleanswers"), "true").lower() in ("true", "1")


def _rich(holder: Element | None) -> Rich:
    """A text with its format and its files; answers of old versions are without a format."""
    if holder is None:
        return Rich("")
    text = holder.child("text")
    markup = _MARKUPS.get(holder.attributes.get("format", "html"), "html")
    return Rich((text.markup if text else "").strip(), markup, _Files(holder))


def _said(holder: Element | None) -> Rich | None:
    said = _rich(holder)
    return said if said.text else None


def _words(holder: Element | None, default: str = "", *, inner: bool = True) -> str:
    """The words in `holder`, or in the `text` within it."""
    if holder is None:
        return default
    text = holder.child("text") if inner else None
    return " ".join((text or holder).text.split()) or default


def _number(holder: Element | None, default: float) -> float:
    return _float(_words(holder)) if holder is not None and _words(holder) else default


def _float(words: str) -> float:
    try:
        value = float(words.strip())
    except ValueError:
        raise BadQuestion(f"'{words.strip()[:40]}' is not a number.") from None
    if not abs(value) < 1e300:
        raise BadQuestion(f"The number '{words.strip()[:40]}' is beyond all measure.")
    return value


def _decoded(packed: str) -> bytes | None:
    try:
        return base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
