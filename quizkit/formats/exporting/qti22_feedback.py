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
    names = {name for name, _ in sayings(content)}
    if isinstance(content, Choices) and names:
        yield element("setOutcomeValue", response(), identifier=FEEDBACK)
    elif names:
        told = [(when, name) for when, name in _conditions(content) if name in (RIGHT, *names)]
        rules = [(when, _named(name)) for when, name in told]
        yield element(
            "responseCondition",
            element("responseIf", *rules[0]),
            *(element("responseElseIf", *rule) for rule in rules[1:]),
        )


def _conditions(content: Content) -> Iterator[tuple[Element, str]]:
    """When an answer is the right one, and when a certain wrong one, each with its name."""
    right = right_condition(content)
    if right is not None:
        yield right, RIGHT
    if isinstance(content, Words):
        for number, (word, _) in enumerate(content.wrong, start=1):
            yield same_text(word, content), f"{WRONG}{number}"
    elif isinstance(content, Number):
        reach = (content.high - content.low) / 2
        for number, (value, _) in enumerate(content.wrong, start=1):
            near = right_condition(Number(value, value - reach, value + reach))
            if near is not None:
                yield near, f"{WRONG}{number}"


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


def _named(name: str) -> Element:
    value = element("baseValue", name, baseType="identifier")
    return element("setOutcomeValue", value, identifier=FEEDBACK)


def shown(content: Content) -> Iterator[Element]:
    """The texts of the feedback, each shown where its name is the outcome."""
    for name, said in sayings(content):
        yield element(
            "modalFeedback", *line(said), outcomeIdentifier=FEEDBACK, identifier=name, showHide="show"
        )
