"""Proves computed questions: what the lock holds must be what their programs give now."""

from __future__ import annotations

from quizkit.bank.building import Built
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.locking import REBUILD
from quizkit.bank.prove.proof import Refuted, Shown
from quizkit.model.lock import Variant
from quizkit.model.question import Question


def prove_computed(loaded: LoadedTopic, question: Question, built: Built) -> Shown:
    """Compare the lock's variants of `question` with freshly built ones."""
    refuted = [
        Refuted((), finding.message, finding.fix, finding.code)
        for finding in built.findings
        if finding.question == question.id
    ]
    locked, now = loaded.variants(question.id), built.lock.questions[question.id].variants
    if not refuted and [_told(variant) for variant in locked] != [_told(variant) for variant in now]:
        message = (
            "The lock does not hold what the programs give." if locked else "The lock has no entry for it."
        )
        refuted.append(Refuted((), message, REBUILD))
    count = "1 variant" if len(now) == 1 else f"{len(now)} variants"
    return Shown(f"{count} computed again", tuple(refuted))


def _told(variant: Variant) -> Variant:
    """The variant without what depends on more than its programs."""
    return variant.model_copy(update={"grade_version": ""})
