"""One question as an item of QTI 1.2, in the shapes that Canvas reads.

Canvas counts every text and number that an item compares an answer with as right, whatever points stand
beside it. What is said of wrong ones therefore has no place here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from quizkit.formats.exporting.below import NOT_NEEDED, with_places, with_starter, with_unit
from quizkit.formats.exporting.body import body
from quizkit.formats.exporting.quiz import Blocks, Choices, Content, Item, Number, Program, Words
from quizkit.formats.exporting.xml_writing import bounds, element, short_number

_RESPONSE = "response1"
_GENERAL, _CORRECT = "general_fb", "correct_fb"


def item_element(item: Item, name: str) -> Element:
    """The item; `name` tells it from all other items of a course."""
    kind = _kind(item.content)
    about = {
        "question_type": kind,
        "points_possible": short_number(item.points),
        "original_answer_ids": ",".join(_letters(item.content)),
        "assessment_question_identifierref": f"{name}_ref",
    }
    said = dict(_feedback(item))
    return element(
        "item",
        element("itemmetadata", metadata(about)),
        _presentation(item),
        element("resprocessing", _outcomes(), *_rules(item.content, said)),
        *(_said(ident, markdown) for ident, markdown in said.items()),
        ident=name,
        title=item.address,
    )


def metadata(fields: dict[str, str]) -> Element:
    """Labels and entries."""
    return element(
        "qtimetadata",
        *(
            element("qtimetadatafield", element("fieldlabel", label), element("fieldentry", entry))
            for label, entry in fields.items()
        ),
    )


def _asked(item: Item) -> str:
    """The prompt as Markdown, and below it what no field of Canvas shows."""
    match item.content:
        case Number(unit=unit):
            return with_unit(item.prompt, unit)
        case Blocks():
            return with_places(item.prompt, some=_has_left_over(item.content))
        case Program(starter=starter):
            return with_starter(item.prompt, starter)
    return item.prompt


def _kind(content: Content) -> str:
    match content:
        case Choices():
            return "multiple_answers_question" if content.many else "multiple_choice_question"
        case Words():
            return "short_answer_question"
        case Number():
            return "numerical_question"
        case Blocks():
            return "matching_question"
        case Program():
            return "essay_question"


def _letters(content: Content) -> list[str]:
    return [option.letter for option in content.options] if isinstance(content, Choices) else []


def _has_left_over(content: Blocks) -> bool:
    return len(content.right) < len(content.blocks)


def _feedback(item: Item) -> Iterator[tuple[str, str]]:
    """What is said, as Markdown, by the name of the feedback."""
    content = item.content
    if item.worked:
        yield _GENERAL, item.worked
    if isinstance(content, Choices):
        for option in content.options:
            if option.feedback:
                yield f"{option.letter}_fb", option.feedback
    elif not isinstance(content, Program) and content.feedback:
        yield _CORRECT, content.feedback


def _said(ident: str, markdown: str) -> Element:
    return element("itemfeedback", element("flow_mat", _material(body(markdown))), ident=ident)


def _material(html: str) -> Element:
    return element("material", element("mattext", html, texttype="text/html"))


def _plain(words: str) -> Element:
    return element("material", element("mattext", words))


def _presentation(item: Item) -> Element:
    return element("presentation", _material(body(_asked(item))), *_responses(item.content))


def _responses(content: Content) -> Iterator[Element]:
    match content:
        case Choices():
            labels = [
                element("response_label", _material(body(option.text)), ident=option.letter)
                for option in content.options
            ]
            cardinality = "Multiple" if content.many else "Single"
            rendered = element("render_choice", *labels)
            yield element("response_lid", rendered, ident=_RESPONSE, rcardinality=cardinality)
        case Blocks():
            for letter, _, markdown in content.blocks:
                rendered = element("render_choice", *_places(content))
                yield element("response_lid", _material(body(markdown)), rendered, ident=f"response_{letter}")
        case Number():
            label = element("response_label", ident="answer1")
            yield _typed(element("render_fib", label, fibtype="Decimal"))
        case Words() | Program():
            yield _typed(element("render_fib", element("response_label", ident="answer1", rshuffle="No")))


def _typed(rendered: Element) -> Element:
    return element("response_str", rendered, ident=_RESPONSE, rcardinality="Single")


def _places(content: Blocks) -> Iterator[Element]:
    """The places that a block may have, as numbers, and that it has none if some have."""
    shown = [str(number) for number in range(1, len(content.right) + 1)]
    for number, words in enumerate([*shown, *([NOT_NEEDED] if _has_left_over(content) else [])], start=1):
        yield element("response_label", _plain(words), ident=f"place_{number}")


def _place(content: Blocks, letter: str) -> str:
    """The ident of a block's place."""
    at = content.right.index(letter) if letter in content.right else len(content.right)
    return f"place_{at + 1}"


def _outcomes() -> Element:
    score = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    return element("outcomes", element("decvar", attributes=score))


def _rules(content: Content, said: dict[str, str]) -> Iterator[Element]:
    """What is shown of the solution and of each option, then what brings the points."""
    if _GENERAL in said:
        yield _rule([element("other")], _GENERAL, goes_on=True)
    if isinstance(content, Blocks):
        yield from _places_rules(content)
        return
    for letter in _letters(content):
        if f"{letter}_fb" in said:
            yield _rule([_equal(letter)], f"{letter}_fb", goes_on=True)
    if isinstance(content, Program):
        yield _rule([element("other")])
        return
    right = list(_right(content))
    if right:
        yield _rule(right, _CORRECT if _CORRECT in said else "", score="100")


def _rule(
    conditions: Sequence[Element], shows: str = "", *, score: str = "", goes_on: bool = False
) -> Element:
    return element(
        "respcondition",
        element("conditionvar", *conditions),
        element("setvar", score, action="Set", varname="SCORE") if score else None,
        element("displayfeedback", feedbacktype="Response", linkrefid=shows) if shows else None,
        attributes={"continue": "Yes" if goes_on else "No"},
    )


def _places_rules(content: Blocks) -> Iterator[Element]:
    """A rule for each block, whose points are added up."""
    share = short_number(100 / len(content.blocks), 0.005)
    for letter, _, _ in content.blocks:
        yield element(
            "respcondition",
            element("conditionvar", _equal(_place(content, letter), f"response_{letter}")),
            element("setvar", share, varname="SCORE", action="Add"),
        )


def _right(content: Choices | Words | Number) -> Iterator[Element]:
    """What must be so; several texts stand for any of them."""
    match content:
        case Choices(many=True):
            if any(option.right for option in content.options):
                picks = [_equal(option.letter) for option in content.options]
                wanted = zip(content.options, picks, strict=True)
                yield element(
                    "and", *(pick if option.right else element("not", pick) for option, pick in wanted)
                )
        case Choices():
            yield from (_equal(option.letter) for option in content.options if option.right)
        case Words():
            for word in content.accepted:
                yield _equal(word, case="Yes") if content.capitals else _equal(word)
        case Number():
            low, high = bounds(content.low, content.high)
            within = element("and", _bound("vargte", low), _bound("varlte", high))
            yield element("or", _equal(short_number(content.value)), within)


def _equal(value: str, response: str = _RESPONSE, **attributes: str) -> Element:
    return element("varequal", value, attributes={"respident": response}, **attributes)


def _bound(name: str, value: str) -> Element:
    return element(name, value, respident=_RESPONSE)
