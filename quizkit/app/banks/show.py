"""Use case: list topics, and show a topic or a question as plain lines, with or without its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from quizkit import text
from quizkit.bank import catalogue
from quizkit.bank.loaded import BrokenTopic, LoadedTopic
from quizkit.bank.presenting import present
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    Numeric,
    OrderQuestion,
    Predict,
    Question,
    TextQuestion,
)

Row = dict[str, str | int | bool | None]


def list_topics(extra: Sequence[Path] = ()) -> list[Row]:
    """One row for each topic; a broken one has no title."""
    rows: list[Row] = []
    for found in catalogue.all_topics(extra):
        row: Row = {
            "address": found.address,
            "path": str(found.path),
            "broken": isinstance(found, BrokenTopic),
        }
        if isinstance(found, LoadedTopic):
            topic = found.topic
            row |= {"title": topic.title, "minutes": topic.minutes, "questions": len(topic.questions)}
            row |= {"runner": topic.runner, "language": topic.language}
        rows.append(row)
    return rows


def show(name: str, key: bool, extra: Sequence[Path] = ()) -> list[str]:
    """A topic or question as plain lines. A name of three parts, or `FILE.yaml/question`, is a question's."""
    as_file = catalogue.SUFFIX + "/" in name
    if as_file or (name.count("/") == 2 and not Path(name).exists()):
        loaded, question = catalogue.open_question(name, extra)
        return list(_question(loaded, question, key))
    return list(_topic(catalogue.open_topic(name, extra), key))


def _topic(loaded: LoadedTopic, key: bool) -> Iterator[str]:
    topic = loaded.topic
    runner = f", runner {topic.runner}" if topic.runner else ""
    yield topic.title
    yield f"{loaded.address}, {topic.minutes} minutes{runner}, {topic.license}, by {', '.join(topic.authors)}"
    yield ""
    yield from text.plain(topic.insight)
    yield ""
    for name, says in topic.skills.items():
        yield f"Skill {name}: {text.one_line(says)}"
    for name, entries in topic.sections.items():
        yield f"Section {name}: {', '.join(entries)}"
    for question in topic.questions:
        yield ""
        if key:
            yield from _question(loaded, question, key)
        else:
            yield f"{question.id} ({question.kind}, {question.difficulty}): {_first(question)}"


def _first(question: Question) -> str:
    words = text.one_line(question.prompt)
    return words if len(words) <= 90 else words[:87] + "..."


def _question(loaded: LoadedTopic, question: Question, key: bool) -> Iterator[str]:
    variants = loaded.variants(question.id)
    variant = variants[0] if variants else None
    shown = present(question, variant, None)
    yield f"{loaded.address}/{question.id} ({question.kind}, {question.difficulty}, {question.status})"
    yield from text.plain(shown.prompt)
    for number, (name, words) in enumerate(shown.options, 1):
        yield f"  {number}) {text.one_line(words)} [{name}]"
    if isinstance(question, Choice | Multiple) and question.order.draw is not None:
        yield f"  {question.order.draw} of these are shown, drawn anew each time, the right ones among them."
    if isinstance(question, CodeQuestion):
        yield from text.plain(text.fence(question.starter))
    if key:
        yield from _key(question, loaded)


def _key(question: Question, loaded: LoadedTopic) -> Iterator[str]:
    for words in _answers(question, loaded):
        yield f"Key: {words}"
    for step in question.solution.steps:
        yield from text.plain(f"- {step}")
    if isinstance(question, CodeQuestion):
        yield from text.plain(text.fence(question.solution.code))
    if question.contested:
        yield from text.plain(f"Contested: {question.contested}")


def _answers(question: Question, loaded: LoadedTopic) -> list[str]:
    variants = loaded.variants(question.id)
    match question:
        case Choice() | Multiple():
            return [option.id for option in question.options if option.correct]
        case Numeric() if question.value is not None:
            return [f"{question.value:g}"]
        case Numeric() | Predict():
            return [variants[0].key] if variants else ["not built yet; run 'quizkit bank build'"]
        case TextQuestion():
            return [text.visible(words, one_line=True) for words in question.accept]
        case OrderQuestion():
            return [", ".join(question.answer)]
    return []
