"""What is answered in a QTI 1.2 item: options, words, numbers, pairs, an order, with weights and feedback."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quizkit.formats.importing import qti_scoring as scoring
from quizkit.formats.importing.model import (
    Answer,
    Content,
    Note,
    Number,
    Numbers,
    Options,
    Pairs,
    Pictures,
    Rich,
    Words,
)
from quizkit.formats.importing.model import Sequence as Ordered
from quizkit.formats.importing.qti_scoring import BadItem, Condition
from quizkit.formats.importing.qti_texts import labels_of, plain_text, rich_text
from quizkit.formats.importing.xml_tree import Element

_PLACE = re.compile(r"place_\d{1,2}")


@dataclass(frozen=True)
class Reading:
    """An item while it is read: its rules, its feedback by name, where its pictures are."""

    rules: list[Condition]
    feedback: dict[str, Rich]
    pictures: Pictures
    comments: Mapping[tuple[str, str], str]
    notes: list[Note] = field(default_factory=list)

    def said(self, response: str, value: str) -> Rich | None:
        """What is said of a value of a response."""
        name = self.comments.get((response, value), f"{value}_fb")
        return self.feedback.get(name)


def feedback_of(item: Element, pictures: Pictures) -> dict[str, Rich]:
    """The feedback of an item by its name, where it says something."""
    found = {
        each.attributes.get("ident", ""): rich_text(each, pictures) for each in item.children("itemfeedback")
    }
    return {name: said for name, said in found.items() if said.text.strip()}


def _one(responses: Sequence[Element], reading: Reading) -> Content:
    return read_options(responses[0], reading, many=False)


def _several(responses: Sequence[Element], reading: Reading) -> Content:
    return read_options(responses[0], reading, many=True)


def _truth(responses: Sequence[Element], reading: Reading) -> Content:
    return replace(read_options(responses[0], reading, many=False), shuffle=False)


def read_options(response: Element, reading: Reading, *, many: bool) -> Options:
    """The options of a response, right by the rules of its item."""
    identity = response.attributes.get("ident", "")
    shares = scoring.weights(reading.rules, identity, many=many)
    answers = tuple(
        Answer(rich_text(label, reading.pictures), shares.get(value, 0.0), reading.said(identity, value))
        for label in labels_of(response)
        for value in [label.attributes.get("ident", "")]
    )
    rendered = next(response.every("render_choice"), None)
    shuffle = rendered is None or rendered.attributes.get("shuffle", "Yes") != "No"
    return Options(answers, many, shuffle)


def read_typed(responses: Sequence[Element], reading: Reading) -> Words:
    """The words that the first response accepts, and those of which something is said."""
    identity = responses[0].attributes.get("ident", "")
    shares = scoring.weights(reading.rules, identity, many=False)
    matches = [match for rule in reading.rules for match in rule.right if match.response == identity]
    case = bool(matches) and all(match.element.attributes.get("case") == "Yes" for match in matches)
    said = {match.value: reading.said(identity, match.value) for match in matches}
    answers = [Answer(Rich(literal(value), "plain"), shares.get(value, 0.0), said[value]) for value in said]
    return Words(tuple(answers), case)


def _numerical(responses: Sequence[Element], reading: Reading) -> Content:
    del responses
    found = list(scoring.accepted_numbers(reading.rules))
    most = max((one.score for one in found), default=1.0)
    numbers = tuple(
        Number(one.value, one.low, one.high, one.score / most, digits=one.digits, relative=one.relative)
        for one in found
    )
    return Numbers(numbers)


def _matching(responses: Sequence[Element], reading: Reading) -> Content:
    pairs: list[tuple[Rich, Rich]] = []
    places: list[tuple[str, Rich]] = []
    found: set[str] = set()
    every: dict[str, Element] = {}
    for response in responses:
        identity = response.attributes.get("ident", "")
        shares = scoring.weights(reading.rules, identity, many=False)
        labels = {label.attributes.get("ident", ""): label for label in labels_of(response)}
        every |= labels
        right = next((value for value in labels if shares.get(value, 0) >= 1), None)
        if right is None:
            raise BadItem("It does not say what one of its parts belongs to.")
        asked = next(iter(response.children("material")), None)
        pairs.append((rich_text(asked, reading.pictures), rich_text(labels[right], reading.pictures)))
        places.append((right, pairs[-1][0]))
        found.add(plain_text(labels[right]))
    placed = _placed(places, {place: plain_text(label) for place, label in every.items()})
    if placed is not None:
        return placed
    others = [
        rich_text(label, reading.pictures) for label in every.values() if plain_text(label) not in found
    ]
    return Pairs(tuple(pairs), tuple(others))


def _placed(places: Sequence[tuple[str, Rich]], shown: Mapping[str, str]) -> Ordered | None:
    """Blocks each of which has its place or none, as an export of ours asks for their order; else None."""
    if not all(map(_PLACE.fullmatch, shown)):
        return None
    placed = {int(place.partition("_")[2]): block for place, block in places if shown[place].isdecimal()}
    others = tuple(block for place, block in places if not shown[place].isdecimal())
    if len(placed) + len(others) < len(places) or set(placed) != set(range(1, len(placed) + 1)):
        return None
    return Ordered(tuple(placed[at] for at in sorted(placed)), others)


def _ordering(responses: Sequence[Element], reading: Reading) -> Content:
    labels = {label.attributes.get("ident", ""): label for label in labels_of(responses[0])}
    order = scoring.in_order(reading.rules, responses[0].attributes.get("ident", ""))
    if set(order) != set(labels) or len(order) != len(labels):
        raise BadItem("It does not say the order of all its parts.")
    return Ordered(tuple(rich_text(labels[value], reading.pictures) for value in order))


READERS: dict[str, Callable[[Sequence[Element], Reading], Content]] = {
    "multiple_choice_question": _one,
    "true_false_question": _truth,
    "multiple_answers_question": _several,
    "short_answer_question": read_typed,
    "numerical_question": _numerical,
    "matching_question": _matching,
    "ordering_question": _ordering,
}


def literal(words: str) -> str:
    """Words as an answer in which `*` would stand for any text."""
    return words.replace("*", "\\*")
