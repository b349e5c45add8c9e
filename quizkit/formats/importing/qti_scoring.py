"""What a QTI 1.2 item says of answers: which give marks, which bring which feedback, which numbers count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quizkit.formats.importing.xml_tree import Element

_BOUNDS = ("vargt", "vargte", "varlt", "varlte")


class BadItem(Exception):
    """An item that cannot be read; the message is a sentence that says why."""


@dataclass(frozen=True)
class Match:
    """That a response is a value: `is_so` is false where it must not be. `element` keeps the attributes."""

    response: str
    value: str
    is_so: bool
    element: Element


@dataclass
class Condition:
    """One rule: what must match, the score it gives (None: none), the feedback it shows."""

    matches: list[Match] = field(default_factory=list)
    bounds: list[Match] = field(default_factory=list)
    score: float | None = None
    adds: bool = False
    shows: list[str] = field(default_factory=list)

    @property
    def right(self) -> list[Match]:
        """What must be so."""
        return [match for match in self.matches if match.is_so]


def conditions(item: Element) -> list[Condition]:
    """The rules of an item, in order. Raises BadItem for a score that is no number."""
    return [_condition(each) for each in item.every("respcondition")]


def _condition(rule: Element) -> Condition:
    found = Condition(
        shows=[each.attributes.get("linkrefid", "") for each in rule.children("displayfeedback")]
    )
    for variable in rule.children("conditionvar"):
        _matches(variable, True, found)
    for given in rule.children("setvar"):
        score = number(given.text)
        found.score = score if found.score is None else max(found.score, score)
        found.adds = given.attributes.get("action", "Set") == "Add"
    return found


def _matches(holder: Element, is_so: bool, into: Condition) -> None:
    for part in holder.children():
        if part.name == "not":
            _matches(part, not is_so, into)
        elif part.name in ("and", "or"):
            _matches(part, is_so, into)
        elif part.name in ("varequal", *_BOUNDS):
            match = Match(part.attributes.get("respident", ""), part.text.strip(), is_so, part)
            (into.matches if part.name == "varequal" else into.bounds).append(match)


def weights(rules: list[Condition], response: str, *, many: bool) -> dict[str, float]:
    """The share of the mark that each value of a response gives, 1 for full marks."""
    found: dict[str, float] = {}
    scored = [rule for rule in rules if rule.score is not None]
    for rule in scored:
        assert rule.score is not None
        values = [match.value for match in rule.right if match.response == response]
        if many and rule.adds and len(values) == 1:
            found[values[0]] = found.get(values[0], 0.0) + rule.score
        elif rule.score > 0 or (many and rule.score < 0):
            found |= {value: max(rule.score, found.get(value, rule.score)) for value in values}
    most = max(found.values(), default=0.0)
    return {value: score / most for value, score in found.items()} if most > 0 else {}


def in_order(rules: list[Condition], response: str) -> list[str]:
    """The values of the rule that gives most, in its order."""
    scored = [rule for rule in rules if rule.score and rule.score > 0]
    best = max(scored, key=lambda rule: rule.score or 0, default=None)
    return [match.value for match in best.right if match.response == response] if best else []


def comments(rules: list[Condition]) -> Mapping[tuple[str, str], str]:
    """The name of the feedback that is shown for a single value of a response."""
    found: dict[tuple[str, str], str] = {}
    for rule in rules:
        if len(rule.right) == 1 and len(rule.matches) == 1 and rule.shows:
            match = rule.right[0]
            found.setdefault((match.response, match.value), rule.shows[0])
    return found


@dataclass(frozen=True)
class Accepted:
    """A number that counts, from `low` to `high`, and how that was written."""

    value: float
    low: float
    high: float
    score: float
    digits: int | None = None
    relative: float | None = None


def accepted_numbers(rules: list[Condition]) -> Iterator[Accepted]:
    """The numbers that give marks. Raises BadItem for what is no number."""
    for rule in rules:
        if not rule.score or rule.score <= 0 or not (rule.right or rule.bounds):
            continue
        lows = [number(bound.value) for bound in rule.bounds if bound.element.name in ("vargt", "vargte")]
        highs = [number(bound.value) for bound in rule.bounds if bound.element.name in ("varlt", "varlte")]
        if rule.right:
            yield _measured(rule.right[0], lows, highs, rule.score)
        elif lows and highs:
            yield Accepted((lows[0] + highs[0]) / 2, lows[0], highs[0], rule.score)
        else:
            raise BadItem("It accepts every number beyond a bound, which no tolerance can say.")


def _measured(match: Match, lows: list[float], highs: list[float], score: float) -> Accepted:
    value = number(match.value)
    low, high = min([value, *lows]), max([value, *highs])
    margin = match.element.attributes.get("margintype", "")
    kind = match.element.attributes.get("precisiontype", "")
    if margin == "percent":
        share = number(match.element.attributes.get("margin", "0")) / 100
        return Accepted(value, low, high, score, relative=abs(share))
    if kind:
        places = int(number(match.element.attributes.get("precision", "0")))
        if kind.startswith("significant"):
            return Accepted(value, low, high, score, digits=min(max(places, 1), 12))
        off = 0.5 * 10.0 ** -min(max(places, 0), 15)
        return Accepted(value, value - off, value + off, score)
    return Accepted(value, low, high, score)


def number(words: str) -> float:
    """A number as QTI writes it. Raises BadItem."""
    try:
        value = float(words.strip())
    except ValueError:
        raise BadItem(f"'{words.strip()[:40]}' is not a number.") from None
    if not math.isfinite(value) or abs(value) > 1e300:
        raise BadItem(f"The number '{words.strip()[:40]}' is beyond all measure.")
    return value
