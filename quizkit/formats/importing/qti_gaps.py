"""Gaps and menus within the text of a QTI 1.2 item: each becomes a question of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizkit.formats.importing.model import (
    NO_COUNTERPART,
    Answer,
    Content,
    Item,
    Note,
    Rich,
    Words,
    guessed,
    lost,
)
from quizkit.formats.importing.qti_answers import Reading, literal, read_options, read_typed
from quizkit.formats.importing.qti_scoring import BadItem
from quizkit.formats.importing.qti_texts import GAP, labels_of, plain_text
from quizkit.formats.importing.xml_tree import Element

_EXACTLY = ("", "Equivalence", "TextEquivalence", "TextInChoices")
_CHOSEN = ("dropdown", "wordbank")


def read_gaps(responses: Sequence[Element], reading: Reading, asked: Item, *, menus: bool) -> Iterator[Item]:
    """A question for each gap: the others are shown as dots."""
    if not responses:
        raise BadItem("It has no gap to fill.")
    many = len(responses) > 1
    note = guessed(f"It was one question with {len(responses)} gaps; each became a question.")
    names = [name_of(response) for response in responses]
    for index, (response, name) in enumerate(zip(responses, names, strict=True)):
        content, notes = _gap(response, reading, menus=menus)
        prompt = (
            _with_gap(asked.prompt, names, name) if _is_named(response) else _nth_gap(asked.prompt, index)
        )
        notes = [*asked.notes, *reading.notes, *([note] if many else []), *notes]
        title = f"{asked.title} {index + 1}" if many else asked.title
        group = asked.identity if many else ""
        yield replace(asked, title=title, prompt=prompt, content=content, notes=tuple(notes), group=group)


def _gap(response: Element, reading: Reading, *, menus: bool) -> tuple[Content, list[Note]]:
    labels = labels_of(response)
    ways = {label.attributes.get("scoring_algorithm", "") for label in labels}
    chosen = menus or any(label.attributes.get("answer_type") in _CHOSEN for label in labels)
    if chosen and len(labels) > 1:
        return read_options(response, reading, many=False), []
    if "TextRegex" in ways:
        return replace(NO_COUNTERPART["cloze"], kind="gap that is compared with a pattern"), []
    near = lost("It accepted what is near the answer or holds it; here only the answer is right.")
    notes = [] if ways <= set(_EXACTLY) else [near]
    if response.name != "response_lid":
        return read_typed([response], reading), notes
    identity = response.attributes.get("ident", "")
    answers = tuple(
        Answer(
            Rich(literal(plain_text(label)), "plain"),
            1.0,
            reading.said(identity, label.attributes.get("ident", "")),
        )
        for label in labels
    )
    return Words(answers), notes


def _with_gap(prompt: Rich, names: Sequence[str], wanted: str) -> Rich:
    text = prompt.text
    for name in names:
        text = text.replace(f"[{name}]", GAP if name == wanted else "...")
    return replace(prompt, text=text)


def _nth_gap(prompt: Rich, index: int) -> Rich:
    parts = prompt.text.split(GAP)
    text = "".join(
        part + ("" if number == len(parts) - 1 else GAP if number == index else "...")
        for number, part in enumerate(parts)
    )
    return replace(prompt, text=text)


def _is_named(response: Element) -> bool:
    return response.name == "response_lid"


def name_of(response: Element) -> str:
    """What the text calls a gap, between brackets."""
    return response.attributes.get("ident", "").removeprefix("response_")
