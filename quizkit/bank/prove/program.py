"""Proves code questions: the solution passes, all else fails, and each mistake is known by its own name.

On every seed: the solution passes, also behind each of the runner's preludes; the starter fails; every wrong
variant fails and is recognised as its own mistake and no other. On the first seed also: no default stage of
the pipeline and no starter of the topic passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.prove.proof import Path, Refuted, Shown
from quizkit.errors import SandboxFault
from quizkit.grading.code.judge import judge_runs
from quizkit.grading.code.keys import KeyValues
from quizkit.grading.code.plan import Grading, answer_jobs
from quizkit.grading.code.starter import untouched
from quizkit.grading.expected import prepare
from quizkit.model.job import Sandbox
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, Outcome, SystemFault
from quizkit.model.question import CodeQuestion
from quizkit.model.runner import RunnerSpec

FUTURE = "from __future__"


@dataclass(frozen=True)
class Trial:
    """A program that is submitted as an answer, and whether it must pass."""

    name: str
    code: str
    passes: bool
    path: Path


def prove_program(
    loaded: LoadedTopic, question: CodeQuestion, spec: RunnerSpec, sandbox: Sandbox, seeds: int
) -> Shown:
    """Prove one code question on `seeds` seeds. Raises SandboxFault if the sandbox fails."""
    count = len(question.wrong)
    says = f"{'1 mistake' if count == 1 else f'{count} mistakes'} told apart on {seeds} seeds"
    refuted = disguised(question)
    apart: list[float] = []
    for seed in range(seeds if not refuted else 0):
        shown = prove_seed(loaded, question, spec, sandbox, seed)
        refuted = shown.refuted
        if shown.separation is not None:
            apart.append(shown.separation)
        if refuted:
            break
    return Shown(says, refuted, min(apart, default=None))


_MEND = "Mend the solution, the reference, the cases or the checks."


def prove_seed(
    loaded: LoadedTopic, question: CodeQuestion, spec: RunnerSpec, sandbox: Sandbox, seed: int
) -> Shown:
    """What one seed shows. Raises SandboxFault if the sandbox fails."""
    keys = _prepared(loaded, question, spec, sandbox, seed, told=True)
    if isinstance(keys, Shown):
        return keys
    trials = [*_solutions(question, spec), _starter(question)]
    if not seed:
        trials += _foreign(loaded, question, spec)
    refuted = [*_tried(question, spec, keys, trials, sandbox, seed), *_variants(question, keys, seed)]
    return Shown("", tuple(refuted), keys.separation)


def seed_stands(
    loaded: LoadedTopic, question: CodeQuestion, spec: RunnerSpec, sandbox: Sandbox, seed: int
) -> bool:
    """Whether `prove_seed` would find nothing to complain of, with as few runs as will tell.

    The solution is run again, behind another prelude on each seed; what must fail, only until it does.
    """
    keys = _prepared(loaded, question, spec, sandbox, seed, told=False)
    if isinstance(keys, Shown):
        return False
    solutions = list(_solutions(question, spec))
    again = [solutions[seed % len(solutions)]]
    failing = [_starter(question), *([] if seed else _foreign(loaded, question, spec))]
    first = replace(keys, draws=keys.draws[:1], variants=())

    def passes(trial: Trial) -> bool:
        """What fails on one draw fails on all of them together."""
        return any(_tried(question, spec, first, [trial], sandbox, seed)) and any(
            _tried(question, spec, keys, [trial], sandbox, seed)
        )

    return not (
        any(_variants(question, keys, seed))
        or any(_tried(question, spec, keys, again, sandbox, seed))
        or any(passes(trial) for trial in failing)
    )


def _prepared(
    loaded: LoadedTopic, question: CodeQuestion, spec: RunnerSpec, sandbox: Sandbox, seed: int, *, told: bool
) -> KeyValues | Shown:
    """The keys of a seed, or why there are none."""
    grading = Grading(f"{loaded.address}/{question.id}", f"prove {seed}")
    keys = prepare(question, spec, grading, sandbox, told=told)
    if isinstance(keys, SystemFault):
        raise SandboxFault(f"the sandbox failed while '{question.id}' was proven: {keys.reason}")
    if isinstance(keys, AuthorFault):
        return Shown("", (Refuted(("solution",), f"On seed {seed}: {keys.reason}", _MEND),))
    return keys


def disguised(question: CodeQuestion) -> tuple[Refuted, ...]:
    """Wrong variants that are the solution itself: told before anything is run."""
    return tuple(
        Refuted(
            ("wrong", at),
            f"The wrong variant '{wrong.mistake}' is the solution itself.",
            "Write the code that makes the mistake.",
        )
        for at, wrong in enumerate(question.wrong)
        if untouched(wrong.code, question.solution.code)
    )


def _starter(question: CodeQuestion) -> Trial:
    return Trial("the starter", question.starter, False, ("starter",))


def _solutions(question: CodeQuestion, spec: RunnerSpec) -> Iterator[Trial]:
    """The solution, and the solution behind each prelude."""
    yield Trial("the solution", question.solution.code, True, ("solution",))
    for prelude in spec.preludes:
        code = behind(prelude, question.solution.code)
        yield Trial(f"the solution behind '{prelude}'", code, True, ("solution",))


def behind(prelude: str, code: str) -> str:
    """`code` with `prelude` before it, but after its imports from the future, which must come first."""
    lines = code.split("\n")
    start = max((at + 1 for at, line in enumerate(lines) if line.startswith(FUTURE)), default=0)
    return "\n".join([*lines[:start], prelude, *lines[start:]])


def _foreign(loaded: LoadedTopic, question: CodeQuestion, spec: RunnerSpec) -> Iterator[Trial]:
    """What lies about and might be handed in: default stages, and the topic's other starters."""
    for stage in spec.stages:
        yield Trial(f"the default stage '{stage.name}'", stage.source, False, ("checks",))
    for other in loaded.topic.questions:
        if isinstance(other, CodeQuestion) and other.id != question.id:
            yield Trial(f"the starter of '{other.id}'", other.starter, False, ("checks",))


def _tried(
    question: CodeQuestion,
    spec: RunnerSpec,
    keys: KeyValues,
    trials: Sequence[Trial],
    sandbox: Sandbox,
    seed: int,
) -> Iterator[Refuted]:
    draws = [key.draw for key in keys.draws]
    jobs = [job for trial in trials for job in answer_jobs(question, spec, trial.code, draws)]
    results = sandbox.run_all(jobs)
    for at, trial in enumerate(trials):
        outcome = judge_runs(question, keys, results[at * len(draws) : (at + 1) * len(draws)])
        if isinstance(outcome, SystemFault):
            raise SandboxFault(f"the sandbox failed while '{question.id}' was proven: {outcome.reason}")
        if _passed(outcome) is not trial.passes:
            how = "passes" if _passed(outcome) else f"fails: {_reason(outcome)}"
            yield Refuted(trial.path, f"On seed {seed} {trial.name} {how}", _MEND)


def _variants(question: CodeQuestion, keys: KeyValues, seed: int) -> Iterator[Refuted]:
    for at, variant in enumerate(keys.variants):
        outcome = judge_runs(question, keys, variant.runs)
        name = f"the wrong variant '{variant.mistake}'"
        if _passed(outcome):
            yield Refuted(("wrong", at), f"On seed {seed} {name} passes.", _MEND)
        elif isinstance(outcome, Graded | LearnerFault) and outcome.mistake != variant.mistake:
            seen = f"as '{outcome.mistake}'" if outcome.mistake else "as no mistake, or as several"
            message = f"On seed {seed} {name} is recognised {seen}."
            yield Refuted(("wrong", at), message, "Tell it apart by a check, or name both mistakes alike.")


def _passed(outcome: Outcome) -> bool:
    return isinstance(outcome, Graded) and outcome.score == 1


def _reason(outcome: Outcome) -> str:
    return outcome.reason or outcome.outcome
