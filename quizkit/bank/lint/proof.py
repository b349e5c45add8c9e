"""Rules about why a key is right: evidence, an argument, a lock that belongs to its bank."""

from __future__ import annotations

from collections.abc import Iterator

from quizkit.bank.building import MOST_VARIANTS, count_variants
from quizkit.bank.lint.view import Flaw, View
from quizkit.bank.locking import REBUILD, is_computed, source_hash
from quizkit.model.question import Choice, CodeQuestion, Multiple, Numeric, Predict, Question


def neither_evidence_nor_argued(question: Question, view: View) -> Iterator[Flaw]:
    """A question has neither `evidence` that is run nor an `argued` reason why it cannot be.

    Nobody can check its key. Keys that are computed by running need neither.

    Example:
        questions:
          - id: q
            kind: choice
            argued: null
            options:
              - {id: a, text: One thing, correct: true, feedback: Yes.}
              - {id: b, text: One other, feedback: No.}

    Instead:
        Give `evidence`, code that shows which answers are true, or say in `argued` why it cannot be run.
    """
    if isinstance(question, CodeQuestion | Predict) or (isinstance(question, Numeric) and question.code):
        return
    if question.evidence is None and question.argued is None:
        message = "The question has neither 'evidence' nor 'argued'."
        yield Flaw((), message, "Add code that shows the key, or say why it cannot be run.")


def unknown_answer_in_evidence(question: Question, view: View) -> Iterator[Flaw]:
    """Evidence speaks of an option that the question does not have.

    Its claim would never be compared with anything.

    Example:
        questions:
          - id: q
            kind: choice
            argued: null
            evidence: {code: x = 1, expect: {d: {"variable:x": 1}}}
            options:
              - {id: a, text: One thing, correct: true, feedback: Yes.}
              - {id: b, text: One other, feedback: No.}

    Instead:
        Use the ids of the options.
    """
    if isinstance(question, Choice | Multiple) and question.evidence is not None:
        known = {option.id for option in question.options}
        for field, claims in (("expect", question.evidence.expect), ("fails", question.evidence.fails)):
            for name in claims:
                if name not in known:
                    fix = f"Use one of {', '.join(sorted(known))}."
                    yield Flaw(("evidence", field, name), f"There is no option '{name}'.", fix)


def too_many_variants(question: Question, view: View) -> Iterator[Flaw]:
    """The params of a question make more than twelve combinations.

    Each of them is computed, stored and proven.

    Example:
        questions:
          - id: q
            kind: numeric
            params: {n: [1, 2, 3, 4], m: [1, 2, 3, 4]}
            prompt: "What is ${n} + ${m}?"
            code: answer = ${n} + ${m}

    Instead:
        Give fewer values.
    """
    if isinstance(question, Numeric | Predict) and count_variants(question) > MOST_VARIANTS:
        message = f"The params make {count_variants(question)} variants; {MOST_VARIANTS} is the most."
        yield Flaw(("params",), message, "Give fewer values.")


def missing_lock(question: Question, view: View) -> Iterator[Flaw]:
    """Something of a question is to be computed, and the lock beside the bank does not hold it.

    Without it the question has no key and no options.

    Example:
        lock: null
        questions:
          - id: q
            kind: numeric
            code: answer = 2 + 2

    Instead:
        Run `quizkit bank build` and keep the lock file with the bank.
    """
    if is_computed(question) and not view.loaded.variants(question.id):
        yield Flaw((), "What is to be computed here has not been built yet.", REBUILD)


def stale_lock(question: Question, view: View) -> Iterator[Flaw]:
    """The lock was built from another state of the question.

    Key and options in it belong to programs and params that are no longer there.

    Example:
        lock: {format: 1, questions: {q: {source: of-before, variants: [{key: "5"}]}}}
        questions:
          - id: q
            kind: numeric
            code: answer = 2 + 2

    Instead:
        Run `quizkit bank build` again.
    """
    locked = view.loaded.lock.questions.get(question.id) if view.loaded.lock else None
    if locked is None or not locked.variants:
        return
    if not is_computed(question):
        yield Flaw((), "The lock holds this question, but nothing of it is computed.", REBUILD)
    elif locked.source != source_hash(question, view.topic.runner):
        yield Flaw((), "The lock was built from another state of this question.", REBUILD)
