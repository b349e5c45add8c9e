"""Stresses questions that draw something: many seeds, what each of them draws being run and compared.

Of a code question, each seed draws the inputs that it is proven on. Of computed parts, each draws parameters:
an even one among the values that the bank lists, with another seed for the programs than the lock was built
with: what they give must be what is locked. Odd seeds draw numbers between the listed ones too, which tells
whether the values may be widened: what fails there is a note, no error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from quizkit.bank.building import Complaint, Params, tried
from quizkit.bank.lint.options import normalized
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.prove.program import disguised, prove_seed, seed_stands
from quizkit.bank.prove.proof import Refuted, Shown, concluded
from quizkit.exam.seeding import Remembering, over_seeds
from quizkit.grading.code.plan import Grading, draws
from quizkit.model.finding import Finding
from quizkit.model.job import Sandbox
from quizkit.model.lock import Variant
from quizkit.model.params import DIGITS, Scalar
from quizkit.model.question import CodeQuestion, Numeric, Predict
from quizkit.model.runner import RunnerSpec
from quizkit.rng import Stream, derive_seed
from quizkit.text import visible

STEPS = 1000  # between the smallest and the largest of listed numbers that are no integers
MOST_FINDINGS = 5
STEADY = "Let nothing depend on chance or time."

T = TypeVar("T")
Tried = tuple[Params, Variant | None, tuple[Complaint, ...]]


Watch = Callable[[int], None]  # told after each seed how many were tried


@dataclass(frozen=True)
class Stressed:
    """What the seeds showed of one question: how many were tried, and each fault once, by seed and params.

    `stopped`: by Ctrl-C, before all were tried.
    """

    question: str
    seeds: int
    findings: tuple[Finding, ...]
    stopped: bool = False


def stress(
    loaded: LoadedTopic,
    question: Numeric | Predict,
    spec: RunnerSpec | None,
    sandbox: Sandbox | None,
    seeds: int,
    watch: Watch = lambda seed: None,
) -> Stressed:
    """Try `question` with the seeds from 0 on. Stops at the fifth fault, and at Ctrl-C.

    Without runner and sandbox nothing of it may need to run. Raises SandboxFault if the sandbox fails.
    """
    expected = {_named(variant.params): _told(variant) for variant in loaded.variants(question.id)}

    def run(seed: int) -> Tried:
        params = drawn(question, seed)
        return params, *tried(question, spec, sandbox, params, derive_seed("stress", question.id, seed))

    def found(seed: int, came: Tried) -> list[Finding]:
        params, variant, complaints = came
        listed = all(params[name] in values for name, values in question.params.items())
        if variant is not None:
            complaints = (*complaints, *_alike(variant))
            if listed:
                told = expected.setdefault(_named(params), _told(variant))
                complaints = (*complaints, *_changed(told, _told(variant)))
        return _found(loaded, question, complaints, seed, params, listed)

    return _stressed(question.id, seeds, run, found, watch, MOST_FINDINGS)


def stress_program(
    loaded: LoadedTopic,
    question: CodeQuestion,
    spec: RunnerSpec,
    sandbox: Sandbox,
    seeds: int,
    watch: Watch = lambda seed: None,
) -> Stressed:
    """Prove a code question on the seeds from 0 on. Stops at the first one that shows a fault, and at Ctrl-C.

    Raises SandboxFault if the sandbox fails.
    """
    address = f"{loaded.address}/{question.id}"
    hopeless = disguised(question)
    remembering = Remembering(
        sandbox, [one.seed for one in draws(question, Grading(address, "")) if not one.fresh]
    )

    def run(seed: int) -> bool:
        return not hopeless and seed_stands(loaded, question, spec, remembering, seed)

    def found(seed: int, stands: bool) -> Sequence[Finding]:
        if stands:
            return ()
        # Once more, to be told with its inputs; what stands now shows no steady fault.
        refuted = hopeless or prove_seed(loaded, question, spec, sandbox, seed).refuted
        unsteady = f"On seed {seed} it comes out one way, and then another."
        refuted = refuted or (Refuted(("solution",), unsteady, STEADY, "depends-on-chance"),)
        return concluded(loaded, question, Shown("", refuted)).findings

    return _stressed(question.id, seeds, run, found, watch, 1)


def _stressed(
    question: str,
    seeds: int,
    run: Callable[[int], T],
    found: Callable[[int, T], Sequence[Finding]],
    watch: Watch,
    most: int,
) -> Stressed:
    """Run every seed, and find what is wrong in their order, until there are `most` findings."""
    findings: list[Finding] = []
    done = 0
    try:
        for came in over_seeds(seeds, run):
            findings += found(done, came)
            done += 1
            watch(done)
            if len(findings) >= most:
                break
    except KeyboardInterrupt:
        return Stressed(question, done, tuple(findings[:MOST_FINDINGS]), stopped=True)
    return Stressed(question, done, tuple(findings[:MOST_FINDINGS]))


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


def _alike(variant: Variant) -> tuple[Complaint, ...]:
    """Options that read the same, as lint sees it, although their texts differ."""
    first: dict[str | float, str] = {}
    twice = [one for one in variant.options if first.setdefault(normalized(one.text), one.text) != one.text]
    fix = "Change the program or the params so that both differ."
    return tuple(
        Complaint(
            ("wrong",),
            f"Two options read the same: {first[normalized(one.text)][:80]} and {one.text[:80]}.",
            fix,
            "options-coincide",
        )
        for one in twice
    )


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
