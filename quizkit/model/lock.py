"""What `bank build` computed and wrote beside the bank: variants with their parameters, options and keys."""

from __future__ import annotations

from collections.abc import Mapping

from quizkit.model.base import Noun
from quizkit.model.params import Scalar


class LockedOption(Noun):
    """One option of a variant: its id, its text as shown, the mistake that computes it (None for the key)."""

    id: str
    text: str
    mistake: str | None = None


class Variant(Noun):
    """One variant of a question with computed parts, by its index in `LockedQuestion.variants`.

    Predict: `options` with the key's id in `key`. Numeric: `key` is the number as text, `wrong` the number
    that each mistake leads to. `grade_version` is what answers to this variant are logged under.
    """

    params: Mapping[str, Scalar] = {}
    options: tuple[LockedOption, ...] = ()
    key: str = ""
    wrong: Mapping[str, str] = {}
    grade_version: str = ""


class LockedQuestion(Noun):
    """`source` is the SHA-256 of what the variants were computed from: another one means a stale lock."""

    source: str
    variants: tuple[Variant, ...] = ()


class Lock(Noun):
    """The lock file of one topic. `questions` has an entry for each question with computed parts."""

    format: int
    questions: Mapping[str, LockedQuestion]
