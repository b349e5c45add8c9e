"""Prepares the author's view of one question: everything that was answered and how it was judged. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizkit.model.answer import Answer, Chosen, ChosenSet
from quizkit.model.outcome import AuthorFault, Outcome, SystemFault
from quizkit.model.question import Choice, Multiple
from quizkit.model.topic import Mistake
from quizkit.report.pages.figures import figures
from quizkit.report.pages.model import AuthorAnswer, AuthorMistake, AuthorPage, Told
from quizkit.report.pages.parts import key_of, program_of, shown_answer, shown_mistake, verdict
from quizkit.report.table import Mark


@dataclass(frozen=True)
class Answered:
    """One learner's answer to the question, its mark with the whole verdict, and how it was judged."""

    learner: str
    mark: Mark
    answer: Answer | None
    name: str = ""
    attempt: int = 1
    attempts: int = 1
    seed: str = ""
    level: str = ""
    environment: str = ""
    engine: str = ""


def author_page(
    title: str,
    name: str,
    told: Told,
    answered: Sequence[Answered],
    mistakes: Mapping[str, Mistake],
    language: str = "en",
) -> AuthorPage:
    """The question called `name` with all that was answered; what the question keeps back is shown too."""
    return AuthorPage(
        title=title,
        language=language,
        name=name,
        prompt=told.prompt,
        program=program_of(told),
        hints=told.question.hint,
        key=key_of(told),
        figures=figures(name, told, [one.mark for one in answered], picks(one.answer for one in answered)),
        mistakes=tuple(_mistakes(told, answered, mistakes)),
        answers=tuple(_answer(one, told, mistakes) for one in answered),
    )


def picks(answers: Iterable[Answer | None]) -> Counter[str]:
    """How often each option was picked."""
    counted: Counter[str] = Counter()
    for answer in answers:
        if isinstance(answer, Chosen):
            counted[answer.option] += 1
        elif isinstance(answer, ChosenSet):
            counted.update(answer.options)
    return counted


def _mistakes(
    told: Told, answered: Sequence[Answered], mistakes: Mapping[str, Mistake]
) -> Iterator[AuthorMistake]:
    """Every mistake that the question knows or somebody made, the most frequent first."""
    who: dict[str, list[str]] = {name: [] for name in _known(told)}
    for one in answered:
        made = _made(one.mark.outcome)
        if made:
            who.setdefault(made, []).append(one.learner)
    for name, learners in sorted(who.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        shown = shown_mistake(name, told, mistakes)
        if shown is not None:
            yield AuthorMistake(shown, tuple(learners))


def _known(told: Told) -> list[str]:
    question = told.question
    if isinstance(question, Choice | Multiple):
        return [option.mistake for option in question.options if option.mistake]
    return [wrong.mistake for wrong in question.wrong]


def _made(outcome: Outcome | None) -> str | None:
    return None if outcome is None or isinstance(outcome, AuthorFault | SystemFault) else outcome.mistake


def _answer(one: Answered, told: Told, mistakes: Mapping[str, Mistake]) -> AuthorAnswer:
    how = (
        ("Attempt", f"{one.attempt} of {one.attempts}" if one.attempts > 1 else ""),
        ("Seed", one.seed),
        ("Level", one.level),
        ("Environment", one.environment),
        ("Engine", one.engine),
    )
    return AuthorAnswer(
        learner=one.learner,
        name=one.name,
        answer=shown_answer(one.answer, told, one.mark.outcome),
        verdict=verdict(one.mark, told, mistakes, everything=True),
        how=tuple((label, value) for label, value in how if value),
    )
