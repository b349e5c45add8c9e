"""The forms of a document: how each is written, what its files are called, and what it cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quizkit import text
from quizkit.errors import ContentError
from quizkit.report.documents.html import html
from quizkit.report.documents.markdown import markdown
from quizkit.report.documents.model import Key, Paper
from quizkit.report.documents.notebook import notebook
from quizkit.report.documents.pdf import pdf


@dataclass(frozen=True)
class Written:
    """A document as the content of a file; `notes` say what could not be put into it, a sentence each."""

    content: str | bytes
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """What a document can be written as."""

    suffix: str
    write: Callable[[Paper | Key], Written]


def _pdf(document: Paper | Key) -> Written:
    content, missing = pdf(document)
    notes = [f"The fonts of a PDF have no '{sign}'; its code point stands there." for sign in missing]
    return Written(content, (*notes, *_pictures(document), *_programs(document)))


def _html(document: Paper | Key) -> Written:
    return Written(html(document), (*_pictures(document), *_programs(document)))


def _markdown(document: Paper | Key) -> Written:
    notes = [f"{where}: an image is only named; its file is not copied." for where in _with_image(document)]
    plain = "Markdown has no pages, no answer sheet and no boxes to fill in; it is for reading."
    return Written(markdown(document), (plain, *notes, *_programs(document)))


def _notebook(document: Paper | Key) -> Written:
    paper = _paper(document)
    programs = [asked.address for asked in paper.questions if asked.field == "program"]
    ids = Counter(address.rpartition("/")[2] for address in programs)
    twice = [name for name, count in ids.items() if count > 1]
    if not programs:
        raise ContentError(f"form {paper.form} asks for no program, so a notebook would be empty.")
    if twice:
        raise ContentError(
            f"two programs of form {paper.form} are called '{twice[0]}', which a notebook cannot tell apart; "
            "pack the form with --take."
        )
    left = [str(asked.number) for asked in paper.questions if asked.field != "program"]
    several = f"Questions {', '.join(left)} ask" if len(left) > 1 else f"Question {''.join(left)} asks"
    notes = [f"{several} for no program: left out."] if left else []
    return Written(
        notebook(document), (*notes, *_pictures(document), "A notebook does not keep to the minutes.")
    )


TARGETS: Mapping[str, Target] = {
    "pdf": Target(".pdf", _pdf),
    "html": Target(".html", _html),
    "markdown": Target(".md", _markdown),
    "notebook": Target(".ipynb", _notebook),
}


def _paper(document: Paper | Key) -> Paper:
    return document if isinstance(document, Paper) else document.paper


def _pictures(document: Paper | Key) -> Iterable[str]:
    return (f"{where}: an image stands there as its description." for where in _with_image(document))


def _with_image(document: Paper | Key) -> Iterable[str]:
    for asked in _paper(document).questions:
        if any(text.has_image(part) for part in (asked.prompt, *(option for _, option in asked.options))):
            yield f"Question {asked.number}"


def _programs(document: Paper | Key) -> Iterable[str]:
    if isinstance(document, Key):
        return
    for asked in document.questions:
        if asked.field == "program":
            yield f"Question {asked.number}: a program cannot be answered on paper; use --take for this form."
