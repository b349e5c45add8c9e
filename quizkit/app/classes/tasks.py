"""Which questions a class is graded on, as amended since, and what an attempt means for each of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from quizkit.app.classes.task import Portion, PortionContents, Task, Unreadable
from quizkit.bank.canonical import digest
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.bank.version import version_in
from quizkit.errors import UsageError
from quizkit.formats.answers import Asked, taken
from quizkit.formats.handings import Contents, Intake
from quizkit.formats.opening import Refusal, Unreached, unreached
from quizkit.grading import numeric
from quizkit.model.answer import Answer, Typed
from quizkit.model.finding import Finding
from quizkit.model.lock import Variant
from quizkit.model.policy import Accept, Amendment, Tolerate
from quizkit.model.question import CodeQuestion, Numeric, NumericTolerance, Question


@dataclass(frozen=True)
class Counting:
    """A question that counts, as it stands now: with changed tolerances and what is accepted besides."""

    question: Question
    grade_version: str
    accepted: tuple[Answer, ...] = ()


def counted(loaded: LoadedTopic, named: Sequence[str]) -> list[Question]:
    """The questions that count: those `named`, else the topic's section `assignment`, if it has one.

    Without either, the practice section and every live code question; a topic without practice counts all its
    live questions. What learners chose to hand in never changes what counts. Raises UnknownName.
    """
    chosen = named or loaded.topic.sections.get("assignment", ())
    if chosen:
        return [loaded.question(name) for name in dict.fromkeys(chosen)]
    live = [question for question in loaded.topic.questions if question.status == "live"]
    practice = [loaded.question(name) for name in loaded.topic.sections.get("practice", ())]
    if not practice:
        return live
    return practice + [one for one in live if isinstance(one, CodeQuestion) and one not in practice]


def asked(loaded: LoadedTopic, question: Question) -> Asked:
    """The question as the class met it: in its first variant."""
    shown = present(question, variant_of(loaded, question), None)
    return Asked(question, tuple(name for name, _ in shown.options))


def amended(
    loaded: LoadedTopic, questions: Sequence[Question], amendments: Sequence[Amendment]
) -> list[Counting]:
    """The questions with what was decided since. Raises UsageError if an amendment does not fit."""
    return [_counting(loaded, one, [a for a in amendments if a.question == one.id]) for one in questions]


def still_amended(
    loaded: LoadedTopic, questions: Sequence[Question], amendments: Sequence[Amendment]
) -> list[Counting]:
    """As `amended`, with what was decided earlier: the topic may have changed since."""
    try:
        return amended(loaded, questions, amendments)
    except UsageError as error:
        raise UsageError(
            f"a change that was made to these marks does not fit '{loaded.path}' any more: {error} "
            "Mend the topic, or grade into another folder."
        ) from error


def _counting(loaded: LoadedTopic, question: Question, amendments: Sequence[Amendment]) -> Counting:
    return counting(loaded, asked(loaded, question), variant_of(loaded, question), amendments)


def counting(
    loaded: LoadedTopic, met: Asked, variant: Variant | None, amendments: Sequence[Amendment]
) -> Counting:
    """A question as it was met, with the amendments on it. Raises UsageError if one does not fit."""
    question, accepted = met.question, list[Answer]()
    for amendment in amendments:
        if isinstance(amendment, Accept):
            answer = _accepted(met, amendment)
            accepted += [] if answer in accepted else [answer]
        elif isinstance(amendment, Tolerate):
            question = _tolerant(question, amendment)
    version = version_in(loaded, question, variant)
    if accepted:
        version = digest({"version": version, "accepted": [one.model_dump(mode="json") for one in accepted]})
    return Counting(question, version, tuple(accepted))


def _accepted(met: Asked, amendment: Accept) -> Answer:
    question = met.question
    if isinstance(question, CodeQuestion):
        raise UsageError(
            f"'{question.id}' is answered by a program, which no answer can be accepted for; "
            "change a tolerance, or give full marks."
        )
    raw = list(amendment.answer) if isinstance(amendment.answer, tuple) else amendment.answer
    answer = taken(met, raw)
    if answer is None or isinstance(answer, Refusal):
        raise UsageError(
            f"the answer to accept for '{question.id}' does not fit: {answer.reason if answer else 'none'}"
        )
    if isinstance(question, Numeric) and isinstance(answer, Typed):
        number = numeric.read(answer.text, question.unit)
        if isinstance(number, numeric.NotANumber):
            raise UsageError(f"the answer to accept for '{question.id}' does not fit: {number.reason}")
    return answer


def _tolerant(question: Question, amendment: Tolerate) -> Question:
    tolerance = amendment.tolerance
    if isinstance(question, Numeric) and isinstance(tolerance, NumericTolerance):
        bounds = [bound for _, bound in tolerance if bound is not None]
        if len(bounds) != 1 or amendment.check is not None:
            raise UsageError(
                f"the tolerance for '{question.id}' is not clear; "
                "give one finite number, absolute, relative or digits, and no check."
            )
        return question.model_copy(update={"tolerance": tolerance})
    if isinstance(question, CodeQuestion) and not isinstance(tolerance, NumericTolerance):
        if not math.isfinite(tolerance.atol):
            raise UsageError(f"the tolerance for '{question.id}' has no bound; give a finite atol.")
        named = [check.id for check in question.checks]
        if amendment.check is not None and amendment.check not in named:
            raise UsageError(
                f"'{question.id}' has no check '{amendment.check}'; its checks are {', '.join(named)}."
            )
        checks = tuple(
            check.model_copy(update={"tolerance": tolerance})
            if amendment.check in (None, check.id)
            else check
            for check in question.checks
        )
        return question.model_copy(update={"checks": checks})
    raise UsageError(
        f"'{question.id}' is a {question.kind} question, which has no tolerance of that kind; "
        "a number takes absolute, relative or digits, a program rtol and atol."
    )


def portions(
    loaded: LoadedTopic, counting: Sequence[Counting], intake: Intake, judged: Sequence[tuple[str, int]]
) -> list[Portion]:
    """A portion for each (learner, attempt) to be judged, read from the intake in its turn."""

    def reader(learner: str, attempt: int) -> PortionContents:
        try:
            contents = intake.read(learner, attempt) if attempt else Contents()
        except OSError as error:
            why = unreached(error)
            return PortionContents(tuple(task(loaded, one, learner, attempt, why) for one in counting))
        return PortionContents(
            tuple(_task(loaded, one, learner, attempt, contents) for one in counting), contents.findings
        )

    return [
        Portion(learner, attempt, len(counting), partial(reader, learner, attempt))
        for learner, attempt in judged
    ]


def _task(loaded: LoadedTopic, one: Counting, learner: str, attempt: int, contents: Contents) -> Task:
    answer = contents.answers.get(one.question.id)
    given = Unreadable(answer.reason) if isinstance(answer, Refusal) else answer
    return task(loaded, one, learner, attempt, given)


def task(
    loaded: LoadedTopic,
    one: Counting,
    learner: str,
    attempt: int,
    answer: Answer | Unreadable | Unreached | None,
) -> Task:
    """What one learner's answer to one counting question means to a batch."""
    return Task(
        learner,
        one.question.id,
        loaded,
        one.question,
        answer,
        one.grade_version,
        attempt=attempt,
        accepted=one.accepted,
    )


def contested(loaded: LoadedTopic, questions: Sequence[Question]) -> list[Finding]:
    """A note for each question that counts although its key can be disputed."""
    return [
        Finding(
            code="contested",
            file=loaded.path.name,
            line=loaded.lines.at(("questions", loaded.topic.questions.index(question))),
            message=f"Its key can be disputed: {question.contested.strip()}",
            fix="Leave it out with --questions if it is not to count.",
            question=question.id,
            severity="note",
        )
        for question in questions
        if question.contested
    ]


def variant_of(loaded: LoadedTopic, question: Question) -> Variant | None:
    """The first variant, which a class meets; None where nothing is computed."""
    variants = loaded.variants(question.id)
    return variants[0] if variants else None
