"""What QTI 2.2 says of an answer: the feedback by name, and the rules that choose among it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from quizkit.formats.exporting.qti22_body import line
from quizkit.formats.exporting.qti22_scoring import response, right_condition, same_text
from quizkit.formats.exporting.quiz import Blocks, Choices, Content, Number, Words
from quizkit.formats.exporting.xml_writing import element

FEEDBACK = "FEEDBACK"
RIGHT, WRONG = "RIGHT", "WRONG-"


def feedback_rules(content: Content) -> Iterator[Element]:
    """Rules that name the feedback: of options their letters, else whether it is right, or which is wrong."""
    if isinstance(content, Choices):
        if any(option.feedback for option in content.options):
            yield element("setOutcomeValue", response(), identifier=FEEDBACK)
    elif rules := list(_sayings(content)):
        first, *others = rules
        yield element(
            "responseCondition",
            element("responseIf", *first),
            *(element("responseElseIf", *rule) for rule in others),
        )


def _sayings(content: Content) -> Iterator[tuple[Element, Element]]:
    if isinstance(content, Words | Number | Blocks) and any(said for _, said in sayings(content)):
        condition = right_condition(content)
        if condition is not None:
            yield condition, _said(RIGHT)
    if isinstance(content, Words):
        for number, (word, _) in enumerate(content.wrong, start=1):
            yield same_text(word, content), _said(f"{WRONG}{number}")
    elif isinstance(content, Number):
        for number, (value, _) in enumerate(content.wrong, start=1):
            reach = (content.high - content.low) / 2
            condition = right_condition(Number(value, value - reach, value + reach))
            if condition is not None:
                yield condition, _said(f"{WRONG}{number}")


def sayings(content: Content) -> list[tuple[str, str]]:
    """What is said, as Markdown, by the identifier under which it is shown."""
    match content:
        case Choices():
            return [(option.letter, option.feedback) for option in content.options if option.feedback]
        case Words() | Number():
            wrong = [(f"{WRONG}{number}", said) for number, (_, said) in enumerate(content.wrong, start=1)]
            return [(name, said) for name, said in [(RIGHT, content.feedback), *wrong] if said]
        case Blocks():
            return [(RIGHT, content.feedback)] if content.feedback else []
    return []


def _said(name: str) -> Element:
    value = element("baseValue", name, baseType="identifier")
    return element("setOutcomeValue", value, identifier=FEEDBACK)


def shown(content: Content) -> Iterator[Element]:
    """The texts of the feedback, each shown where its name is the outcome."""
    for name, said in sayings(content):
        yield element(
            "modalFeedback", *line(said), outcomeIdentifier=FEEDBACK, identifier=name, showHide="show"
        )
