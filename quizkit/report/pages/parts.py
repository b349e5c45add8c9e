"""What pages have in common: a verdict, an answer and a key in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

from quizkit.bank.filling import fill
from quizkit.bank.key import right_answer, right_ids
from quizkit.bank.presenting import present
from quizkit.grading import accepting, numeric, typed_text
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Program, Typed
from quizkit.model.code_parts import CodeSolution
from quizkit.model.lock import Variant
from quizkit.model.outcome import (
    AuthorFault,
    CheckResult,
    Graded,
    LearnerFault,
    NotAttempted,
    Outcome,
    SystemFault,
)
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    OrderQuestion,
    Predict,
    Question,
    TextQuestion,
)
from quizkit.model.topic import Mistake
from quizkit.report.pages.model import (
    Said,
    ShownAnswer,
    ShownCheck,
    ShownKey,
    ShownMistake,
    ShownVerdict,
    Told,
    Tone,
)
from quizkit.report.table import Mark, number

LONGEST = 20_000  # characters of a program that a page shows
UNREADABLE = "unreadable"  # the fault of what could not be taken at all
OURS = (numeric.ANOTHER, typed_text.ANOTHER, accepting.ACCEPTED)  # the engine's words, nobody else's
NOT_YOURS = "This is not your doing, and the question is left out of your points."


def tell(question: Question, variant: Variant | None, *, released: bool, hints: bool = False) -> Told:
    """The question as a class meets it: its options as they are written."""
    shown = present(question, variant, None)
    return Told(question, shown.prompt, shown.options, variant, released, hints)


def verdict(
    mark: Mark, told: Told, mistakes: Mapping[str, Mistake], *, everything: bool = False
) -> ShownVerdict:
    """`mark` in words; `everything`: with hidden checks' texts, and why it has no number, for the author."""
    word, tone = _decided(mark.share or 0.0) if mark.decided else word_of(mark.outcome)
    outcome = mark.outcome
    if not isinstance(outcome, Graded | LearnerFault | NotAttempted):
        said = _unjudged(outcome, everything) if everything or not mark.decided else None
        return ShownVerdict(word, tone, points_of(mark), mark.notes, said)
    decided = isinstance(outcome, NotAttempted) and mark.notes  # what a person says of it is enough
    return ShownVerdict(
        word,
        tone,
        points_of(mark),
        mark.notes,
        None if decided else _reason(outcome, told),
        shown_mistake(outcome.mistake, told, mistakes),
        tuple(_check(check, outcome, everything) for check in outcome.checks),
        outcome.output,
    )


def _decided(share: float) -> tuple[str, Tone]:
    """As `word_of`, where a person set the share: the verdict's own word would contradict the points."""
    return "Decided by a person", "right" if share == 1 else "partly" if share else "wrong"


def word_of(outcome: Outcome | None) -> tuple[str, Tone]:
    """The outcome in a word or two, and how it is set off."""
    match outcome:
        case None:
            return "Not judged yet", "none"
        case Graded(score=score):
            if score == 1:
                return "Right", "right"
            return ("Partly right", "partly") if score else ("Not right", "wrong")
        case NotAttempted():
            return "Not attempted", "none"
        case LearnerFault(fault=fault):
            named = "Could not be read" if fault == UNREADABLE else f"Came to no result ({fault})"
            return named, "wrong"
    return "Could not be judged", "none"


def points_of(mark: Mark) -> str:
    """Points earned of the points that the question is worth, in words."""
    if mark.share is None:
        return "no points yet" if mark.outcome is None else "left out of the points"
    if mark.points == 0:
        return "does not count"
    unit = "point" if mark.points == 1 else "points"
    return f"{number(mark.earned or 0.0)} of {number(mark.points)} {unit}"


def percent(share: float | None) -> str:
    """A share in [0, 1] as a percentage with at most one decimal; "none" where there is none."""
    return "none" if share is None else f"{number(round(100 * share, 1))} %"


def _unjudged(outcome: AuthorFault | SystemFault | None, everything: bool) -> Said | None:
    if outcome is None:
        return None
    # The reason may name files and machines, which are no learner's business.
    return Said(outcome.reason, quotes=True) if everything else Said(NOT_YOURS, quotes=False)


def _reason(outcome: Graded | LearnerFault | NotAttempted, told: Told) -> Said | None:
    # A graded program's reason is its first failing check, which is told by itself.
    if not outcome.reason or (isinstance(outcome, Graded) and outcome.checks):
        return None
    return Said(outcome.reason, quotes=_quotes(outcome, told))


def _quotes(outcome: Graded | LearnerFault | NotAttempted, told: Told) -> bool:
    """Whether the reason may quote the learner: then it is no Markdown."""
    question = told.question
    if isinstance(outcome, LearnerFault) or isinstance(question, CodeQuestion):
        return True
    if isinstance(outcome, NotAttempted) or isinstance(question, Choice | Multiple | Predict | OrderQuestion):
        return False
    authors = {question.feedback, *(wrong.feedback for wrong in question.wrong)}
    return outcome.reason not in authors and outcome.reason not in OURS


def shown_mistake(name: str | None, told: Told, mistakes: Mapping[str, Mistake]) -> ShownMistake | None:
    """The mistake of that name, and what a code question says about it."""
    if name is None or name not in mistakes:
        return None
    wrong = told.question.wrong if isinstance(told.question, CodeQuestion) else ()
    adds = next((one.feedback for one in wrong if one.mistake == name and one.feedback), "")
    return ShownMistake(name, mistakes[name].says, mistakes[name].why, adds)


def _check(check: CheckResult, outcome: Outcome, everything: bool) -> ShownCheck:
    points = f"{number(check.earned)} of {number(check.points)}"
    if check.passed or not (check.shown or everything):
        return ShownCheck(check.id, check.passed, points, check.shown)
    told_already = outcome.reason if isinstance(outcome, LearnerFault) else ""
    given = (
        ("Expected", check.expected),
        ("Theirs" if everything else "Yours", check.actual),
        ("Largest difference", check.difference),
    )
    return ShownCheck(
        check.id,
        check.passed,
        points,
        check.shown,
        check.case or "",
        check.says.removeprefix(told_already).strip(),
        tuple((label, value) for label, value in given if value is not None),
    )


def shown_answer(answer: Answer | None, told: Told, outcome: Outcome | None) -> ShownAnswer:
    """The answer as its learner gave it; an id that the question does not know is shown as it is."""
    texts = dict(told.options)
    match answer:
        case None:
            return ShownAnswer("nothing")
        case Chosen(option=option):
            return _picked([option], told)
        case ChosenSet(options=options):
            order = {name: place for place, name in enumerate(texts)}
            return _picked(sorted(options, key=lambda one: (order.get(one, len(order)), one)), told)
        case Ordered(blocks=blocks):
            return ShownAnswer("order", tuple(texts.get(one, f"`{one}`") for one in blocks))
        case Typed(text=typed):
            return ShownAnswer("typed", (typed[:LONGEST],), left_out=max(0, len(typed) - LONGEST))
        case Program(code=code):
            line = outcome.line if isinstance(outcome, LearnerFault) else None
            left_out = max(0, len(code) - LONGEST)
            return ShownAnswer("program", (code[:LONGEST],), line, left_out)
        case _:
            assert_never(answer)


def _picked(names: list[str], told: Told) -> ShownAnswer:
    texts = dict(told.options)
    return ShownAnswer("options", tuple(texts.get(one, f"`{one}`") for one in names))


def program_of(told: Told) -> str:
    """The program that the question shows to be read; empty if it shows none."""
    if not isinstance(told.question, Predict):
        return ""
    return fill(told.question.code, told.variant.params if told.variant else {})


def key_of(told: Told) -> ShownKey:
    """The right answer and the worked solution."""
    worked = told.question.solution
    answer = "" if isinstance(worked, CodeSolution) else worked.answer or ""
    return ShownKey(_right(told), worked.steps, answer, worked.check or "")


def _right(told: Told) -> ShownAnswer:
    question = told.question
    if isinstance(question, CodeQuestion):
        return ShownAnswer("program", (question.solution.code,))
    ids = right_ids(question, told.variant)
    if ids is not None:
        texts = dict(told.options)
        kind: Literal["options", "order"] = "order" if isinstance(question, OrderQuestion) else "options"
        return ShownAnswer(kind, tuple(texts[one] for one in ids))
    if isinstance(question, TextQuestion):
        return ShownAnswer("typed", question.accept)
    return ShownAnswer("typed", (right_answer(question, told.variant, str),))
