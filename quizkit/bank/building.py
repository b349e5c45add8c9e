"""Computes what a bank leaves to be computed: keys, wrong options and numbers, for all values of its params.

Each program runs in the sandbox as a script. The same bank and runner give the same lock on every machine. A
question of which anything fails has no entry in what comes back, and then no lock must be written.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizkit.bank.computed import Computed, cannot_use, number_of, option_text
from quizkit.bank.filling import fill
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.locking import is_computed, source_hash
from quizkit.bank.version import grade_version
from quizkit.grading.numeric import near
from quizkit.model.finding import Finding
from quizkit.model.job import Ended, Job, RunResult, Sandbox, Target
from quizkit.model.lock import Lock, LockedOption, LockedQuestion, Variant
from quizkit.model.params import Scalar
from quizkit.model.question import Numeric, Predict
from quizkit.model.runner import RunnerSpec
from quizkit.rng import Stream, derive_seed
from quizkit.text import visible

MOST_VARIANTS = 12
NUMBER = "variable:answer"
Params = dict[str, Scalar]


@dataclass(frozen=True)
class Built:
    """The new lock, whole only if there are no findings; `runs` counts the programs that were run."""

    lock: Lock
    findings: tuple[Finding, ...]
    runs: int


@dataclass(frozen=True)
class Complaint:
    """Something that keeps one question from being built; `path` leads to it inside the question."""

    path: tuple[str | int, ...]
    message: str
    fix: str
    code: str = "build-failed"


def combinations(question: Numeric | Predict) -> list[Params]:
    """Every combination of the params' values, the last name changing fastest; one empty one for none."""
    names = list(question.params)
    return [dict(zip(names, values, strict=True)) for values in itertools.product(*question.params.values())]


def count_variants(question: Numeric | Predict) -> int:
    """How many combinations there are, without making them."""
    return math.prod(len(values) for values in question.params.values())


def build(loaded: LoadedTopic, spec: RunnerSpec | None, sandbox: Sandbox | None) -> Built:
    """Compute the lock of `loaded`. Where nothing is to be run, neither runner nor sandbox is needed."""
    locked: dict[str, LockedQuestion] = {}
    findings: list[Finding] = []
    runs = 0
    for index, question in enumerate(loaded.topic.questions):
        if not isinstance(question, Numeric | Predict) or not is_computed(question):
            continue
        builder = _Builder(question, spec, sandbox)
        variants = builder.variants()
        runs += builder.runs
        findings += [_located(complaint, loaded, index, question.id) for complaint in builder.complaints]
        hashed = source_hash(question, loaded.topic.runner)
        locked[question.id] = LockedQuestion(source=hashed, variants=tuple(variants))
    return Built(Lock(format=1, questions=locked), tuple(findings), runs)


def tried(
    question: Numeric | Predict,
    spec: RunnerSpec | None,
    sandbox: Sandbox | None,
    params: Params,
    seed: int,
) -> tuple[Variant | None, tuple[Complaint, ...]]:
    """One variant for any params and any seed of its programs, or what keeps it from being built."""
    builder = _Builder(question, spec, sandbox)
    return builder.variant(0, params, seed), tuple(builder.complaints)


def _located(complaint: Complaint, loaded: LoadedTopic, index: int, question: str) -> Finding:
    return Finding(
        code=complaint.code,
        file=str(loaded.path),
        line=loaded.lines.at(("questions", index, *complaint.path)),
        message=visible(complaint.message, one_line=True),
        fix=complaint.fix,
        question=question,
    )


class _Builder:
    """Builds one question; what goes wrong is kept in `complaints`."""

    def __init__(self, question: Numeric | Predict, spec: RunnerSpec | None, sandbox: Sandbox | None) -> None:
        self._question = question
        self._spec = spec
        self._sandbox = sandbox
        self.complaints: list[Complaint] = []
        self.runs = 0

    def variants(self) -> list[Variant]:
        """The variants, in the order of `combinations`; fewer if something is complained of."""
        if count_variants(self._question) > MOST_VARIANTS:
            message = (
                f"The params make {count_variants(self._question)} variants; {MOST_VARIANTS} is the most."
            )
            self._complain(("params",), message, "Give fewer values.", "too-many-variants")
            return []
        built = []
        for index, params in enumerate(combinations(self._question)):
            variant = self.variant(index, params, derive_seed("build", self._question.id, index))
            if variant is not None:
                version = grade_version(self._question, self._spec, variant)
                built.append(variant.model_copy(update={"grade_version": version}))
        return built

    def _complain(
        self, path: Sequence[str | int], message: str, fix: str, code: str = "build-failed"
    ) -> None:
        self.complaints.append(Complaint(tuple(path), message, fix, code))

    def variant(self, index: int, params: Params, seed: int) -> Variant | None:
        """One variant, its programs run with `seed`; None if something is complained of."""
        before = len(self.complaints)
        values = self._run(params, seed)
        if values is None or len(self.complaints) > before:
            return None
        if isinstance(self._question, Predict):
            variant = self._predicted(self._question, index, params, values)
        else:
            variant = self._numbered(self._question, params, values)
        return variant if len(self.complaints) == before else None

    def _run(self, params: Params, seed: int) -> list[RunResult] | None:
        """Results of all programs of one variant, in their order."""
        programs = list(_programs(self._question))
        if not programs:
            return []
        if self._spec is None or self._sandbox is None:
            fix = "Name a runner at the top of the file, such as 'runner: python'."
            self._complain(("code",), "The topic names no runner that could compute this.", fix)
            return None
        jobs = [self._job(self._spec, fill(code, params), seed) for _, code in programs]
        results = self._sandbox.run_all(jobs)
        self.runs += len(jobs)
        for (path, _), result in zip(programs, results, strict=True):
            self._check(path, params, result)
        return results

    def _job(self, spec: RunnerSpec, code: str, seed: int) -> Job:
        observe = self._question.observe if isinstance(self._question, Predict) else NUMBER
        return Job(
            runner=spec.id,
            target=Target(kind="script"),
            code=code,
            seed=seed,
            observe=(observe,),
            limits=spec.limits,
        )

    def _check(self, path: tuple[str | int, ...], params: Params, result: RunResult) -> None:
        """Complain of a run that gave no value. To raise is a result where what was raised is asked for."""
        observe = self._question.observe if isinstance(self._question, Predict) else NUMBER
        wants_raise = observe == "raises" and result.ended is Ended.RAISED
        if result.ended is not Ended.OK and not wants_raise:
            said = result.detail or result.ended.value
            self._complain(path, f"The program failed{_for(params)}: {said}", "Mend the program.")
        elif observe not in result.values:
            fix = f"Let the program set '{observe.partition(':')[2] or observe}'."
            self._complain(path, f"The program gave no '{observe}'{_for(params)}.", fix)

    def _predicted(
        self, question: Predict, index: int, params: Params, results: Sequence[RunResult]
    ) -> Variant:
        """Key and wrong options in a seeded order under neutral ids, so that neither gives the key away."""
        computed: list[Computed] = []
        mistakes = (None, *(wrong.mistake for wrong in question.wrong))
        for (path, _), mistake, result in zip(_programs(question), mistakes, results, strict=True):
            value = result.values[question.observe]
            problem = cannot_use(value)
            if problem:
                self._complain(path, f"{problem}{_for(params)}.", "Print it, and observe stdout.")
                continue
            text = option_text(value)
            same = next((other for other in computed if other.text == text), None)
            if same is not None:
                message = f"It gives the same as {same.named}{_for(params)}: {text[:80]}"
                fix = "Change the program or the params so that both differ."
                self._complain(path, message, fix, "options-coincide")
            computed.append(Computed(text, mistake))
        mixed = Stream("options", question.id, index).shuffled(computed)
        options = [
            LockedOption(id=f"o{number}", text=each.text, mistake=each.mistake)
            for number, each in enumerate(mixed, 1)
        ]
        key = next((option.id for option in options if option.mistake is None), "")
        return Variant(params=params, options=tuple(options), key=key)

    def _numbered(self, question: Numeric, params: Params, results: Sequence[RunResult]) -> Variant:
        """The key as text, and the number of each mistake that has a program."""
        numbers: dict[tuple[str | int, ...], float | int] = {}
        for (path, _), result in zip(_programs(question), results, strict=True):
            number = number_of(result.values[NUMBER])
            if number is None:
                message = f"'answer' is no finite number{_for(params)}."
                self._complain(path, message, "Set 'answer' to an int or a float.")
            else:
                numbers[path] = number
        key = question.value if question.code is None else numbers.get(("code",))
        wrong = [numbers.get(("wrong", i, "code"), w.value) for i, w in enumerate(question.wrong)]
        if key is not None:
            self._compare(question, params, key, wrong)
        locked = {
            w.mistake: repr(numbers["wrong", i, "code"])
            for i, w in enumerate(question.wrong)
            if ("wrong", i, "code") in numbers
        }
        return Variant(params=params, key="" if key is None else repr(key), wrong=locked)

    def _compare(self, question: Numeric, params: Params, key: float, wrong: Sequence[float | None]) -> None:
        for index, number in enumerate(wrong):
            if number is not None and near(number, key, question.tolerance):
                message = f"The mistake's number {number!r} counts as the key {key!r}{_for(params)}."
                fix = "Change the params or narrow the tolerance."
                self._complain(("wrong", index), message, fix, "options-coincide")


def _programs(question: Numeric | Predict) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Path inside the question and text of each program, the key's first."""
    if question.code is not None:
        yield ("code",), question.code
    for index, code in enumerate([wrong.code for wrong in question.wrong]):
        if code is not None:
            yield ("wrong", index, "code"), code


def _for(params: Params) -> str:
    named = ", ".join(f"{name} = {value}" for name, value in params.items())
    return f" for {named}" if named else ""
