"""Scores responses to items of QTI 1.2 by what their files say, as Canvas reads them.

A small reading of its own: it knows nothing of how the files are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

NAMESPACE = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
Response = str | frozenset[str]


def items(document: str) -> list[Item]:
    """The items of a quiz, in order."""
    return [Item(one) for one in ElementTree.fromstring(document).iter(f"{NAMESPACE}item")]


class Item:
    """One item."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.root = root

    def score(self, responses: Mapping[str, Response]) -> float:
        """What the responses bring, in percent; `responses` are by the ident of what is answered."""
        score = 0.0
        for rule in self.root.iter(f"{NAMESPACE}respcondition"):
            given = rule.find(f"{NAMESPACE}setvar")
            condition = rule.find(f"{NAMESPACE}conditionvar")
            assert condition is not None
            if given is None or not _holds(condition, responses):
                continue
            worth = float(given.text or "")
            score = score + worth if given.get("action") == "Add" else worth
        return score

    def shown(self, responses: Mapping[str, Response]) -> list[str]:
        """The names of the feedback that is shown."""
        names = []
        for rule in self.root.iter(f"{NAMESPACE}respcondition"):
            condition = rule.find(f"{NAMESPACE}conditionvar")
            assert condition is not None
            if _holds(condition, responses):
                names += [one.attrib["linkrefid"] for one in rule.iter(f"{NAMESPACE}displayfeedback")]
        return names


def _holds(condition: ElementTree.Element, responses: Mapping[str, Response]) -> bool:
    """Several texts side by side are each enough; anything else must all be so."""
    equal = [part for part in condition if part.tag == f"{NAMESPACE}varequal"]
    others = [part for part in condition if part.tag != f"{NAMESPACE}varequal"]
    return all(_is_so(part, responses) for part in others) and (
        not equal or any(_is_so(part, responses) for part in equal)
    )


def _is_so(part: ElementTree.Element, responses: Mapping[str, Response]) -> bool:
    name = part.tag.removeprefix(NAMESPACE)
    if name in ("and", "or", "not"):
        inside = [_is_so(one, responses) for one in part]
        return all(inside) if name == "and" else any(inside) if name == "or" else not any(inside)
    if name == "other":
        return True
    given, wanted = responses.get(part.attrib["respident"], ""), part.text or ""
    if isinstance(given, frozenset):
        return wanted in given
    if name == "varequal":
        return given == wanted if part.get("case") == "Yes" else _same(given, wanted)
    if not given:
        return False
    return float(given) >= float(wanted) if name == "vargte" else float(given) <= float(wanted)


def _same(given: str, wanted: str) -> bool:
    try:
        return float(given) == float(wanted)
    except ValueError:
        return given.casefold() == wanted.casefold()
