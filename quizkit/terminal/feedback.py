"""How feedback reads in plain mode: the verdict in words first, then why, the mistake by its name."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from quizkit import text
from quizkit.app.learning.sitting import Posed, Sitting
from quizkit.model.answer import Answer, ChosenSet, Program
from quizkit.model.outcome import Graded, LearnerFault, NotAttempted, Outcome
from quizkit.model.question import CodeQuestion, Multiple
from quizkit.model.topic import Mistake
from quizkit.session.effects import ShowFeedback
from quizkit.session.state import Standing
from quizkit.terminal.solution import numbered_options, result_lines, solution_lines
from quizkit.terminal.verdict import check_lines, output_lines
from quizkit.terminal.wording import labelled

SURE = {1: "you called it a guess", 2: "you were fairly sure", 3: "you were very sure"}
CODE_WIDTH = 160  # characters shown of a line of the learner's code
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

Made = tuple[Mistake, int]  # a named mistake, and how often it was made by now


def told_lines(sitting: Sitting, effect: ShowFeedback, width: int) -> list[str]:
    """What to say when the session shows feedback: also what a program gives, and whether this comes back."""
    standing = effect.standing
    lines = feedback_lines(
        sitting.posed(standing.item),
        standing,
        sitting.made(standing.item, standing.latest),
        effect.closing,
        width,
        shows_result=sitting.plan.mode.selects == "predictions" and standing.right,
        repaired=sitting.repaired(standing.item),
    )
    if not effect.returns:
        return lines
    example = standing.revealed and 0 < standing.steps == standing.item.steps
    back = "Later you are asked this yourself." if example else "This comes back later in this session."
    return [*lines, *text.plain(back, width)]


def feedback_lines(
    posed: Posed,
    standing: Standing,
    made: Made | None,
    closing: bool,
    width: int,
    shows_result: bool = False,
    repaired: Mistake | None = None,
) -> list[str]:
    """What to say about a question; `closing` adds the right answer, its reason and the worked steps.

    `shows_result`: what a program really gives is said also to who foretold it. `repaired` is the mistake
    that was to be repaired.
    """
    outcome = standing.latest
    said: list[str] = []
    if standing.skipped:
        said += ["Skipped.", *_picks(posed, ChosenSet(options=frozenset()), width)]
    elif outcome is not None and not standing.revealed:
        said += _judged(posed, standing, outcome, made, width)
    elif outcome is None and not standing.revealed:
        said.append("Not answered.")
    if shows_result:
        said += result_lines(posed, width)
    if closing and repaired is not None:
        said += text.plain(f"The mistake was this: {repaired.says}. {repaired.why}", width)
    right = standing.right and not standing.skipped and not standing.revealed
    return [*said, *solution_lines(posed, right, width)] if closing else said


def _judged(
    posed: Posed, standing: Standing, outcome: Outcome, made: Made | None, width: int
) -> Iterator[str]:
    reason = "" if isinstance(outcome, Graded) and outcome.checks else outcome.reason
    said = f"{_verdict(standing, outcome)} {reason}".strip()
    if isinstance(posed.question, CodeQuestion):  # words of the learner's program are no Markdown
        yield from textwrap.wrap(text.visible(said, one_line=True), width)
    else:
        yield from text.plain(said, width)
    yield from _picks(posed, standing.answer, width)
    if isinstance(outcome, LearnerFault):
        yield from _faulty_line(standing.answer, outcome.line)
    if isinstance(outcome, Graded | LearnerFault):
        yield from check_lines(outcome, width)
        yield from output_lines(outcome.output)
        yield from _mistake(posed, outcome.mistake, made, width)


def _verdict(standing: Standing, outcome: Outcome) -> str:
    match outcome:
        case Graded(score=1):
            word = "CORRECT"
        case Graded(score=score) if score > 0:
            word = f"PARTLY CORRECT, {score:.0%}"
        case Graded() | LearnerFault():
            word = "INCORRECT"
        case NotAttempted():
            return "NOT ATTEMPTED."
        case _:
            return "COULD NOT BE JUDGED, which is not your doing."
    sure = SURE.get(standing.confidence or 0)
    return f"{word}, and {sure}." if sure and standing.attempts == 1 else f"{word}."


def _picks(posed: Posed, answer: Answer | None, width: int) -> Iterator[str]:
    """Of a question with several right options, each option with what was made of it."""
    if not isinstance(posed.question, Multiple) or not isinstance(answer, ChosenSet):
        return
    for number, option in numbered_options(posed):
        picked = option.id in answer.options
        word = "right" if option.correct else "wrong"
        link = "and" if option.correct == picked else "but"
        did = "picked it" if picked else "left it out"
        said = f"{word}, {link} you {did}. {option.feedback or ''}"
        yield from labelled(f"  {number}) ", text.plain(said, width - 5))


def _faulty_line(answer: Answer | None, line: int | None) -> Iterator[str]:
    """The line of the learner's own program that an error came from."""
    rows = answer.code.split("\n") if isinstance(answer, Program) else []
    if line is not None and 1 <= line <= len(rows):
        yield f"Line {line} of your code: {_cut(rows[line - 1].strip())}"


def _cut(row: str) -> str:
    return row if len(row) <= CODE_WIDTH else f"{row[:CODE_WIDTH]} ..."


def _mistake(posed: Posed, name: str | None, made: Made | None, width: int) -> Iterator[str]:
    if isinstance(posed.question, CodeQuestion):
        said = (wrong.feedback for wrong in posed.question.wrong if wrong.mistake == name)
        yield from text.plain(next(said, None) or "", width)
    if made is not None:
        mistake, times = made
        again = f" This is the {_ordinal(times)} time." if times > 1 else ""
        yield from text.plain(f"Common mistake: {mistake.says}.{again} {mistake.why}", width)


def _ordinal(times: int) -> str:
    return ORDINALS[times - 1] if times <= len(ORDINALS) else f"{times}th"
