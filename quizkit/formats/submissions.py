"""A class's submissions read whole: of each learner the attempt that was handed in last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from quizkit.formats.answers import Asked
from quizkit.formats.intake import Intake, open_intake
from quizkit.formats.opening import Refusal
from quizkit.model.answer import Answer
from quizkit.model.finding import Finding


@dataclass(frozen=True)
class Submission:
    """What one learner handed in, by question id; a question that is missing was not answered."""

    learner: str
    answers: Mapping[str, Answer | Refusal] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Handed:
    """Everything that was handed in, by learner's name; `findings` are about the folder itself."""

    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...] = ()


def read_submissions(folder: Path, asked: Sequence[Asked], topic_ids: Iterable[str]) -> Handed:
    """Every learner's submission. `topic_ids`: all questions of the topic, whether asked here or not.

    A problem of one learner is a Refusal or a finding of theirs. Raises UsageError if `folder` is none.
    """
    with open_intake(folder, asked, topic_ids) as intake:
        learners = [(one.learner, one.attempts[-1].number) for one in intake.handings]
        return Handed(tuple(_submission(intake, *one) for one in learners), intake.findings)


def _submission(intake: Intake, learner: str, attempt: int) -> Submission:
    contents = intake.read(learner, attempt)
    return Submission(learner, contents.answers, contents.findings)
