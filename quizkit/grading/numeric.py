"""Verdict on a typed number: read it generously, compare it within the tolerance, name the mistake it shows.

Read are decimals with comma or point ("0.5", "0,5", ".5"), powers ("1e-3", "2*10^-3", "2·10⁻³"), fractions
("1/2") and a unit behind the number. The unit may be left out; one that is typed must be the question's.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from quizkit.grading.verdicts import blank, only, unfitting
from quizkit.grading.words import quoted
from quizkit.model.answer import Answer, Typed
from quizkit.model.lock import Variant
from quizkit.model.outcome import AuthorFault, Graded, Outcome
from quizkit.model.question import Numeric, NumericTolerance

MAX_LENGTH = 100
ANOTHER = "That is not the number."
_DECIMAL = r"(?:\d+(?:[.,]\d*)?|[.,]\d+)"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<top>{_DECIMAL})"
    r"(?:[eE](?P<exponent>[+-]?\d{1,4})|\s*[*x·×]\s*10\s*(?:\^|\*\*)\s*\(?(?P<power>[+-]?\d{1,4})\)?)?"
    rf"(?:\s*/\s*(?P<below>{_DECIMAL}))?"
    r"(?P<unit>.*)",
    re.ASCII,
)
_ASCII = {0x2212: "-", 0x2044: "/"}  # the minus and fraction signs that editors and NFKC put in
_RAISED = re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")  # NFKC makes plain digits of them: 10³ would be 103
_GROUPED = re.compile(r"\s*[.,'_]?\s*\d")


@dataclass(frozen=True)
class NotANumber:
    """Why a typed text is no number that can be judged, and what to type instead."""

    reason: str


def read(typed: str, unit: str | None = None) -> float | NotANumber:
    """The number in `typed`, with or without `unit` behind it. Always finite."""
    flat = _RAISED.sub(lambda digits: f"^{digits.group()}", typed)
    text = unicodedata.normalize("NFKC", flat).strip().translate(_ASCII)
    found = _NUMBER.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if found is None:
        return NotANumber(f"'{quoted(typed[:40])}' is not a number; type it like 0.5 (or 0,5), 1/2 or 1e-3.")
    rest = found["unit"].strip()
    if _GROUPED.match(rest):
        return NotANumber(
            f"'{quoted(typed[:40])}' can be read in two ways; type the digits without separators."
        )
    if rest and rest != unicodedata.normalize("NFKC", unit or ""):
        wanted = f"the unit here is {unit}" if unit else "only the number is asked for"
        return NotANumber(f"'{quoted(rest)}' behind the number is not understood; {wanted}.")
    return _value(found)


def _value(found: re.Match[str]) -> float | NotANumber:
    exponent = found["exponent"] or found["power"] or "0"
    value = float(f"{found['sign']}{found['top'].replace(',', '.')}e{exponent}")
    below = float(found["below"].replace(",", ".")) if found["below"] else 1.0
    if below == 0 or not math.isfinite(value / below):
        return NotANumber("the number is beyond all measure; type a finite one.")
    return value / below


def near(value: float, key: float, tolerance: NumericTolerance) -> bool:
    """Whether `value` is `key` within the tolerance, both ends included, but for the rounding of floats."""
    gap = reach(key, tolerance)
    dust = 2 * math.ulp(max(abs(value), abs(key))) if gap else 0.0  # 1.1 - 1.09999995 is more than 5e-8
    return abs(value - key) <= gap * (1 + 1e-9) + dust


def reach(key: float, tolerance: NumericTolerance) -> float:
    """How far from `key` a number may be.

    With significant digits: as far as rounding to so many digits may move it.
    """
    if tolerance.absolute is not None:
        return tolerance.absolute
    if tolerance.relative is not None:
        return tolerance.relative * abs(key)
    if tolerance.digits is None:
        return 0.0
    leading = math.floor(math.log10(abs(key))) if key else 0
    return float(0.5 * 10.0 ** (leading - tolerance.digits + 1))


def judge(question: Numeric, answer: Answer, variant: Variant | None) -> Outcome:
    """Full marks within the tolerance, else none; what is not a number is told so and scores none."""
    if not isinstance(answer, Typed):
        return unfitting("a number is asked for.")
    if not answer.text.strip():
        return blank()
    keys = keys_of(question, variant)
    if isinstance(keys, AuthorFault):
        return keys
    value = read(answer.text, question.unit)
    if isinstance(value, NotANumber):
        return Graded(score=0, reason=value.reason)
    if near(value, keys.right, question.tolerance):
        return Graded(score=1, reason=question.feedback or "")
    shown = [name for name, wrong in keys.wrong if near(value, wrong, question.tolerance)]
    mistake = only(shown)
    said = [wrong.feedback for wrong in question.wrong if wrong.mistake == mistake and wrong.feedback]
    return Graded(score=0, mistake=mistake, reason=said[0] if said else ANOTHER)


@dataclass(frozen=True)
class Keys:
    """The right number and, per mistake, the number that it leads to."""

    right: float
    wrong: tuple[tuple[str, float], ...]


def keys_of(question: Numeric, variant: Variant | None) -> Keys | AuthorFault:
    """The keys as written in the bank or, where they are computed, as the lock's variant holds them."""
    try:
        right = float(variant.key) if variant is not None and variant.key else question.value
        locked = [] if variant is None else [(name, float(text)) for name, text in variant.wrong.items()]
    except ValueError:
        return AuthorFault(reason="The lock holds a key that is not a number; run 'quizkit bank build'.")
    if right is None:
        return AuthorFault(reason="The key has not been computed yet; run 'quizkit bank build'.")
    given = [(wrong.mistake, wrong.value) for wrong in question.wrong if wrong.value is not None]
    return Keys(right, (*given, *locked))
