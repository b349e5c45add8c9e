"""Recognition of a known mistake: an answer whose values are those of exactly one mistake's variants."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit.grading.code.faults import fault_of
from quizkit.grading.code.keys import KeyValues
from quizkit.grading.compare import compare
from quizkit.grading.verdicts import only
from quizkit.model.job import Ended, RunResult
from quizkit.model.question import CodeQuestion


def recognised(question: CodeQuestion, keys: KeyValues, runs: Sequence[RunResult]) -> str | None:
    """The one mistake whose variant did the same on every draw; None if none did, or several mistakes did."""
    return only(
        variant.mistake
        for variant in keys.variants
        if all(_alike(question, *pair) for pair in zip(variant.runs, runs, strict=True))
    )


def _alike(question: CodeQuestion, wanted: RunResult, run: RunResult) -> bool:
    """Whether two runs of one draw show the same: equal values in every check, or the same exception."""
    if fault_of(question, wanted) or fault_of(question, run):
        return _same_exception(wanted, run)
    for check in question.checks:
        there, here = check.observe in wanted.values, check.observe in run.values
        if there != here:
            return False
        if there and compare(
            wanted.values[check.observe], run.values[check.observe], check.tolerance, check.strict
        ):
            return False
    return True


def _same_exception(wanted: RunResult, run: RunResult) -> bool:
    raising = (Ended.RAISED, Ended.AUTHOR)
    if wanted.ended not in raising or run.ended is not wanted.ended:
        return False
    if wanted.raised is None or run.raised is None:
        return False
    return (wanted.raised.type, wanted.raised.message) == (run.raised.type, run.raised.message)
