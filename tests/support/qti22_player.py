"""Scores responses to items of QTI 2.2 by what their files say, as the standard defines its operators.

A small reading of the specification of its own: it knows nothing of how the files are written. NULL is None;
a container without anything in it is NULL too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from xml.etree import ElementTree

NAMESPACE = "{http://www.imsglobal.org/xsd/imsqti_v2p2}"
Value = str | float | bool | tuple[str, ...] | None


class Item:
    """An item's file."""

    def __init__(self, document: str) -> None:
        self.root = ElementTree.fromstring(document)
        self._response = self._found("responseDeclaration")
        self._outcomes: dict[str, Value] = {}

    def _found(self, path: str) -> ElementTree.Element:
        found = self.root.find("/".join(f"{NAMESPACE}{part}" for part in path.split("/")))
        assert found is not None
        return found

    def score(self, response: str | Sequence[str] | None) -> float:
        """The points that a response brings; several values for a container."""
        self._outcomes = {}
        for declared in self.root.findall(f"{NAMESPACE}outcomeDeclaration"):
            value = declared.find(f"{NAMESPACE}defaultValue/{NAMESPACE}value")
            is_number = declared.get("baseType") == "float"
            self._outcomes[declared.attrib["identifier"]] = (
                None if value is None else float(value.text or "") if is_number else value.text
            )
        self._given = self._typed(response)
        self._run(self._found("responseProcessing"))
        scored = self._outcomes["SCORE"]
        assert isinstance(scored, float)
        return scored

    def feedback(self) -> list[str]:
        """The names of the feedback that the last scored response shows."""
        named = self._outcomes.get("FEEDBACK")
        names = named if isinstance(named, tuple) else (named,)
        shown = self.root.findall(f"{NAMESPACE}modalFeedback")
        return [one.attrib["identifier"] for one in shown if one.attrib["identifier"] in names]

    def _typed(self, response: str | Sequence[str] | None) -> Value:
        if response is None or not response:
            return None
        if self._response.get("cardinality") == "single":
            assert isinstance(response, str)
            return float(response) if self._response.get("baseType") == "float" else response
        return tuple(response)

    def _run(self, holder: ElementTree.Element) -> None:
        for rule in holder:
            name = rule.tag.removeprefix(NAMESPACE)
            if name == "setOutcomeValue":
                self._outcomes[rule.attrib["identifier"]] = self._value(rule[0])
            else:
                assert name == "responseCondition"
                self._branch(rule)

    def _branch(self, condition: ElementTree.Element) -> None:
        for branch in condition:
            inside = list(branch)
            if branch.tag != f"{NAMESPACE}responseElse" and self._value(inside.pop(0)) is not True:
                continue
            chosen = ElementTree.Element("chosen")
            chosen.extend(inside)
            self._run(chosen)
            return

    def _value(self, node: ElementTree.Element) -> Value:
        name = node.tag.removeprefix(NAMESPACE)
        if name == "variable":
            named = node.attrib["identifier"]
            return self._given if named == self._response.get("identifier") else self._outcomes[named]
        if name == "baseValue":
            return float(node.text or "") if node.get("baseType") == "float" else node.text
        if name == "correct":
            return self._correct()
        if name == "mapResponse":
            return self._mapped()
        parts = [self._value(part) for part in node]
        if name == "isNull":
            return parts[0] is None
        if None in parts:
            return None
        return self._match(parts) if name == "match" else _OPERATORS[name](parts, node)

    def _match(self, parts: Sequence[Value]) -> bool:
        """Whether two values are the same; in a `multiple` container the order says nothing."""
        one, other = parts
        if self._response.get("cardinality") == "multiple":
            assert isinstance(one, tuple)
            assert isinstance(other, tuple)
            return sorted(one) == sorted(other)
        return one == other

    def _correct(self) -> Value:
        values = [node.text or "" for node in self._found("responseDeclaration/correctResponse")]
        return values[0] if self._response.get("cardinality") == "single" else tuple(values)

    def _mapped(self) -> float:
        mapping = self._found("responseDeclaration/mapping")
        given = self._given if isinstance(self._given, tuple) else (self._given,)
        total = sum(_worth(str(value), mapping) for value in dict.fromkeys(given))
        low, high = mapping.get("lowerBound"), mapping.get("upperBound")
        total = total if low is None else max(total, float(low))
        return total if high is None else min(total, float(high))


def _worth(value: str, mapping: ElementTree.Element) -> float:
    for entry in mapping:
        key = entry.attrib["mapKey"]
        same = key == value or (entry.get("caseSensitive") == "false" and key.casefold() == value.casefold())
        if same:
            return float(entry.attrib["mappedValue"])
    return float(mapping.get("defaultValue", "0"))


def _numbers(parts: Sequence[Value]) -> list[float]:
    assert all(isinstance(part, float) for part in parts)
    return [float(part) for part in parts if isinstance(part, float)]


def _all(parts: Sequence[Value], node: ElementTree.Element) -> bool:
    return all(part is True for part in parts)


def _any(parts: Sequence[Value], node: ElementTree.Element) -> bool:
    return any(part is True for part in parts)


def _sum(parts: Sequence[Value], node: ElementTree.Element) -> float:
    return math.fsum(_numbers(parts))


def _product(parts: Sequence[Value], node: ElementTree.Element) -> float:
    return math.prod(_numbers(parts))


def _divide(parts: Sequence[Value], node: ElementTree.Element) -> float:
    above, below = _numbers(parts)
    return above / below


def _size(parts: Sequence[Value], node: ElementTree.Element) -> float:
    (container,) = parts
    assert isinstance(container, tuple)
    return float(len(container))


def _at_least(parts: Sequence[Value], node: ElementTree.Element) -> bool:
    one, other = _numbers(parts)
    return one >= other


def _at_most(parts: Sequence[Value], node: ElementTree.Element) -> bool:
    one, other = _numbers(parts)
    return one <= other


def _equal(parts: Sequence[Value], node: ElementTree.Element) -> bool:
    assert node.get("toleranceMode") == "exact"
    one, other = _numbers(parts)
    return one == other


def _string_match(parts: Sequence[Value], node: ElementTree.Element) -> bool:
    one, other = (str(part) for part in parts)
    return one == other or (node.get("caseSensitive") == "false" and one.casefold() == other.casefold())


_OPERATORS: dict[str, Callable[[Sequence[Value], ElementTree.Element], Value]] = {
    "and": _all,
    "or": _any,
    "sum": _sum,
    "product": _product,
    "divide": _divide,
    "containerSize": _size,
    "gte": _at_least,
    "lte": _at_most,
    "equal": _equal,
    "stringMatch": _string_match,
}
