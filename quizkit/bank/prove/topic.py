"""Proves a whole topic, question by question."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from quizkit.bank.building import Built, build
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.locking import is_computed
from quizkit.bank.prove.computed import prove_computed
from quizkit.bank.prove.evidence import prove_evidence
from quizkit.bank.prove.program import prove_program
from quizkit.bank.prove.proof import Proof, Shown, concluded
from quizkit.model.job import Sandbox
from quizkit.model.question import CodeQuestion, Question
from quizkit.model.runner import RunnerSpec


def prove_topic(
    loaded: LoadedTopic,
    spec: RunnerSpec | None,
    sandbox: Sandbox | None,
    seeds: int,
    only: Collection[str] = (),
) -> Iterator[Proof]:
    """A proof for each question that is not retired, as it is found; for those in `only`, if any are named.

    Without runner and sandbox nothing can be shown. Raises SandboxFault if the sandbox fails.
    """
    asked = [
        question
        for question in loaded.topic.questions
        if question.status != "retired" and (not only or question.id in only)
    ]
    built = build(loaded, spec, sandbox) if any(is_computed(question) for question in asked) else None
    for question in asked:
        shown = None
        if spec is not None and sandbox is not None:
            shown = _shown(loaded, question, spec, sandbox, built, seeds)
        yield concluded(loaded, question, shown)


def _shown(
    loaded: LoadedTopic,
    question: Question,
    spec: RunnerSpec,
    sandbox: Sandbox,
    built: Built | None,
    seeds: int,
) -> Shown | None:
    """What can be shown of one question; None if nothing of it can be run."""
    if isinstance(question, CodeQuestion):
        return prove_program(loaded, question, spec, sandbox, seeds)
    if built is not None and is_computed(question):
        return prove_computed(loaded, question, built)
    if question.evidence is not None:
        return prove_evidence(question, question.evidence, spec, sandbox)
    return None
