"""Stresses questions with computed parts: many seeds, each with parameters drawn by it, run and compared.

Even seeds draw among the values that the bank lists, with another seed for the programs than the lock was
built with: what they give must be what is locked. Odd seeds draw numbers between the listed ones too, which
tells whether the values may be widened: what fails there is a note, no error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizkit.bank.building import Complaint, Params, tried
from quizkit.bank.loaded import LoadedTopic
from quizkit.model.finding import Finding
from quizkit.model.job import Sandbox
from quizkit.model.lock import Variant
from quizkit.model.params import DIGITS, Scalar
from quizkit.model.question import Numeric, Predict
from quizkit.model.runner import RunnerSpec
from quizkit.rng import Stream, derive_seed
from quizkit.text import visible

STEPS = 1000  # between the smallest and the largest of listed numbers that are no integers
MOST_FINDINGS = 5


@dataclass(frozen=True)
class Stressed:
    """What the seeds showed of one question: how many were tried, and each fault once, by seed and params."""

    question: str
    seeds: int
    findings: tuple[Finding, ...]


def stress(
    loaded: LoadedTopic,
    question: Numeric | Predict,
    spec: RunnerSpec | None,
    sandbox: Sandbox | None,
    seeds: int,
) -> Stressed:
    """Try `question` with the seeds from 0 on. Stops at the fifth fault.

    Without runner and sandbox nothing of it may need to run. Raises SandboxFault if the sandbox fails.
    """
    expected = {_named(variant.params): _told(variant) for variant in loaded.variants(question.id)}
    findings: list[Finding] = []
    done = 0
    for seed in range(seeds):
        params = drawn(question, seed)
        listed = all(params[name] in values for name, values in question.params.items())
        variant, complaints = tried(question, spec, sandbox, params, derive_seed("stress", question.id, seed))
        if variant is not None and listed:
            told = expected.setdefault(_named(params), _told(variant))
            complaints = (*complaints, *_changed(told, _told(variant)))
        findings += _found(loaded, question, complaints, seed, params, listed)
        done += 1
        if len(findings) >= MOST_FINDINGS:
            break
    return Stressed(question.id, done, tuple(findings[:MOST_FINDINGS]))


def drawn(question: Numeric | Predict, seed: int) -> Params:
    """The parameters of a seed: listed values for an even one, numbers between them too for an odd one."""
    return {
        name: _between(values, Stream("stress", question.id, seed, name))
        if seed % 2
        else values[Stream("stress", question.id, seed, name).below(len(values))]
        for name, values in question.params.items()
    }


def _between(values: Sequence[Scalar], stream: Stream) -> Scalar:
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < len(values):
        return values[stream.below(len(values))]
    low, high = min(numbers), max(numbers)
    if all(isinstance(number, int) for number in numbers):
        return int(low) + stream.below(int(high) - int(low) + 1)
    return round(low + (high - low) * stream.below(STEPS + 1) / STEPS, DIGITS)


def _told(variant: Variant) -> tuple[object, ...]:
    """What a variant says, whatever order its options stand in."""
    options = frozenset((option.mistake, option.text) for option in variant.options)
    return options, None if variant.options else variant.key, tuple(sorted(variant.wrong.items()))


def _changed(expected: tuple[object, ...], told: tuple[object, ...]) -> tuple[Complaint, ...]:
    if expected == told:
        return ()
    message = "The programs give something else than with another seed, or than what is locked."
    fix = "Let nothing depend on chance or time, or run 'quizkit bank build'."
    return (Complaint((), message, fix, "depends-on-seed"),)


def _found(
    loaded: LoadedTopic,
    question: Numeric | Predict,
    complaints: Sequence[Complaint],
    seed: int,
    params: Params,
    listed: bool,
) -> list[Finding]:
    index = loaded.topic.questions.index(question)
    where = f"Seed {seed}{f', {_named(params)}' if params else ''}"
    beside = "" if listed else " (beside the listed values)"
    return [
        Finding(
            code=complaint.code,
            file=str(loaded.path),
            line=loaded.lines.at(("questions", index, *complaint.path)),
            message=visible(f"{where}{beside}: {complaint.message}", one_line=True),
            fix=complaint.fix,
            question=question.id,
            severity="error" if listed else "note",
        )
        for complaint in complaints
    ]


def _named(params: Mapping[str, Scalar]) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in sorted(params.items()))
