"""The class table: what each question brought each learner, with totals and counts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from quizkit.model.finding import Finding
from quizkit.model.outcome import AuthorFault, Outcome, SystemFault, score_of
from quizkit.model.topic import Mistake

OUTCOMES = ("graded", "not-attempted", "learner-fault", "author-fault", "system-fault")
CHANGED = "* changed by a decision or by lateness."
NOT_JUDGED = "not-judged"  # the batch was stopped before it came to this answer


@dataclass(frozen=True)
class Mark:
    """What one question brought one learner.

    `outcome` is the verdict, None where it was not judged yet. `share` is what counts: the verdict's score in
    [0, 1], unless a person decided otherwise; None where there is no number. `scored` is the verdict's share
    by an exam's scoring policy, at most 1 and below 0 where that takes points off. `factor` in [0, 1] stays
    after lateness. A dropped question is worth 0 `points`. `notes` are sentences to the learner on what was
    changed. `decided`: a person set the share, whatever the verdict says.
    """

    outcome: Outcome | None
    points: float
    share: float | None
    factor: float = 1.0
    notes: tuple[str, ...] = ()
    decided: bool = False
    scored: float | None = None

    @property
    def own(self) -> float | None:
        """The verdict's share, whatever was decided since; None where there is no number."""
        if self.scored is not None:
            return self.scored
        return None if self.outcome is None else score_of(self.outcome)

    @property
    def earned(self) -> float | None:
        """Points earned, None where there is no number."""
        return None if self.share is None else self.points * self.share * self.factor

    @property
    def changed(self) -> bool:
        """Whether something else than the verdict decided what counts; lateness takes nothing off a 0."""
        return self.share != self.own or (self.factor != 1 and bool(self.share)) or bool(self.notes)


def as_judged(outcome: Outcome | None, points: float, scored: float | None = None) -> Mark:
    """The mark that the verdict alone gives, or a scoring policy that made `scored` of it."""
    mark = Mark(outcome, points, None, scored=scored)
    return replace(mark, share=mark.own)


@dataclass(frozen=True)
class Pending:
    """A verdict without a number in an attempt that does not count, and may once it has one."""

    attempt: int
    question: str
    outcome: Outcome | None


@dataclass(frozen=True)
class Row:
    """One learner: a mark for each question presented; a question that is missing was not presented.

    Attempt number `attempt` of `attempts` counts; 0 of 0 where nothing was handed in. `notes` are sentences
    to the learner on the whole (lateness, which attempt counts). `aliases` are platforms' ids. `pending` may
    make another attempt count.
    """

    learner: str
    marks: Mapping[str, Mark]
    name: str = ""
    aliases: frozenset[str] = frozenset()
    form: str = ""
    attempt: int = 1
    attempts: int = 1
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    pending: tuple[Pending, ...] = ()

    @property
    def outcomes(self) -> dict[str, Outcome | None]:
        """The verdict on each question presented."""
        return {question: mark.outcome for question, mark in self.marks.items()}

    @property
    def earned(self) -> float:
        """Points earned, over the questions that have a number; points taken off leave 0 at least."""
        return max(0.0, sum(mark.earned for mark in self.marks.values() if mark.earned is not None))

    @property
    def possible(self) -> float:
        """Points that could be earned: what has no number is left out."""
        return sum(mark.points for mark in self.marks.values() if mark.share is not None)

    @property
    def share(self) -> float | None:
        """earned / possible, in [0, 1]; None if nothing has a number."""
        return self.earned / self.possible if self.possible else None

    @property
    def unjudged(self) -> list[tuple[str, Outcome | None]]:
        """(question, verdict) of everything that has no number; while there is any, the mark is not final."""
        own = [(question, mark.outcome) for question, mark in self.marks.items() if mark.share is None]
        return own + [(f"{one.question}, attempt {one.attempt}", one.outcome) for one in self.pending]

    def counts(self) -> Counter[str]:
        """How often each outcome occurs, what is pending included."""
        outcomes = [*self.outcomes.values(), *(one.outcome for one in self.pending)]
        return Counter(NOT_JUDGED if one is None else one.outcome for one in outcomes)


@dataclass(frozen=True)
class ClassTable:
    """A graded class: `what` was graded, `title` for people, a column per question, a row per learner.

    `mistakes` are by question those of its topic, by name: two topics may call two things the same.
    `decisions` are sentences to the instructor: the policy in force, each override and amendment. `layout` is
    how the submissions came; empty if nobody had to recognise it.
    """

    what: str
    title: str
    questions: tuple[str, ...]
    rows: tuple[Row, ...]
    mistakes: Mapping[str, Mapping[str, Mistake]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    decisions: tuple[str, ...] = ()
    layout: str = ""

    def counts(self) -> Counter[str]:
        """How often each outcome occurs in the class."""
        return sum((row.counts() for row in self.rows), Counter())

    def says(self, question: str, mistake: str) -> str:
        """What was done by who made a mistake (Markdown); empty if its topic does not tell."""
        known = self.mistakes.get(question, {}).get(mistake)
        return known.says if known else ""

    def mistake_counts(self) -> Counter[tuple[str, str]]:
        """How many learners made each mistake, by (question, mistake)."""
        made: Counter[tuple[str, str]] = Counter()
        for row in self.rows:
            for question, outcome in row.outcomes.items():
                if (
                    outcome is not None
                    and not isinstance(outcome, AuthorFault | SystemFault)
                    and outcome.mistake
                ):
                    made[question, outcome.mistake] += 1
        return made

    def unjudged(self) -> list[tuple[str, str, str]]:
        """(learner, question, reason) of everything that has no number."""
        return [
            (row.learner, question, _why_unjudged(outcome))
            for row in self.rows
            for question, outcome in row.unjudged
        ]


def _why_unjudged(outcome: Outcome | None) -> str:
    return "not judged yet" if outcome is None else outcome.reason


def number(value: float) -> str:
    """A score for people and spreadsheets: at most three decimals, no trailing zeros."""
    return f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")  # adding zero makes -0.0 plain 0.0


def total(row: Row) -> str:
    """The points of a learner for people, and whether they may still change."""
    return f"{number(row.earned)} of {number(row.possible)}{' so far' if row.unjudged else ''}"


def cell(mark: Mark) -> str:
    """What a table shows for one mark: a score, or whose fault it is in a word or two; "*" if changed."""
    if not mark.changed:
        return _verdict(mark)
    return "dropped*" if mark.points == 0 else f"{number((mark.share or 0) * mark.factor)}*"


def _verdict(mark: Mark) -> str:
    outcome = mark.outcome
    if outcome is None:
        return "not judged"
    if outcome.outcome == "graded":
        return number(outcome.score if mark.scored is None else mark.scored)
    if outcome.outcome == "learner-fault":
        return outcome.fault
    return outcome.outcome.replace("-", " ")
