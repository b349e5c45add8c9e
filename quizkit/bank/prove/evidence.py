"""Runs a question's evidence and compares: exactly the answers marked right must turn out true.

An answer is true if, on every seed, each observation that it claims is what came. A false answer must also
fail in the way that `fails` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from quizkit.bank.prove.answers import PLACE, Claimed, answers, put_in
from quizkit.bank.prove.proof import Refuted, Shown
from quizkit.errors import SandboxFault
from quizkit.grading.compare import compare
from quizkit.grading.words import clip, show
from quizkit.model.code_parts import Evidence, Literals
from quizkit.model.job import Ended, Job, RunResult, Sandbox, Target
from quizkit.model.question import Choice, Multiple, Question
from quizkit.model.runner import RunnerSpec

Runs = Sequence[RunResult]


def prove_evidence(question: Question, evidence: Evidence, spec: RunnerSpec, sandbox: Sandbox) -> Shown:
    """Run `evidence` for every answer and seed. Raises SandboxFault if the sandbox fails."""
    claimed = answers(question)
    refuted = [*_unknown(evidence, claimed), *_silent(question, evidence, claimed)]
    for answer, runs in _run(evidence, claimed, spec, sandbox):
        refuted += _judged(evidence, answer, runs)
    seeds = "1 seed" if evidence.seeds == 1 else f"{evidence.seeds} seeds"
    return Shown(f"{len(claimed)} answers run on {seeds}", tuple(refuted))


def _run(
    evidence: Evidence, claimed: Sequence[Claimed], spec: RunnerSpec, sandbox: Sandbox
) -> Iterator[tuple[Claimed, Runs]]:
    """Each answer with its runs, one per seed; evidence without a place for an answer is run once for all."""
    own = PLACE in evidence.code
    programs = [put_in(evidence.code, answer.text) for answer in claimed] if own else [evidence.code]
    jobs = [_job(evidence, code, seed, spec) for code in programs for seed in range(evidence.seeds)]
    results = sandbox.run_all(jobs)
    for run in results:
        if run.ended is Ended.SYSTEM:
            raise SandboxFault(f"the sandbox failed while evidence was run: {run.detail}")
    for at, answer in enumerate(claimed):
        start = at * evidence.seeds if own else 0
        yield answer, results[start : start + evidence.seeds]


def _job(evidence: Evidence, code: str, seed: int, spec: RunnerSpec) -> Job:
    shown = (evidence.claim or {}, *evidence.expect.values(), *evidence.fails.values())
    names = tuple(dict.fromkeys(name for each in shown for name in each))
    target = Target(kind="script")
    return Job(runner=spec.id, target=target, code=code, seed=seed, observe=names, limits=spec.limits)


def _claims(evidence: Evidence, answer: Claimed) -> dict[str, Literals]:
    return {**(evidence.claim or {}), **evidence.expect.get(answer.id, {})}


def _judged(evidence: Evidence, answer: Claimed, runs: Runs) -> Iterator[Refuted]:
    claims = _claims(evidence, answer)
    missed = _missed(evidence, claims, runs) if claims else "it claims nothing"
    if answer.right and missed:
        yield Refuted(
            answer.path, f"'{answer.id}' is marked right, but {missed}.", "Correct the key or the evidence."
        )
    if not answer.right and not missed:
        message = f"'{answer.id}' is marked wrong, but all that it claims came on every seed."
        yield Refuted(answer.path, message, "Correct the key or the evidence.")
    failing = evidence.fails.get(answer.id)
    if failing is not None and (other := _missed(evidence, failing, runs)):
        message = f"'{answer.id}' does not fail as 'fails' says: {other}."
        yield Refuted(("evidence", "fails", answer.id), message, "Say how it does fail.")


def _missed(evidence: Evidence, claims: Mapping[str, Literals], runs: Runs) -> str:
    """The first claim that did not come, in words; empty if all came on every seed."""
    for seed, run in enumerate(runs):
        for name, literal in claims.items():
            if name not in run.values:
                how = f": {clip(run.detail)}" if run.detail else ""
                return f"on seed {seed} there was no '{name}'{how}".rstrip(".")
            if compare(literal, run.values[name], evidence.tolerance):
                return f"on seed {seed} '{name}' was {show(run.values[name])}, not {show(literal)}"
    return ""


def _unknown(evidence: Evidence, claimed: Sequence[Claimed]) -> Iterator[Refuted]:
    known = {answer.id for answer in claimed}
    for part, named in (("expect", evidence.expect), ("fails", evidence.fails)):
        for name in named:
            if name not in known:
                message = f"The evidence speaks of '{name}', which is no answer to this question."
                yield Refuted(("evidence", part, name), message, f"Name one of {', '.join(sorted(known))}.")


def _silent(question: Question, evidence: Evidence, claimed: Sequence[Claimed]) -> Iterator[Refuted]:
    """Options of which the evidence says nothing: it cannot show that they are wrong."""
    if not isinstance(question, Choice | Multiple):
        return
    for answer in claimed:
        if not answer.right and not _claims(evidence, answer):
            message = f"The evidence says nothing of '{answer.id}', so it does not show that this is wrong."
            yield Refuted(answer.path, message, "Add to 'expect' what would hold if it were right.")
