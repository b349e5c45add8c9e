"""The forms of a document: how each is written, what its files are called, and what it cannot say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quizkit import text
from quizkit.errors import UsageError
from quizkit.exam.saying import Saying
from quizkit.report.documents.html import html
from quizkit.report.documents.markdown import markdown
from quizkit.report.documents.model import Key, Paper
from quizkit.report.documents.notebook import notebook
from quizkit.report.documents.pdf import pdf


@dataclass(frozen=True)
class Written:
    """A document as the content of a file, and what could not be put into it, a sentence each."""

    content: str | bytes
    said: tuple[Saying, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is said, by the numbers of this form."""
        return tuple(map(str, self.said))


@dataclass(frozen=True)
class Target:
    """What a document can be written as; raises UsageError for one that this cannot hold."""

    suffix: str
    write: Callable[[Paper | Key], Written]


def _pdf(document: Paper | Key) -> Written:
    content, missing = pdf(document)
    signs = [Saying(f"The fonts of a PDF have no '{sign}'; its code point stands there.") for sign in missing]
    return Written(content, (*signs, *_pictures(document), *_programs(document)))


def _html(document: Paper | Key) -> Written:
    return Written(html(document), (*_pictures(document), *_programs(document)))


def _markdown(document: Paper | Key) -> Written:
    plain = Saying("Markdown has no pages, no answer sheet and no boxes to fill in; it is for reading.")
    images = _said("an image is only named; its file is not copied.", _with_image(document))
    return Written(markdown(document), (plain, *images, *_programs(document)))


def _notebook(document: Paper | Key) -> Written:
    paper = _paper(document)
    programs = [asked.address for asked in paper.questions if asked.field == "program"]
    ids = Counter(address.rpartition("/")[2] for address in programs)
    twice = [name for name, count in ids.items() if count > 1]
    if not programs:
        raise UsageError(
            f"form {paper.form} asks for no program, so a notebook would be empty; choose another format."
        )
    if twice:
        raise UsageError(
            f"two programs of form {paper.form} are called '{twice[0]}', which a notebook cannot tell apart; "
            "pack the form with --take."
        )
    left = _said("no program is asked for; left out.", _asked(paper, program=False))
    minutes = Saying("A notebook does not keep to the minutes.")
    return Written(notebook(document), (*left, *_pictures(document), minutes))


TARGETS: Mapping[str, Target] = {
    "pdf": Target(".pdf", _pdf),
    "html": Target(".html", _html),
    "markdown": Target(".md", _markdown),
    "notebook": Target(".ipynb", _notebook),
}


def _paper(document: Paper | Key) -> Paper:
    return document if isinstance(document, Paper) else document.paper


def _pictures(document: Paper | Key) -> list[Saying]:
    return _said("an image stands there as its description.", _with_image(document))


def _with_image(document: Paper | Key) -> Iterable[int]:
    for asked in _paper(document).questions:
        if any(text.has_image(part) for part in (asked.prompt, *(option for _, option in asked.options))):
            yield asked.number


def _programs(document: Paper | Key) -> list[Saying]:
    numbers = () if isinstance(document, Key) else _asked(document, program=True)
    return _said("a program cannot be answered on paper; use --take for this form.", numbers)


def _asked(paper: Paper, *, program: bool) -> Iterable[int]:
    """The questions that ask for a program, or those that ask for something else."""
    return (asked.number for asked in paper.questions if (asked.field == "program") == program)


def _said(sentence: str, numbers: Iterable[int]) -> list[Saying]:
    """The sentence of these questions, if there are any."""
    found = tuple(numbers)
    return [Saying(sentence, found)] if found else []
