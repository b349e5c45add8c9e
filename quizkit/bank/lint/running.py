"""Runs every rule over a topic and turns what they complain of into findings."""

from __future__ import annotations

from collections.abc import Iterator

from quizkit.bank.lint.registry import QUESTION_RULES, TOPIC_RULES
from quizkit.bank.lint.view import Flaw, View, code_of
from quizkit.bank.loaded import LoadedTopic
from quizkit.model.finding import Finding
from quizkit.model.runner import RunnerSpec
from quizkit.source.lines import Path
from quizkit.text import visible


def lint(loaded: LoadedTopic, runner: RunnerSpec | None) -> list[Finding]:
    """Every finding on a topic that loads, by line; its notes from loading are among them.

    `runner` is None if the topic names none, or one that is not known, which is a finding where it is needed.
    """
    return sorted([*loaded.notes, *_found(View(loaded, runner))], key=lambda finding: finding.line)


def _found(view: View) -> Iterator[Finding]:
    for about_topic in TOPIC_RULES:
        for flaw in about_topic(view):
            yield _finding(view, code_of(about_topic), flaw, flaw.path)
    for index, question in enumerate(view.topic.questions):
        for about_question in QUESTION_RULES:
            for flaw in about_question(question, view):
                yield _finding(view, code_of(about_question), flaw, ("questions", index, *flaw.path))


def _finding(view: View, code: str, flaw: Flaw, path: Path) -> Finding:
    within = path[1] if len(path) > 1 and path[0] == "questions" else None
    return Finding(
        code=code,
        file=str(view.loaded.path),
        line=view.loaded.lines.at(path),
        message=visible(flaw.message, one_line=True),
        fix=visible(flaw.fix, one_line=True),
        question=view.topic.questions[within].id if isinstance(within, int) else None,
    )
