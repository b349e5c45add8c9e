"""One item of Canvas QTI 1.2 as neutral questions: one, or one for each gap or menu inside of its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizkit.formats.exporting.below import without_places
from quizkit.formats.importing import qti_scoring as scoring
from quizkit.formats.importing.model import NO_COUNTERPART, Content, Item, Pictures, guessed
from quizkit.formats.importing.model import Sequence as Ordered
from quizkit.formats.importing.qti_answers import READERS, Reading, feedback_of
from quizkit.formats.importing.qti_gaps import name_of, read_gaps
from quizkit.formats.importing.qti_scoring import BadItem
from quizkit.formats.importing.qti_texts import RESPONSES, labels_of, plain_text, read_prompt
from quizkit.formats.importing.xml_tree import Element

MOST_PARTS = 100
_NOT_TAKEN = {
    "essay_question": "essay",
    "file_upload_question": "upload",
    "text_only_question": "description",
    "calculated_question": "calculated",
    "hot_spot_question": "hot spot",
    "categorization_question": "categorization",
}


def metadata(item: Element) -> dict[str, str]:
    """The fields about an item; where one stands twice, the first."""
    found: dict[str, str] = {}
    for pair in item.every("qtimetadatafield"):
        label, entry = pair.child("fieldlabel"), pair.child("fieldentry")
        if label is not None and entry is not None:
            found.setdefault(label.text.strip(), entry.text.strip())
    return found


def read_item(item: Element, place: Item, pictures: Pictures) -> Iterator[Item]:
    """The questions of an item; `place` holds what is known around it. Raises BadItem."""
    about = metadata(item)
    rules = scoring.conditions(item)
    reading = Reading(rules, feedback_of(item, pictures), pictures, scoring.comments(rules))
    presentation = item.child("presentation")
    if presentation is None:
        raise BadItem("It has no presentation.")
    responses = list(presentation.every(*RESPONSES))
    if len(responses) > MOST_PARTS:
        raise BadItem(f"It has more than {MOST_PARTS} parts to answer.")
    points = about.get("points_possible", "")
    asked = replace(
        place,
        prompt=read_prompt(presentation, pictures),
        points=scoring.number(points) if points else None,
        general=reading.feedback.get("general_fb"),
        when_right=reading.feedback.get("correct_fb") or reading.feedback.get("Correct"),
        when_wrong=reading.feedback.get("general_incorrect_fb"),
    )
    kind = about.get("question_type") or _guessed(responses, reading, asked.prompt.text)
    if kind in ("fill_in_multiple_blanks_question", "multiple_dropdowns_question"):
        yield from read_gaps(responses, reading, asked, menus=kind == "multiple_dropdowns_question")
        return
    content = _content(kind, responses, reading)
    if kind == "matching_question" and isinstance(content, Ordered):
        asked = replace(asked, prompt=replace(asked.prompt, text=without_places(asked.prompt.text)))
    yield replace(asked, content=content, notes=(*asked.notes, *reading.notes))


def _guessed(responses: Sequence[Element], reading: Reading, prompt: str) -> str:
    """The kind of an item that does not name it."""
    if not responses:
        return "text_only_question"
    first, cardinality = responses[0], responses[0].attributes.get("rcardinality", "Single")
    names = [name_of(response) for response in responses]
    if first.name == "response_xy":
        return "hot_spot_question"
    if first.name == "response_lid" and all(f"[{name}]" in prompt for name in names):
        reading.notes.append(guessed("Whether its gaps are typed or chosen is not said."))
        typed = all(
            len({plain_text(label).casefold() for label in labels_of(each)}) == 1 for each in responses
        )
        return "fill_in_multiple_blanks_question" if typed else "multiple_dropdowns_question"
    if first.name == "response_lid" and len(responses) > 1:
        return "categorization_question" if cardinality == "Multiple" else "matching_question"
    if first.name == "response_lid":
        kinds = {"Multiple": "multiple_answers_question", "Ordered": "ordering_question"}
        return kinds.get(cardinality, "multiple_choice_question")
    if not any(rule.right or rule.bounds for rule in reading.rules):
        return "essay_question"
    if len(responses) > 1:
        return "fill_in_multiple_blanks_question"
    fib = first.child("render_fib")
    decimal = fib is not None and fib.attributes.get("fibtype") in ("Decimal", "Integer")
    return "numerical_question" if decimal or first.name == "response_num" else "short_answer_question"


def _content(kind: str, responses: Sequence[Element], reading: Reading) -> Content:
    if kind in _NOT_TAKEN:
        return NO_COUNTERPART[_NOT_TAKEN[kind]]
    reader = READERS.get(kind)
    if reader is None:
        raise BadItem(f"Its kind '{kind[:40]}' is not known.")
    if not responses:
        raise BadItem("It has nothing to answer.")
    return reader(responses, reading)
