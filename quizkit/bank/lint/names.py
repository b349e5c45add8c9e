"""Rules about names: what is named must be there, once, and be used."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator

from quizkit.bank.lint.view import Flaw, View
from quizkit.model.question import Choice, CodeQuestion, Multiple, OrderQuestion, Question
from quizkit.source.lines import Path


def mistakes_in(question: Question) -> Iterator[tuple[Path, str]]:
    """Every mistake that `question` points to, with the path inside the question."""
    if isinstance(question, Choice | Multiple):
        for index, option in enumerate(question.options):
            if option.mistake is not None:
                yield ("options", index, "mistake"), option.mistake
    else:
        names = [wrong.mistake for wrong in question.wrong]
        yield from ((("wrong", index, "mistake"), name) for index, name in enumerate(names))


def _nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"Did you mean '{near[0]}'?" if near else otherwise


def unknown_mistake(question: Question, view: View) -> Iterator[Flaw]:
    """An option or wrong answer points to a mistake that the topic does not list.

    The learner would be told a bare id.

    Example:
        questions:
          - id: q
            kind: choice
            options:
              - {id: a, text: One thing, correct: true, feedback: Yes.}
              - {id: b, text: One other, mistake: mixes-up, feedback: No.}

    Instead:
        List it under `mistakes:` of the topic with `says` and `why`, or use one that is there.
    """
    for path, name in mistakes_in(question):
        if name not in view.topic.mistakes:
            fix = _nearest(name, view.topic.mistakes, f"Add '{name}' with 'says' and 'why' to 'mistakes'.")
            yield Flaw(path, f"The topic lists no mistake '{name}'.", fix)


def unused_mistake(view: View) -> Iterator[Flaw]:
    """The topic lists a mistake to which no question points.

    It is never recognised, so nobody is ever told its name.

    Example:
        mistakes:
          mixes-up: {says: Mixing one up with the other, why: They are two things.}

    Instead:
        Point an option or a wrong answer to it, or delete it.
    """
    used = {name for question in view.topic.questions for _, name in mistakes_in(question)}
    for name in view.topic.mistakes:
        if name not in used:
            fix = f"Write 'mistake: {name}' where it is made, or delete it."
            yield Flaw(("mistakes", name), f"No question points to the mistake '{name}'.", fix)


def unknown_skill(question: Question, view: View) -> Iterator[Flaw]:
    """A question names a skill that the topic does not list.

    Its results would be counted for a skill without a description.

    Example:
        questions:
          - id: q
            skills: [knitting]

    Instead:
        List the skill under `skills:` of the topic, or use one that is there.
    """
    for index, name in enumerate(question.skills):
        if name not in view.topic.skills:
            fix = _nearest(name, view.topic.skills, "Add it to 'skills' of the topic.")
            yield Flaw(("skills", index), f"The topic lists no skill '{name}'.", fix)


def unknown_section_entry(view: View) -> Iterator[Flaw]:
    """A section names a question that the topic does not have.

    The section could not be served in its order.

    Example:
        sections: {practice: [warm-up-first]}

    Instead:
        Name questions by their ids.
    """
    known = [question.id for question in view.topic.questions]
    for section, entries in view.topic.sections.items():
        for index, name in enumerate(entries):
            if name not in known:
                fix = _nearest(name, known, "Name a question of this topic.")
                yield Flaw(("sections", section, index), f"There is no question '{name}'.", fix)


def unknown_enemy(question: Question, view: View) -> Iterator[Flaw]:
    """A question names an enemy that is no other question of the topic.

    The pair that must not stand in one test together would.

    Example:
        questions:
          - id: q
            enemies: [w]

    Instead:
        Name another question of this topic by its id; once is enough, it holds both ways.
    """
    known = [other.id for other in view.topic.questions if other.id != question.id]
    for index, name in enumerate(question.enemies):
        if name not in known:
            fix = _nearest(name, known, "Name another question of this topic.")
            yield Flaw(("enemies", index), f"There is no other question '{name}'.", fix)


def duplicate_question_ids(view: View) -> Iterator[Flaw]:
    """Two questions of a topic have the same id.

    Answers to one would be counted for the other.

    Example:
        questions:
          - id: q
          - id: q

    Instead:
        Give each question an id of its own.
    """
    seen: set[str] = set()
    for index, question in enumerate(view.topic.questions):
        if question.id in seen:
            message = f"The id '{question.id}' belongs to an earlier question."
            yield Flaw(("questions", index, "id"), message, "Give it an id of its own.")
        seen.add(question.id)


def duplicate_ids(question: Question, view: View) -> Iterator[Flaw]:
    """Two options, blocks, cases or checks of a question have the same id.

    An answer that names the id could mean either.

    Example:
        questions:
          - id: q
            kind: choice
            options:
              - {id: a, text: One thing, correct: true, feedback: Yes.}
              - {id: a, text: One other, feedback: No.}

    Instead:
        Give each an id of its own within the question.
    """
    for field, names in _named_parts(question):
        for name, count in Counter(names).items():
            if count > 1:
                message = f"The id '{name}' stands {count} times in '{field}'."
                yield Flaw((field,), message, "Give each an id of its own.")


def _named_parts(question: Question) -> Iterator[tuple[str, list[str]]]:
    if isinstance(question, Choice | Multiple):
        yield "options", [option.id for option in question.options]
    elif isinstance(question, OrderQuestion):
        yield "blocks", [block.id for block in question.blocks]
    elif isinstance(question, CodeQuestion):
        yield "cases", [case.id for case in question.cases]
        yield "checks", [check.id for check in question.checks]
