"""Expected values: runs the reference, the solution and every wrong variant, once per question and seed.

A draw is skipped, and drawn anew, where some wrong variant comes within 100 tolerances of the key although
another draw of the same case tells the two apart, or although no case does. So a right answer's mark never
depends on a lucky draw, and a mistake's mark neither.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.grading.code.faults import fault_of
from quizkit.grading.code.keys import DrawKey, KeyValues, VariantRuns
from quizkit.grading.code.plan import (
    INPUTS,
    Draw,
    Grading,
    answer_job,
    draw,
    draws,
    inputs_job,
    reference_job,
)
from quizkit.grading.compare import compare
from quizkit.grading.words import quoted, sentence
from quizkit.model.job import Ended, Job, RunResult, Sandbox
from quizkit.model.outcome import AuthorFault, SystemFault
from quizkit.model.question import CodeQuestion
from quizkit.model.runner import RunnerSpec
from quizkit.model.value import Value

APART = 100.0  # tolerances
MAX_ATTEMPTS = 20
HOPELESS = 3  # attempts after which a mistake that no draw told apart is taken for the key itself
Prepared = KeyValues | AuthorFault | SystemFault


@dataclass(frozen=True)
class DrawRuns:
    """Everything that was run on one draw."""

    draw: Draw
    reference: RunResult
    solution: RunResult | None
    wrong: tuple[RunResult, ...]
    inputs: RunResult | None


def prepare(
    question: CodeQuestion, spec: RunnerSpec, grading: Grading, sandbox: Sandbox, *, told: bool = True
) -> Prepared:
    """Run what an answer will be compared with; unless it is to be `told`, not what its inputs are.

    AuthorFault if the reference or the solution fails, or a mistake cannot be told from the key; SystemFault
    if the sandbox failed.
    """
    done = _run_draws(question, spec, draws(question, grading), sandbox, told)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        trouble = _trouble(question, done)
        if trouble:
            return trouble
        gaps = [[_gap(question, spec, runs, which) for runs in done] for which in range(len(question.wrong))]
        again = _to_redraw(done, gaps)
        alike = any(max(variant) < APART for variant in gaps)
        if not again or attempt == MAX_ATTEMPTS or (alike and attempt == HOPELESS):
            return _keys(question, spec, done, gaps)
        redrawn = [draw(grading, done[at].draw.case, done[at].draw.index, attempt) for at in again]
        for at, runs in zip(again, _run_draws(question, spec, redrawn, sandbox, told), strict=True):
            done[at] = runs
    raise AssertionError("the last attempt returns")


def _run_draws(
    question: CodeQuestion, spec: RunnerSpec, drawn: Sequence[Draw], sandbox: Sandbox, told: bool
) -> list[DrawRuns]:
    """All runs of all draws, side by side."""
    plans = [_plan(question, spec, one, told) for one in drawn]
    results = iter(sandbox.run_all([job for plan in plans for job in plan.values()]))
    done = []
    for one, plan in zip(drawn, plans, strict=True):
        came = {name: next(results) for name in plan}
        wrong = tuple(came[f"wrong {which}"] for which in range(len(question.wrong)))
        done.append(DrawRuns(one, came["reference"], came.get("solution"), wrong, came.get("inputs")))
    return done


def _plan(question: CodeQuestion, spec: RunnerSpec, drawn: Draw, told: bool) -> dict[str, Job]:
    jobs = {"reference": reference_job(question, spec, drawn)}
    if question.reference is not None:
        jobs["solution"] = answer_job(question, spec, question.solution.code, drawn)
    for which, wrong in enumerate(question.wrong):
        jobs[f"wrong {which}"] = answer_job(question, spec, wrong.code, drawn)
    inputs = inputs_job(question, spec, drawn) if told else None
    return jobs | ({"inputs": inputs} if inputs else {})


def _trouble(question: CodeQuestion, done: Sequence[DrawRuns]) -> AuthorFault | SystemFault | None:
    """Why nothing can be judged by these runs, if so."""
    for runs in done:
        for run in (runs.reference, runs.solution, *runs.wrong):
            if run and run.ended is Ended.SYSTEM:
                return SystemFault(reason=run.detail or "The sandbox failed; run it again.")
        where = f"in case {runs.draw.label}"
        first = "solution" if question.reference is None else "reference"
        for name, run in ((first, runs.reference), ("solution", runs.solution)):
            if run is None:
                continue
            if run.ended is Ended.AUTHOR or fault_of(question, run):
                how = quoted(run.detail or run.ended.value)
                return AuthorFault(reason=sentence(f"The {name} fails {where}: {how}"))
            for check in question.checks:
                if check.observe not in run.values:
                    return AuthorFault(reason=f"The {name} gives no value of '{check.observe}' {where}.")
        if runs.solution and (said := _differs(question, runs.reference, runs.solution)):
            return AuthorFault(reason=f"The solution does not do what the reference does {where}: {said}.")
    return None


def _differs(question: CodeQuestion, reference: RunResult, solution: RunResult) -> str:
    for check in question.checks:
        key, came = reference.values[check.observe], solution.values[check.observe]
        difference = compare(key, came, check.tolerance, check.strict)
        if difference:  # learners may read this too
            return f"check '{check.id}'" + (f", {difference}" if check.show == "values" else "")
    return ""


def _gap(question: CodeQuestion, spec: RunnerSpec, runs: DrawRuns, which: int) -> float:
    """How far a wrong variant is from the key on one draw: its largest gap in tolerances, by behaviour."""
    run = runs.wrong[which]
    if fault_of(question, run):
        return math.inf
    gap = 0.0
    for check in question.checks:
        if not _is_behaviour(spec, check.observe):
            continue
        if check.observe not in run.values:
            return math.inf
        key, came = runs.reference.values[check.observe], run.values[check.observe]
        difference = compare(key, came, check.tolerance, check.strict)
        gap = max(gap, difference.tolerances if difference else 0.0)
    return gap


def _is_behaviour(spec: RunnerSpec, observe: str) -> bool:
    offered = spec.observation(observe)
    return offered is not None and offered.measures == "behaviour"


def _to_redraw(done: Sequence[DrawRuns], gaps: Sequence[Sequence[float]]) -> list[int]:
    """The draws to be skipped: see the rule at the top of this file."""
    again = set()
    for variant in gaps:
        apart = {done[at].draw.case.id for at, gap in enumerate(variant) if gap >= APART}
        for at, gap in enumerate(variant):
            drawn = done[at].draw
            if gap < APART and drawn.fresh and (drawn.case.id in apart or not apart):
                again.add(at)
    return sorted(again)


def _keys(
    question: CodeQuestion, spec: RunnerSpec, done: Sequence[DrawRuns], gaps: Sequence[Sequence[float]]
) -> Prepared:
    variants = []
    for which, (wrong, gap) in enumerate(zip(question.wrong, gaps, strict=True)):
        apart = max(gap)
        if apart < APART:
            says = f"The wrong variant '{wrong.mistake}' cannot be told from the key"
            return AuthorFault(reason=f"{says}: only {apart:.3g} tolerances lie between them, not {APART:g}.")
        variants.append(VariantRuns(wrong.mistake, tuple(runs.wrong[which] for runs in done), apart))
    keys = tuple(DrawKey(runs.draw, runs.reference, _arguments(runs.inputs)) for runs in done)
    declared = frozenset(check.id for check in question.checks if not _is_behaviour(spec, check.observe))
    return KeyValues(keys, tuple(variants), declared)


def _arguments(run: RunResult | None) -> Value:
    return run.values.get(INPUTS) if run and run.ended is Ended.OK else None
