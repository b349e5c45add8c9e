"""One question as an item of QTI 2.2: what is shown, what is answered, what it brings, what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from quizkit import text
from quizkit.formats.exporting.below import with_starter
from quizkit.formats.exporting.qti22_body import RUNNING, blocks, line
from quizkit.formats.exporting.qti22_feedback import FEEDBACK, feedback_rules, sayings, shown
from quizkit.formats.exporting.qti22_scoring import RESPONSE, SCORE, declaration, points_rule
from quizkit.formats.exporting.quiz import Blocks, Choices, Item, Number, Program, Quiz, Words
from quizkit.formats.exporting.xml_writing import document, element, short_number

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p2"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2p2.xsd"
ROOT = {
    "xmlns": NAMESPACE,
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
}


def identifier(item: Item, quiz: Quiz) -> str:
    """A question's form and address as identifiers may be: no id has an underscore, so both can be read back.

    On another form the same question may have its options in another order.
    """
    return f"q_{quiz.exam}-{quiz.form}_{item.address.replace('/', '_')}"


def item_document(item: Item, quiz: Quiz) -> str:
    """The item's file."""
    scored = not isinstance(item.content, Program)
    rules = [points_rule(item), *feedback_rules(item.content)] if scored else []
    root = element(
        "assessmentItem",
        declaration(item),
        *_outcomes(item),
        element("itemBody", *_body(item)),
        element("responseProcessing", *rules) if rules else None,
        *shown(item.content),
        attributes=ROOT | {"xml:lang": quiz.language},
        identifier=identifier(item, quiz),
        title=f"Question {item.number}",
        label=item.address,
        adaptive="false",
        timeDependent="false",
        toolName="quizkit",
    )
    return document(root, RUNNING)


def _outcomes(item: Item) -> Iterator[Element]:
    most = short_number(item.points)
    by_people = {"externalScored": "human"} if isinstance(item.content, Program) else {}
    yield _number(SCORE, "0", {"normalMaximum": most} | by_people)
    yield _number("MAXSCORE", most, {})
    if sayings(item.content):
        many = isinstance(item.content, Choices) and item.content.many
        kind = "multiple" if many else "single"
        yield element("outcomeDeclaration", identifier=FEEDBACK, cardinality=kind, baseType="identifier")


def _number(name: str, value: str, attributes: dict[str, str]) -> Element:
    default = element("defaultValue", element("value", value))
    return element(
        "outcomeDeclaration",
        default,
        attributes=attributes,
        identifier=name,
        cardinality="single",
        baseType="float",
    )


def _body(item: Item) -> Iterator[Element]:
    content = item.content
    yield from blocks(
        with_starter(item.prompt, content.starter) if isinstance(content, Program) else item.prompt
    )
    yield _interaction(item)
    if item.worked:
        yield element("rubricBlock", *blocks(item.worked), view="scorer")


def _interaction(item: Item) -> Element:
    content = item.content
    match content:
        case Choices():
            most = "0" if content.many else "1"
            options = (
                _choice(option.letter, option.text, fixed=option.pin is not None)
                for option in content.options
            )
            return _asked("choiceInteraction", *options, shuffle="false", minChoices="0", maxChoices=most)
        case Blocks():
            parts = [_choice(letter, words) for letter, _, words in content.blocks]
            some = {"minChoices": "1", "maxChoices": str(len(parts))}
            return _asked(
                "orderInteraction",
                *parts,
                shuffle="false",
                **(some if len(parts) > len(content.right) else {}),
            )
        case Number():
            field = _asked("textEntryInteraction", expectedLength="20")
            return element(
                "p", field, f" {text.visible(content.unit, one_line=True)}" if content.unit else None
            )
        case Words():
            longest = max(map(len, content.accepted))
            return element("p", _asked("textEntryInteraction", expectedLength=str(max(20, 2 * longest))))
        case Program():
            lines = max(10, content.starter.count("\n") + 5)
            return _asked("extendedTextInteraction", format="plain", expectedLines=str(lines))


def _asked(name: str, *inside: Element, **attributes: str) -> Element:
    return element(name, *inside, attributes={"responseIdentifier": RESPONSE}, **attributes)


def _choice(letter: str, words: str, *, fixed: bool = False) -> Element:
    pinned = {"fixed": "true"} if fixed else {}
    return element("simpleChoice", *line(words), attributes={"identifier": letter} | pinned)
