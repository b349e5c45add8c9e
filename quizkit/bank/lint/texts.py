"""Every Markdown text of a topic, with the path that leads to it."""

from __future__ import annotations

from collections.abc import Iterator

from quizkit.bank.filling import fill
from quizkit.model.question import Choice, CodeQuestion, Multiple, Numeric, OrderQuestion, Predict, Question
from quizkit.model.topic import Topic, Walk
from quizkit.source.lines import Path

Texts = Iterator[tuple[Path, str]]


def markdown_texts(topic: Topic) -> Texts:
    """Path and text of everything in `topic` that is shown as Markdown, params filled in."""
    for field, words in (("about", topic.about), ("insight", topic.insight)):
        if words is not None:
            yield (field,), words
    for name, mistake in topic.mistakes.items():
        yield ("mistakes", name, "says"), mistake.says
        yield ("mistakes", name, "why"), mistake.why
    if topic.pipeline is not None:
        yield from _of_walk(topic.pipeline)
    for index, question in enumerate(topic.questions):
        for path, words in _of_question(question):
            yield ("questions", index, *path), _filled(question, words)


def _of_walk(walk: Walk) -> Texts:
    yield ("pipeline", "says"), walk.says
    for index, stage in enumerate(walk.stages):
        yield ("pipeline", "stages", index, "says"), stage.says
    for index, layer in enumerate(walk.layers):
        yield ("pipeline", "layers", index, "says"), layer.says
    for index, line in enumerate(walk.epochs):
        yield ("pipeline", "epochs", index), line
    if walk.contrast is not None:
        yield ("pipeline", "contrast", "says"), walk.contrast.says


def _filled(question: Question, words: str) -> str:
    """`words` with the first value of each param."""
    if not isinstance(question, Numeric | Predict):
        return words
    return fill(words, {name: values[0] for name, values in question.params.items() if values})


def _of_question(question: Question) -> Texts:
    yield ("prompt",), question.prompt
    for index, rung in enumerate(question.hint):
        yield ("hint", index), rung
    for field, words in (("argued", question.argued), ("contested", question.contested)):
        if words is not None:
            yield (field,), words
    yield from _of_solution(question)
    yield from _of_answers(question)


def _of_solution(question: Question) -> Texts:
    for index, step in enumerate(question.solution.steps):
        yield ("solution", "steps", index), step
    if not isinstance(question, CodeQuestion) and question.solution.answer is not None:
        yield ("solution", "answer"), question.solution.answer
    if question.solution.check is not None:
        yield ("solution", "check"), question.solution.check


def _of_answers(question: Question) -> Texts:
    """Options, blocks and feedback."""
    if isinstance(question, Choice | Multiple):
        for index, option in enumerate(question.options):
            yield ("options", index, "text"), option.text
            if option.feedback is not None:
                yield ("options", index, "feedback"), option.feedback
        return
    if isinstance(question, OrderQuestion):
        for index, block in enumerate(question.blocks):
            yield ("blocks", index, "text"), block.text
    if not isinstance(question, CodeQuestion) and question.feedback is not None:
        yield ("feedback",), question.feedback
    for index, feedback in enumerate([wrong.feedback for wrong in question.wrong]):
        if feedback is not None:
            yield ("wrong", index, "feedback"), feedback
