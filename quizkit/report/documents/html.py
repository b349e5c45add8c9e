"""A paper or a key as one HTML file to print: no script, nothing fetched, formulas as MathML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.report.documents.model import Asked, Key, Paper, Solved
from quizkit.report.pages.render import templates


@dataclass(frozen=True)
class _Page:
    """What the template is filled with: `questions` come with their key, None on a paper."""

    paper: Paper
    solved: bool
    questions: Sequence[tuple[Asked, Solved | None]]

    @property
    def language(self) -> str:
        return self.paper.language


def html(document: Paper | Key) -> str:
    """The document as HTML; the same bytes for the same document."""
    if isinstance(document, Paper):
        page = _Page(document, False, [(asked, None) for asked in document.questions])
    else:
        paired = zip(document.paper.questions, document.solved, strict=True)
        page = _Page(document.paper, True, list(paired))
    return templates().get_template("exam.html.j2").render(page=page)
