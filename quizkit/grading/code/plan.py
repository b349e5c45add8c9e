"""The runs of a code question: which inputs are drawn from which seeds, and the job for each. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizkit import rng
from quizkit.model.code_parts import Case
from quizkit.model.job import Job, Target
from quizkit.model.question import CodeQuestion
from quizkit.model.runner import RunnerSpec

STAGE_USED = re.compile(r"\bstages\.([a-z][a-z0-9_]*)")
INPUTS = "variable:arguments"


@dataclass(frozen=True)
class Grading:
    """What names the draws of one grading: the question's address, the secret, the variant."""

    address: str
    secret: str
    variant: int = 0


@dataclass(frozen=True)
class Draw:
    """One run's inputs: the case, the how-manieth of its draws (from 0), and the seed."""

    case: Case
    index: int
    seed: int

    @property
    def label(self) -> str:
        """The draw in words: "drawn, draw 2 of 3"."""
        many = self.case.draws
        return f"{self.case.id}, draw {self.index + 1} of {many}" if many > 1 else self.case.id

    @property
    def fresh(self) -> bool:
        """Whether the inputs are drawn anew for each grading."""
        return self.case.draws > 0


def draw(grading: Grading, case: Case, index: int, attempt: int = 0) -> Draw:
    """Draw number `index` of `case`; a case without draws has the same seed in every grading."""
    if not case.draws:
        return Draw(case, 0, rng.derive_seed("fixed", grading.address, case.id))
    name = (grading.address, grading.variant, case.id, index, attempt)
    return Draw(case, index, rng.derive_seed(grading.secret, *name))


def draws(question: CodeQuestion, grading: Grading) -> list[Draw]:
    """Every draw of every case, at its first attempt."""
    return [draw(grading, case, index) for case in question.cases for index in range(max(1, case.draws))]


def answer_job(question: CodeQuestion, spec: RunnerSpec, code: str, drawn: Draw) -> Job:
    """The job that runs an answer on one draw.

    A stage's answer is given the other default stages and never the one it stands in for; a function's none.
    """
    stages: Mapping[str, str] = {}
    if question.replaces:
        stages = {stage.name: stage.source for stage in spec.stages if stage.name != question.replaces}
    return _job(question, spec, code, drawn, stages)


def reference_job(question: CodeQuestion, spec: RunnerSpec, drawn: Draw) -> Job:
    """The job that computes what is expected: by `reference` with the stages it names, else the solution."""
    if question.reference is None:
        return answer_job(question, spec, question.solution.code, drawn)
    if question.replaces:
        return answer_job(question, spec, question.reference, drawn)
    named = set(STAGE_USED.findall(question.reference))
    stages = {stage.name: stage.source for stage in spec.stages if stage.name in named}
    return _job(question, spec, question.reference, drawn, stages)


def inputs_job(question: CodeQuestion, spec: RunnerSpec, drawn: Draw) -> Job | None:
    """The job that tells what the inputs of a draw are; None where the case writes no arguments."""
    if not question.entry or drawn.case.arguments is None:
        return None
    return Job(
        runner=spec.id,
        target=Target(kind="script"),
        code=drawn.case.arguments,
        seed=drawn.seed,
        observe=(INPUTS,),
        limits=spec.limits.lowered_to(question.limits),
    )


def _job(question: CodeQuestion, spec: RunnerSpec, code: str, drawn: Draw, stages: Mapping[str, str]) -> Job:
    if question.replaces:
        target = Target(kind="stage", name=question.replaces)
    else:
        target = Target(kind="entry", name=question.entry or "")
    return Job(
        runner=spec.id,
        target=target,
        code=code,
        stages=stages,
        settings=question.settings,
        arguments=drawn.case.arguments,
        seed=drawn.seed,
        observe=observed(question),
        limits=spec.limits.lowered_to(question.limits),
    )


def observed(question: CodeQuestion) -> tuple[str, ...]:
    """The observations that the question's checks need, each once, in the order of the checks."""
    return tuple(dict.fromkeys(check.observe for check in question.checks))


def answer_jobs(question: CodeQuestion, spec: RunnerSpec, code: str, drawn: Sequence[Draw]) -> list[Job]:
    """The jobs of one answer, one per draw."""
    return [answer_job(question, spec, code, one) for one in drawn]
