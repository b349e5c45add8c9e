"""A paper or a key as PDF by Typst: a fixed template, texts as data, built-in fonts, the same bytes."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from typing import Final

from quizkit import text
from quizkit.errors import ContentError
from quizkit.report.documents.model import Asked, Key, Paper, Solved
from quizkit.text.typst import Tree

TEMPLATE = "exam.typ"
STANDARD: Final = "a-2b"  # for keeping; it also refuses signs that no font can show
MOST_MISSING = 30  # signs without a glyph that are written as their code points
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_SAFE_LINES = 25  # a page holds twice as many
_CODE_POINT = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf(document: Paper | Key) -> tuple[bytes, tuple[str, ...]]:
    """The document, and the signs that its fonts do not have: they stand there as "U+1F600".

    Raises ContentError if more are missing than a reader would bear.
    """
    paper = document if isinstance(document, Paper) else document.paper
    written = datetime.combine(paper.date or date(1970, 1, 1), time(), UTC)  # never the clock's
    data = json.dumps(_data(document), ensure_ascii=False)
    missing: list[str] = []
    while True:
        made = _compiled(data, written)
        if isinstance(made, bytes):
            return made, tuple(missing)
        missing.append(made)
        if len(missing) > MOST_MISSING or made not in data:
            raise ContentError(
                f"the fonts of a PDF lack too many of the signs used here, such as {' '.join(missing[:5])}; "
                "export the exam as HTML and print that."
            )
        data = data.replace(made, " ".join(f"U+{ord(character):04X}" for character in made))


def _compiled(data: str, written: datetime) -> bytes | str:
    """The PDF, or the first sign that no font can show."""
    from typst import TypstError, compile  # loaded by who writes a PDF, and by nobody else

    try:
        made = compile(
            _template(),
            format="pdf",
            sys_inputs={"data": data},
            ignore_system_fonts=True,
            pdf_standards=STANDARD,
            timestamp=written,
        )
    except TypstError as error:
        found = _MISSING.search(str(error))
        if found is None:
            raise ContentError(f"the pages could not be set ({error}); export the exam as HTML.") from error
        return _unquoted(found[1])
    return bytes(made)


def _unquoted(quoted: str) -> str:
    return _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), quoted)


@cache
def _template() -> bytes:
    return (resources.files(__package__) / TEMPLATE).read_bytes()


def _data(document: Paper | Key) -> Tree:
    paper = document if isinstance(document, Paper) else document.paper
    solved = [None] * len(paper.questions) if isinstance(document, Paper) else document.solved
    return {
        "key": isinstance(document, Key),
        "title": text.typst_words(paper.title),
        "form": paper.form,
        "day": paper.day,
        "time": f"{paper.minutes} minutes",
        "points": paper.points,
        "count": paper.count,
        "counting": paper.counting,
        "language": _language(paper.language),
        "learner": text.typst_words(paper.learner),
        "instructions": text.typst_blocks(paper.instructions),
        "questions": [_question(asked, key) for asked, key in zip(paper.questions, solved, strict=True)],
    }


def _question(asked: Asked, key: Solved | None) -> Tree:
    shown: Tree = {
        "number": asked.number,
        "points": asked.points,
        "prompt": text.typst_blocks(asked.prompt),
        "options": [_option(letter, option, key) for letter, option in asked.options],
        "field": asked.field,
        "how": text.typst_words(asked.how),
        "long": _lines(asked, key) > _SAFE_LINES,
        "unit": text.typst_words(asked.unit),
        "starter": text.typst_blocks(text.fence(asked.starter)) if asked.starter is not None else [],
    }
    if key is None:
        return shown
    return shown | {
        "address": asked.address,
        "answer": text.typst_words(key.answer),
        "solution": [{"k": "item", "parts": text.typst_blocks(part)} for part in key.solution],
    }


def _option(letter: str, option: str, key: Solved | None) -> Tree:
    right = key is not None and letter in key.letters
    return {"letter": letter, "right": right, "parts": text.typst_blocks(option)}


def _language(tag: str) -> str:
    """The language of a tag such as "de-AT", by which words are hyphenated and read aloud."""
    code = tag.partition("-")[0].lower()
    return code if re.fullmatch("[a-z]{2,3}", code) else "en"


def _lines(asked: Asked, key: Solved | None) -> float:
    """How many lines of a page the question can take; formulas and blank lines count as more."""
    parts = [asked.prompt, asked.starter or "", *(option for _, option in asked.options)]
    parts += [key.answer, *key.solution] if key else []
    return sum(1 + len(part) / 60 + part.count("\n") + 2 * part.count("frac") for part in parts)
