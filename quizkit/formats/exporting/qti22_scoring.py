"""What QTI 2.2 is told of the key: response declarations, and the rules that turn a response into points.

Every policy can be said: an unanswered question brings 0, the right answer all points, another one what the
policy leaves. Only "confidence" cannot, since nobody is asked there how sure they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizkit.formats.exporting.quiz import (
    Blocks,
    Choices,
    Content,
    Item,
    Number,
    Program,
    Words,
)
from quizkit.formats.exporting.xml_writing import bounds, element, short_number
from quizkit.grading.scoring import CONFIDENCE, RULES, Policy, Ticks, policy_named

RESPONSE, SCORE = "RESPONSE", "SCORE"
_CARDINALITY = {Choices: "single", Words: "single", Number: "single", Blocks: "ordered", Program: "single"}
_BASE_TYPE = {
    Choices: "identifier",
    Words: "string",
    Number: "float",
    Blocks: "identifier",
    Program: "string",
}


def policy_of(item: Item) -> Policy:
    """The policy that the points of an item follow here."""
    usual = "net-correct" if isinstance(item.content, Choices) and item.content.many else "all-or-nothing"
    policy = policy_named(item.policy or usual)
    return policy_named("all-or-nothing") if policy.rule == CONFIDENCE else policy


@dataclass(frozen=True)
class _Line:
    """Points that grow with each right tick and shrink with each wrong one, from `start` on."""

    start: float
    gain: float
    cost: float


def ticks_line(policy: Policy, keys: int, lures: int) -> _Line | None:
    """The shares of a rule for any tick at all, as a line before `lowest` is applied; None if it is none."""
    rule = RULES[policy.rule]
    if policy.rule in ("all-or-nothing", "coverage"):
        return None
    if keys:
        start = rule(Ticks(0, 0, keys, lures))
        gain = rule(Ticks(1, 0, keys, lures)) - start
        return _Line(start, gain, start - rule(Ticks(0, 1, keys, lures)) if lures else 0.0)
    once, twice = (rule(Ticks(0, wrong, 0, lures)) for wrong in (1, 2))
    return _Line(2 * once - twice, 0.0, once - twice)


def declaration(item: Item) -> Element:
    """The response: its type, the right one, and what each value brings where that is counted."""
    content = item.content
    cardinality = "multiple" if _many(content) else _CARDINALITY[type(content)]
    values = [element("value", value) for value in _right(content)]
    return element(
        "responseDeclaration",
        element("correctResponse", *values) if values else None,
        _mapping(item),
        identifier=RESPONSE,
        cardinality=cardinality,
        baseType=_BASE_TYPE[type(content)],
    )


def _many(content: Content) -> bool:
    return isinstance(content, Choices) and content.many


def _right(content: Content) -> list[str]:
    match content:
        case Choices():
            return [option.letter for option in content.options if option.right]
        case Words():
            return [content.accepted[0]]
        case Number():
            return [short_number(content.value)]
        case Blocks():
            return list(content.right)
    return []


def _mapping(item: Item) -> Element | None:
    policy = policy_of(item)
    if isinstance(item.content, Words):
        return _words_mapping(item, item.content, policy)
    if not isinstance(item.content, Choices) or not item.content.many:
        return None
    keys = len(_right(item.content))
    lures = len(item.content.options) - keys
    if policy.rule == "coverage":
        worth, bound = {True: 1.0, False: 0.0}, None
    elif (line := ticks_line(policy, keys, lures)) is not None:
        worth = {True: line.gain * item.points, False: -line.cost * item.points}
        bound = (policy.lowest - line.start) * item.points
    else:
        return None
    entries = [
        element("mapEntry", mapKey=option.letter, mappedValue=repr(worth[option.right] + 0.0))
        for option in item.content.options
    ]
    lowest = {} if bound is None else {"lowerBound": repr(bound + 0.0)}
    return element("mapping", *entries, attributes=lowest, defaultValue="0")


def _words_mapping(item: Item, content: Words, policy: Policy) -> Element:
    accepted = {word if content.capitals else word.casefold(): word for word in reversed(content.accepted)}
    entries = [
        element(
            "mapEntry",
            mapKey=word,
            mappedValue=repr(item.points),
            caseSensitive="true" if content.capitals else "false",
        )
        for word in reversed(accepted.values())
    ]
    return element("mapping", *entries, defaultValue=repr(policy.lowest * item.points + 0.0))


def points_rule(item: Item) -> Element:
    """Nothing for no answer, all points for the right one, else what the policy leaves."""
    policy, content = policy_of(item), item.content
    empty = item.points if _many(content) and not _right(content) else 0.0
    rules = [element("responseIf", element("isNull", response()), _scored(_float(empty)))]
    if isinstance(content, Words):
        return element("responseCondition", *rules, element("responseElse", _scored(_mapped())))
    if (counted := _counted(item, policy)) is not None:
        return element("responseCondition", *rules, element("responseElse", _scored(counted)))
    if (condition := right_condition(content)) is not None:
        rules.append(element("responseElseIf", condition, _scored(_float(item.points))))
    rules.append(element("responseElse", _scored(_float(policy.lowest * item.points + 0.0))))
    return element("responseCondition", *rules)


def _counted(item: Item, policy: Policy) -> Element | None:
    """The points for the ticks of a question with several right options; None where all must be right."""
    if not isinstance(item.content, Choices) or not item.content.many:
        return None
    keys = len(_right(item.content))
    if policy.rule == "coverage" and keys:
        ticked = element("containerSize", response())
        share = element("divide", element("product", _mapped(), _mapped()), ticked)
        return element("product", _float(item.points / keys), share)
    line = ticks_line(policy, keys, len(item.content.options) - keys)
    if line is None:
        return None
    return element("sum", _float(line.start * item.points), _mapped()) if line.start else _mapped()


def right_condition(content: Content) -> Element | None:
    """Whether the response is the right one; None for what has no right response but none at all."""
    match content:
        case Number():
            low, high = bounds(content.low, content.high)
            if low == high:
                return element("equal", response(), _float_of(low), toleranceMode="exact")
            return element(
                "and",
                element("gte", response(), _float_of(low)),
                element("lte", response(), _float_of(high)),
            )
        case Words():
            same = [same_text(word, content) for word in content.accepted]
            return same[0] if len(same) == 1 else element("or", *same)
    return element("match", response(), element("correct", identifier=RESPONSE)) if _right(content) else None


def same_text(word: str, content: Words) -> Element:
    """Whether that text was typed."""
    exactly = "true" if content.capitals else "false"
    typed = element("baseValue", word, baseType="string")
    return element("stringMatch", response(), typed, caseSensitive=exactly)


def _scored(value: Element) -> Element:
    return element("setOutcomeValue", value, identifier=SCORE)


def response() -> Element:
    """What was answered."""
    return element("variable", identifier=RESPONSE)


def _mapped() -> Element:
    return element("mapResponse", identifier=RESPONSE)


def _float(value: float) -> Element:
    return _float_of(short_number(value))


def _float_of(written: str) -> Element:
    return element("baseValue", written, baseType="float")
