"""Questions whose answer is typed, a word or a number, as quizkit has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizkit.formats.importing.draft import LONGEST_LINE, CannotDraft, Draft, Fields, listed
from quizkit.formats.importing.markdown import plain_words
from quizkit.formats.importing.model import Answer, Number, Numbers, Rich, Words
from quizkit.formats.importing.names import Ids
from quizkit.grading.numeric import near
from quizkit.grading.typed_text import normalized
from quizkit.model.question import NumericTolerance

_FULL = 1 - 1e-6
_STAR = re.compile(r"(?<!\\)\*")


def type_words(draft: Draft, words: Words, ids: Ids) -> None:
    """The fields of a text question. Raises CannotDraft."""
    rules = ["nfkc", "spaces"] if words.case else ["nfkc", "case", "spaces"]
    full = [answer for answer in words.answers if answer.weight >= _FULL]
    accepted = _distinct([_literal(answer) for answer in full if not _is_pattern(answer)], rules)
    patterns = [_shown(answer) for answer in full if _is_pattern(answer)]
    if not accepted:
        raise CannotDraft("It accepts no certain text.")
    if patterns:
        draft.lose(f"What fits {listed(patterns)}: only certain texts are accepted here.")
    draft.fields |= {"kind": "text", "accept": accepted}
    if not words.case:
        draft.fields["normalize"] = rules
    others = [answer for answer in words.answers if answer.weight < _FULL]
    keys = {normalized(text, rules) for text in accepted}
    _wrong_words(draft, [answer for answer in others if normalized(_literal(answer), rules) not in keys], ids)
    _feedback(draft, [answer.feedback for answer in full])


def _wrong_words(draft: Draft, others: Sequence[Answer], ids: Ids) -> None:
    partly = [_shown(answer) for answer in others if answer.weight > 0]
    if partly:
        draft.lose(f"The part of the mark for {listed(partly)}: here that is wrong.")
    wrong: list[Fields] = []
    for answer in others:
        text = _literal(answer)
        if _is_pattern(answer) or not 0 < len(text) <= LONGEST_LINE:
            if answer.feedback is not None:
                draft.lose(f"What was said of any answer like '{_shown(answer)}'.")
        elif answer.feedback is not None:
            name = draft.wrong(f"'{text}'", answer.feedback, ids)
            wrong.append({"mistake": name, "text": text})
        elif answer.weight <= 0:
            draft.lose(f"That '{_shown(answer)}' is wrong, of which nothing is said.")
    if wrong:
        draft.fields["wrong"] = wrong


def _is_pattern(answer: Answer) -> bool:
    return _STAR.search(answer.text.text) is not None


def _literal(answer: Answer) -> str:
    return plain_words(answer.text).replace("\\*", "*")


def _shown(answer: Answer) -> str:
    return plain_words(answer.text)[:30]


def _distinct(texts: Sequence[str], rules: Sequence[str]) -> list[str]:
    found = {normalized(text, rules): text for text in reversed(texts) if 0 < len(text) <= LONGEST_LINE}
    return list(reversed(found.values()))


def type_number(draft: Draft, numbers: Numbers, ids: Ids) -> None:
    """The fields of a numeric question. Raises CannotDraft."""
    full = [number for number in numbers.answers if number.weight >= _FULL]
    if not full:
        raise CannotDraft("No number gives the full mark.")
    key = full[0]
    value, tolerance = _key(key)
    draft.fields |= {"kind": "numeric", "value": value, "tolerance": tolerance}
    if len(full) > 1:
        draft.lose(f"Other numbers that are right as well: {listed([f'{n.value:g}' for n in full[1:]])}.")
    if unit := plain_words(Rich(numbers.unit, "plain"))[:LONGEST_LINE]:
        draft.fields["unit"] = unit
    if numbers.otherwise is not None:
        draft.lose("What was said of any other number.")
    measure = NumericTolerance.model_validate(tolerance)
    others = [number for number in numbers.answers if number.weight < _FULL]
    partly = [f"{number.value:g}" for number in others if number.weight > 0]
    if partly:
        draft.lose(f"The part of the mark for {listed(partly)}: here a number is right or wrong.")
    _wrong_numbers(draft, [n for n in others if not near(n.value, float(value), measure)], ids)
    _feedback(draft, [number.feedback for number in full])


def _wrong_numbers(draft: Draft, others: Sequence[Number], ids: Ids) -> None:
    wrong: list[Fields] = []
    for number in others:
        if number.feedback is not None:
            name = draft.wrong(f"{number.value:g}", number.feedback, ids)
            wrong.append({"mistake": name, "value": _neat(number.value)})
    if wrong:
        draft.fields["wrong"] = wrong


def _key(number: Number) -> tuple[int | float, Fields]:
    """The number in the middle of what is accepted, and how far from it one may be."""
    if number.relative is not None:
        return _neat(number.value), {"relative": _neat(number.relative)}
    if number.digits is not None:
        return _neat(number.value), {"digits": number.digits}
    below, above = number.value - number.low, number.high - number.value
    even = abs(below - above) <= 1e-9 * max(abs(below), abs(above))
    value = number.value if even else (number.low + number.high) / 2
    return _neat(value), {"absolute": _neat((number.high - number.low) / 2)}


def _neat(value: float) -> int | float:
    """A number as a person would write it, without the dust of binary fractions."""
    short = float(f"{value:.12g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def _feedback(draft: Draft, said: Sequence[Rich | None]) -> None:
    """What is said when the answer is right; of several sayings, the first."""
    own = [rich for rich in said if rich is not None]
    texts = list(dict.fromkeys(rich.text for rich in own))
    if len(texts) > 1:
        draft.lose("That each right answer had its own feedback: the first one's is said of all.")
    if feedback := draft.said(own[0] if own else draft.item.when_right):
        draft.fields["feedback"] = feedback
    if draft.said(draft.item.when_wrong):
        draft.lose("What was said of every wrong answer.")
