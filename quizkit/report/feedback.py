"""A learner's page as Markdown; whatever the learner wrote is escaped or fenced."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from quizkit import text
from quizkit.report.pages.model import (
    LearnerPage,
    LearnerQuestion,
    Said,
    ShownAnswer,
    ShownCheck,
    ShownKey,
    ShownMistake,
)

WIDTH = 100


def feedback_md(page: LearnerPage) -> str:
    """One learner's feedback as Markdown."""
    whole = f" ({page.percent})" if page.percent else ""
    named = f"{page.name} ({page.learner})" if page.name else page.learner
    paragraphs = [
        f"# Feedback for {text.markdown_inline(named)}",
        f"{text.markdown(page.title)}. Points: {page.points}{whole}.",
        *(text.markdown(note) for note in page.notes),
    ]
    for question in page.questions:
        paragraphs += _question(question)
    if page.files:
        paragraphs += ["## Notes on your files", *_list(text.inline_code(note) for note in page.files)]
    return "\n\n".join(paragraphs) + "\n"


def _question(question: LearnerQuestion) -> Iterator[str]:
    shown = question.verdict
    yield f"## {question.heading}"
    yield "\n".join(f"> {line}".rstrip() for line in text.markdown(question.prompt).rstrip().split("\n"))
    if question.program:
        yield text.fence(question.program)
    yield f"**{shown.word}: {shown.points}.**"
    yield from (f"Changed: {text.markdown(note)}" for note in shown.notes)
    yield "Your answer:" if question.answer.kind != "nothing" else "You answered nothing."
    yield from _answer(question.answer)
    if shown.said:
        yield _said(shown.said)
    if shown.mistake:
        yield _mistake(shown.mistake)
    for check in shown.checks:
        yield from _check(check)
    if shown.output:
        yield "Your program printed:"
        yield text.fence(shown.output)
    if question.next:
        yield "What to look at next:"
        yield from _list(text.markdown(step) for step in question.next)
    if question.key:
        yield from _key(question.key)


def _answer(shown: ShownAnswer) -> Iterator[str]:
    match shown.kind:
        case "options" if not shown.texts:
            yield "None of the options."
        case "options":
            yield from _list(text.one_line(one) for one in shown.texts)
        case "order":
            yield from _list((text.one_line(one) for one in shown.texts), ordered=True)
        case "typed":
            yield from _list(text.inline_code(one) for one in shown.texts)
        case "program":
            yield from (text.fence(one, "python") for one in shown.texts)
            if shown.line:
                yield f"The error came from line {shown.line}."
    if shown.left_out:
        yield f"{shown.left_out} more characters are not shown here; all of it was judged."


def _list(lines: Iterator[str], *, ordered: bool = False) -> Iterator[str]:
    yield "\n".join(
        f"{f'{number}.' if ordered else '-'} {line}" for number, line in enumerate(lines, start=1)
    )


def _said(said: Said) -> str:
    return _fenced([said.words]) if said.quotes else text.markdown(said.words)


def _mistake(mistake: ShownMistake) -> str:
    told = f"Recognised: {text.markdown(mistake.says)}. {text.markdown(mistake.why)}"
    return f"{told} {text.markdown(mistake.adds)}" if mistake.adds else told


def _check(check: ShownCheck) -> Iterator[str]:
    word = "passed" if check.passed else "failed"
    where = f", first in case `{check.case}`" if check.case else ""
    yield f"Check `{check.name}` {word}: {check.points}{where}."
    details = [check.says, *(f"{name}: {value}" for name, value in check.values)]
    if any(details):
        yield _fenced(details)


def _fenced(sentences: Sequence[str]) -> str:
    """Sentences that may quote the learner, in a fence, broken into lines that need no scrolling."""
    shown = [text.visible(sentence, one_line=True) for sentence in sentences if sentence]
    return text.fence("\n".join(textwrap.fill(sentence, WIDTH) for sentence in shown))


def _key(key: ShownKey) -> Iterator[str]:
    yield "Right answer:"
    yield from _answer(key.right)
    if key.answer:
        yield text.markdown(key.answer)
    if key.steps:
        yield from _list((text.markdown(step) for step in key.steps), ordered=True)
    if key.check:
        yield f"Quick check: {text.markdown(key.check)}"
