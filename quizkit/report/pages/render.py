"""Fills prepared pages into their templates: one file each, no script, nothing fetched from anywhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from quizkit import text
from quizkit.report.pages.histogram import bars
from quizkit.report.pages.model import AuthorPage, ClassPage, LearnerPage
from quizkit.report.pages.parts import percent
from quizkit.report.pages.similarity import SimilarityPage

if TYPE_CHECKING:
    from jinja2 import Environment


def learner_html(page: LearnerPage) -> str:
    """A learner's page as HTML."""
    return templates().get_template("learner.html.j2").render(page=page)


def class_html(page: ClassPage) -> str:
    """The class page as HTML."""
    return templates().get_template("class.html.j2").render(page=page, bars=bars(page.bins))


def author_html(page: AuthorPage) -> str:
    """The author's view of one question as HTML."""
    return templates().get_template("author.html.j2").render(page=page)


def similarity_html(page: SimilarityPage) -> str:
    """The page on answers that look alike as HTML."""
    return templates().get_template("similarity.html.j2").render(page=page)


@cache
def templates() -> Environment:
    """Every template there is; whatever one prints is escaped."""
    # Imported where it is needed: only commands that write pages pay for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("quizkit.report.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "markdown": text.html,
        "inline": text.html_inline,
        "numbered": text.html_code,
        "lines": text.html_lines,
        "percent": percent,
    }
    return environment


def _shown(value: object) -> object:
    """Whatever a template prints goes through `text`; what is Markup came from there."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return text.html_text(value)
    return value
