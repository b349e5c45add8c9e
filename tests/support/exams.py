"""Papers and keys to be written down: one of every kind of question, with texts as they are given."""

from __future__ import annotations

from datetime import date

from quizkit import text
from quizkit.report.documents.model import Asked, Key, Paper, Solved

SECRET = "SECRET"


def paper(*questions: Asked, **given: str) -> Paper:
    """A paper of form A with these questions."""
    return Paper(
        exam="e",
        title=given.get("title", "An exam"),
        form="A",
        date=date(2026, 12, 1),
        minutes=10,
        points="3 points",
        instructions=given.get("instructions", ""),
        learner=given.get("learner", ""),
        language="en",
        questions=questions,
    )


def choice(number: int, prompt: str, *options: str) -> Asked:
    """A question with options A, B, ..."""
    lettered = tuple(zip("ABCDEFGHI", options, strict=False))
    return Asked(number, f"c/t/q{number}", "1 point", prompt, lettered, "one", "one letter")


def typed(number: int, prompt: str, unit: str = "") -> Asked:
    """A question that a line answers."""
    return Asked(number, f"c/t/q{number}", "1 point", prompt, (), "line", "a number", unit)


def program(number: int, prompt: str, starter: str) -> Asked:
    """A question that asks for a program."""
    return Asked(number, f"c/t/q{number}", "1 point", prompt, (), "program", "a program", starter=starter)


def key(of: Paper) -> Key:
    """The key of a paper: the first option is right, and the solution says so with a word of its own."""
    solved = tuple(
        Solved(tuple(letter for letter, _ in asked.options[:1]), f"{SECRET}-{asked.number}", (SECRET,))
        for asked in of.questions
    )
    return Key(of, solved)


def every_place(words: str) -> Paper:
    """A paper with `words` in each place that holds a text of others."""
    return paper(
        choice(1, text.markdown_inline(words), text.markdown_inline(words), text.inline_code(words)),
        typed(2, text.fence(words), unit=words),
        program(3, "Write it.", f"{words}\n"),
        title=words,
        learner=words,
        instructions=text.markdown_inline(words),
    )
