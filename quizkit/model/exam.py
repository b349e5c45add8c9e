"""Exams: the form files that fix what was built from a blueprint, and what learners return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from quizkit.model.base import Day, Id, Line, Noun, Text
from quizkit.model.finding import Finding
from quizkit.model.package import Letter


class FormItem(Noun):
    """One item of a form: `question` is its full address; `options` are ids in printed order.

    `policy` names how an answer is scored; without one, the question's kind decides.
    """

    question: str
    grade_version: str
    variant: int = 0
    points: float
    policy: Id | None = None
    options: tuple[str, ...] = ()


class Form(Noun):
    """The form file: everything that grading needs and nothing that it may guess.

    `form` is a letter; of a personal form, that of the form whose questions it has, and a number. Its
    `learner` is as the list of learners names them. `blueprint` is the SHA-256 of the blueprint, `engine` and
    `solver` the versions that the form depends on.
    """

    format: Literal[1]
    exam: Id
    title: Line
    form: Letter
    learner: Line | None = None
    date: Day | None = None
    minutes: int
    instructions: Text | None = None
    blueprint: str
    engine: str
    solver: str = ""
    items: tuple[FormItem, ...]


class Response(Noun):
    """One learner's returned answers: raw texts by question address; blank is "unanswered".

    `certainty` is how sure they were, 1 to 3, where a form asks for it. `aliases` are platforms' ids.
    """

    learner: str
    form: str
    answers: Mapping[str, str]
    certainty: Mapping[str, int] = {}
    name: str = ""
    aliases: tuple[str, ...] = ()


class ExamList(Noun):
    """Who sat which form of a graded exam: all that a report needs beside the verdicts.

    `topics` are the files of the forms' topics by address; the answers of `responses` are in the journal.
    """

    format: Literal[1] = 1
    forms: tuple[Form, ...]
    topics: Mapping[str, str]
    responses: tuple[Response, ...]
    findings: tuple[Finding, ...] = ()
