"""The verdict on a code answer: its runs against the expected values, check by check. Pure.

Points of a check are split evenly over the draws; a draw whose run faulted loses its share and no other. What
an answer merely declares earns nothing on a draw where nothing that it does is right. A check that shows only
its name gives away no value, no difference and no output.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.grading.code.faults import Fault, fault_of
from quizkit.grading.code.keys import DrawKey, KeyValues
from quizkit.grading.code.recognise import recognised
from quizkit.grading.compare import compare
from quizkit.grading.difference import Difference
from quizkit.grading.words import number, quoted, sentence, shape, show
from quizkit.model.code_parts import Check
from quizkit.model.job import Ended, RunResult
from quizkit.model.outcome import AuthorFault, CheckResult, Graded, LearnerFault, Outcome, SystemFault
from quizkit.model.question import CodeQuestion

MAX_OUTPUT = 4000

CALLED = re.compile(r"\['(?P<name>\w+)'\](?P<rest>.*)", re.DOTALL)  # the path of a part of a call


@dataclass(frozen=True)
class Miss:
    """One check that failed on one draw: by a fault of the run, a difference, or for want of a value.

    `empty` is what was declared rightly and not done.
    """

    key: DrawKey
    run: RunResult
    fault: Fault | None = None
    difference: Difference | None = None
    empty: bool = False


def judge_runs(question: CodeQuestion, keys: KeyValues, runs: Sequence[RunResult]) -> Outcome:
    """Judge the runs of one answer, one per draw of `keys` and in that order.

    A failure of the sandbox in any run makes the whole verdict a SystemFault. The verdict is a LearnerFault
    only if the code faulted on every draw.
    """
    broken = next((run for run in runs if run.ended is Ended.SYSTEM), None)
    if broken:
        return SystemFault(reason=broken.detail or "The sandbox failed; run it again.")
    unset = _unset(question, keys)
    if unset:
        return unset
    faults = [fault_of(question, run) for run in runs]
    missed = {check.id: _misses(check, keys, runs, faults) for check in question.checks}
    _take_back(keys, runs, missed)
    checks = tuple(_summed(check, missed[check.id], len(runs)) for check in question.checks)
    passed = all(check.passed for check in checks)
    mistake = None if passed else recognised(question, keys, runs)
    output = _output(question, runs, missed)
    first = faults[0]
    if first and all(faults):
        shown = any(check.show == "values" for check in question.checks)
        reason = first.says if shown else first.brief
        return LearnerFault(
            mistake=mistake, fault=first.name, checks=checks, reason=reason, line=first.line, output=output
        )
    total = sum(check.points for check in checks)
    score = 1.0 if passed else min(1.0, sum(check.earned for check in checks) / total)
    return Graded(score=score, mistake=mistake, checks=checks, reason=_reason(checks), output=output)


def _unset(question: CodeQuestion, keys: KeyValues) -> AuthorFault | None:
    for key in keys.draws:
        for check in question.checks:
            if check.observe not in key.expected.values:
                where = f"case {key.draw.label}"
                return AuthorFault(reason=f"The reference gives no value of '{check.observe}' in {where}.")
    return None


def _misses(
    check: Check, keys: KeyValues, runs: Sequence[RunResult], faults: Sequence[Fault | None]
) -> list[Miss]:
    missed = []
    for key, run, fault in zip(keys.draws, runs, faults, strict=True):
        if fault:
            missed.append(Miss(key, run, fault=fault))
        elif check.observe not in run.values:
            missed.append(Miss(key, run))
        else:
            expected, actual = key.expected.values[check.observe], run.values[check.observe]
            difference = compare(expected, actual, check.tolerance, check.strict)
            if difference:
                missed.append(Miss(key, run, difference=difference))
    return missed


def _take_back(keys: KeyValues, runs: Sequence[RunResult], missed: dict[str, list[Miss]]) -> None:
    """Add a miss of every declaration on each draw where every check of behaviour is missed."""
    places = {name: {miss.key.draw.label for miss in misses} for name, misses in missed.items()}
    behaviours = [labels for name, labels in places.items() if name not in keys.declared]
    idle = set[str].intersection(*behaviours) if behaviours else set[str]()
    for name in keys.declared:
        for key, run in zip(keys.draws, runs, strict=True):
            if key.draw.label in idle - places[name]:
                missed[name].append(Miss(key, run, empty=True))


def _summed(check: Check, missed: list[Miss], draws: int) -> CheckResult:
    """The check over all draws, told by the first one that it failed on."""
    earned = check.points * (draws - len(missed)) / draws
    result = CheckResult(
        id=check.id, passed=not missed, points=check.points, earned=earned, shown=check.show == "values"
    )
    if not missed:
        return result
    first = missed[0]
    told: dict[str, object] = {"case": first.key.draw.label, "says": _says(check, first)}
    if result.shown and first.difference:
        told |= {"expected": first.difference.expected, "actual": first.difference.actual}
        told["difference"] = _largest(first.difference)
    elif result.shown and not first.fault and not first.empty:
        told["expected"] = show(first.key.expected.values[check.observe])
    return result.model_copy(update=told)


def _says(check: Check, miss: Miss) -> str:
    if miss.empty:
        return "This is set up as it should be, but the code does not do what it says."
    if check.show == "name":
        return miss.fault.brief if miss.fault else "The values differ; this check does not show them."
    inputs = f" The inputs: {miss.key.inputs}." if miss.key.inputs else ""
    if miss.fault:
        return miss.fault.says + inputs
    if miss.difference:
        return sentence(_placed(check.observe, miss.difference)) + inputs
    name = check.observe.partition(":")[2]
    if name:
        return f"Your code sets no variable '{quoted(name)}'." + inputs
    return f"Your code's run gave no value of '{quoted(check.observe)}'." + inputs


def _placed(observe: str, difference: Difference) -> str:
    """A difference with where it is; of a call, the part of it is named in words."""
    whole = difference.path.removeprefix("['arguments']") if observe == "call" else difference.path
    part = CALLED.match(whole) if observe in ("call", "arguments") else None
    if part is None:
        return str(difference)
    name, rest = part["name"], f", at {part['rest']}" if part["rest"] else ""
    returned = observe == "call" and whole == difference.path
    where = "what was returned" if returned else f"the argument {name} after the call"
    return f"in {where}{rest}: {difference.says}"


def _largest(difference: Difference) -> str | None:
    if difference.largest is None:
        return None
    index = shape(difference.index) if difference.index else ""
    where = difference.path + index
    return f"{number(difference.largest)} at {where}" if where else number(difference.largest)


def _reason(checks: Sequence[CheckResult]) -> str:
    """The first failing check in one sentence; empty if all passed."""
    failed = next((check for check in checks if not check.passed), None)
    if failed is None:
        return ""
    return f"Check '{failed.id}' fails in case {failed.case}: {failed.says}"


def _output(question: CodeQuestion, runs: Sequence[RunResult], missed: dict[str, list[Miss]]) -> str:
    """What the code printed in the draw that is told about, if that check shows more than its name."""
    failed = next((check for check in question.checks if missed[check.id]), None)
    if failed is None:
        return _capped(runs[0].stdout) if all(check.show == "values" for check in question.checks) else ""
    return _capped(missed[failed.id][0].run.stdout) if failed.show == "values" else ""


def _capped(text: str) -> str:
    if len(text) <= MAX_OUTPUT:
        return text
    return f"{text[:MAX_OUTPUT]}\n… and {len(text) - MAX_OUTPUT} more characters"
