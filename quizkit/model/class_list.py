"""Who is in a graded class and what each handed in when: all that a report needs beside the verdicts."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from quizkit.model.base import Noun
from quizkit.model.finding import Finding


class AttemptMade(Noun):
    """One attempt: when it came in, if anything tells, and what is to be said about its files."""

    number: int
    submitted: AwareDatetime | None = None
    marked_late: bool = False
    findings: tuple[Finding, ...] = ()


class Learner(Noun):
    """One learner; without attempts if nothing was handed in. `aliases` are platforms' ids."""

    learner: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    attempts: tuple[AttemptMade, ...] = ()


class ClassList(Noun):
    """`questions` are the ids that count, `layout` is how the submissions came, `file` the topic's own."""

    format: Literal[1] = 1
    topic: str
    file: str
    layout: str
    questions: tuple[str, ...]
    learners: tuple[Learner, ...]
    findings: tuple[Finding, ...] = ()
