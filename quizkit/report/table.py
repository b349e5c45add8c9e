"""The class table: who earned what on which question, with its totals and counts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from quizkit.model.finding import Finding
from quizkit.model.outcome import AuthorFault, Outcome, SystemFault, score_of
from quizkit.model.topic import Mistake

OUTCOMES = ("graded", "not-attempted", "learner-fault", "author-fault", "system-fault")
NOT_JUDGED = "not-judged"  # the batch was stopped before it came to this answer


@dataclass(frozen=True)
class Row:
    """One learner: an outcome for each question presented, None where it was not judged yet.

    `points` are what each presented question is worth; a question that is missing was not presented.
    """

    learner: str
    outcomes: Mapping[str, Outcome | None]
    points: Mapping[str, float]
    findings: tuple[Finding, ...] = ()
    form: str = ""

    @property
    def earned(self) -> float:
        """Points earned, over the questions that could be judged."""
        return sum(self.points[name] * score for name, score in self._scores().items())

    @property
    def possible(self) -> float:
        """Points that could be earned: what could not be judged is left out."""
        return sum(self.points[name] for name in self._scores())

    @property
    def share(self) -> float | None:
        """earned / possible, in [0, 1]; None if nothing could be judged."""
        return self.earned / self.possible if self.possible else None

    def counts(self) -> Counter[str]:
        """How often each outcome occurs."""
        return Counter(NOT_JUDGED if one is None else one.outcome for one in self.outcomes.values())

    def _scores(self) -> dict[str, float]:
        judged = {name: one for name, one in self.outcomes.items() if one is not None}
        return {name: score for name, one in judged.items() if (score := score_of(one)) is not None}


@dataclass(frozen=True)
class ClassTable:
    """A graded class: `what` was graded, `title` for people, a column per question, a row per learner."""

    what: str
    title: str
    questions: tuple[str, ...]
    rows: tuple[Row, ...]
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def counts(self) -> Counter[str]:
        """How often each outcome occurs in the class."""
        return sum((row.counts() for row in self.rows), Counter())

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
            (row.learner, question, "not judged yet" if outcome is None else outcome.reason)
            for row in self.rows
            for question, outcome in row.outcomes.items()
            if outcome is None or isinstance(outcome, AuthorFault | SystemFault)
        ]


def number(value: float) -> str:
    """A score for people and spreadsheets: at most three decimals, no trailing zeros."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def cell(outcome: Outcome | None) -> str:
    """What a table shows for one outcome: a score, or whose fault it is in a word or two."""
    if outcome is None:
        return "not judged"
    if outcome.outcome == "graded":
        return number(outcome.score)
    if outcome.outcome == "learner-fault":
        return outcome.fault
    return outcome.outcome.replace("-", " ")
