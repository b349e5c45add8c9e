"""The grade version of a question: a hash of what can change a grade, and of nothing else.

Two questions of one grade version grade every answer alike. The wording of prompt, hint, feedback and steps
is not in it, so mending a comma invalidates no result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizkit.bank.canonical import digest
from quizkit.bank.runners import load_runner
from quizkit.model.lock import Variant
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    Numeric,
    OrderQuestion,
    Predict,
    Question,
    TextQuestion,
)
from quizkit.model.runner import RunnerSpec

if TYPE_CHECKING:
    from quizkit.bank.loaded import LoadedTopic

_CODE_FIELDS = {"replaces", "entry", "starter", "cases", "settings", "limits", "reference"}
_CHECK_FIELDS = {"id", "observe", "points", "tolerance", "strict"}


def grade_version(question: Question, runner: RunnerSpec | None, variant: Variant | None) -> str:
    """SHA-256, in hexadecimal digits, of canonical JSON of what can change a grade, after defaults.

    `runner` counts for code questions only, whose answers it runs; `variant` where parts are computed.
    """
    return digest({"kind": question.kind, **_parts(question, runner), **_variant_parts(variant)})


def version_in(loaded: LoadedTopic, question: Question, variant: Variant | None) -> str:
    """The grade version of a question as its topic stands now. Raises as `load_runner` does."""
    runs = isinstance(question, CodeQuestion) and loaded.topic.runner
    runner = load_runner(loaded.topic.runner) if runs and loaded.topic.runner else None
    return grade_version(question, runner, variant)


def _parts(question: Question, runner: RunnerSpec | None) -> dict[str, object]:
    match question:
        case Choice() | Multiple():
            return {"options": [[o.id, o.text, o.correct] for o in question.options]}
        case Numeric():
            fields = {"params", "value", "code", "tolerance", "unit"}
            return question.model_dump(mode="json", include=fields)
        case TextQuestion():
            return {"accept": list(question.accept), "normalize": sorted(set(question.normalize))}
        case OrderQuestion():
            return {"blocks": [[b.id, b.text] for b in question.blocks], "answer": list(question.answer)}
        case Predict():
            return question.model_dump(mode="json", include={"params", "code", "observe"})
        case CodeQuestion():
            return {
                **question.model_dump(mode="json", include=_CODE_FIELDS),
                "checks": [check.model_dump(mode="json", include=_CHECK_FIELDS) for check in question.checks],
                "solution": question.solution.code,
                "runner": runner.digest if runner else None,
            }


def _variant_parts(variant: Variant | None) -> dict[str, object]:
    if variant is None:
        return {}
    options = [[option.id, option.text] for option in variant.options]
    return {"variant": {"params": dict(variant.params), "options": options, "key": variant.key}}
