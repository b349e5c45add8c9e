"""One item of Canvas QTI 1.2 as neutral questions: one, or one for each gap or menu inside of its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quizkit.formats.importing import qti_scoring as scoring
from quizkit.formats.importing.model import (
    NO_COUNTERPART,
    Answer,
    Content,
    Item,
    Note,
    Number,
    Numbers,
    Options,
    Pairs,
    Pictures,
    Rich,
    Words,
    guessed,
    lost,
)
from quizkit.formats.importing.model import Sequence as Ordered
from quizkit.formats.importing.qti_scoring import BadItem, Condition
from quizkit.formats.importing.xml_tree import Element

GAP = "_____"
MOST_PARTS = 100
_RESPONSES = (
    "response_lid",
    "response_str",
    "response_num",
    "response_xy",
    "response_grp",
    "response_extension",
)
_NOT_TAKEN = {
    "essay_question": "essay",
    "file_upload_question": "upload",
    "text_only_question": "description",
    "calculated_question": "calculated",
    "hot_spot_question": "hot spot",
    "categorization_question": "categorization",
}
_EXACTLY = ("", "Equivalence", "TextEquivalence", "TextInChoices")
_CHOSEN = ("dropdown", "wordbank")


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
    reading = Reading(rules, _feedback(item, pictures), pictures, scoring.comments(rules))
    presentation = item.child("presentation")
    if presentation is None:
        raise BadItem("It has no presentation.")
    responses = list(presentation.every(*_RESPONSES))
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
        yield from _gaps(responses, reading, asked, menus=kind == "multiple_dropdowns_question")
        return
    content = _content(kind, responses, reading)
    yield replace(asked, content=content, notes=(*asked.notes, *reading.notes))


def _guessed(responses: Sequence[Element], reading: Reading, prompt: str) -> str:
    """The kind of an item that does not name it."""
    if not responses:
        return "text_only_question"
    first, cardinality = responses[0], responses[0].attributes.get("rcardinality", "Single")
    names = [_name(response) for response in responses]
    if first.name == "response_xy":
        return "hot_spot_question"
    if first.name == "response_lid" and all(f"[{name}]" in prompt for name in names):
        reading.notes.append(guessed("Whether its gaps are typed or chosen is not said."))
        typed = all(len({_plain(label).casefold() for label in _labels(each)}) == 1 for each in responses)
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
    reader = _READERS.get(kind)
    if reader is None:
        raise BadItem(f"Its kind '{kind[:40]}' is not known.")
    if not responses:
        raise BadItem("It has nothing to answer.")
    return reader(responses, reading)


def _one(responses: Sequence[Element], reading: Reading) -> Content:
    return _options(responses[0], reading, many=False)


def _several(responses: Sequence[Element], reading: Reading) -> Content:
    return _options(responses[0], reading, many=True)


def _truth(responses: Sequence[Element], reading: Reading) -> Content:
    return replace(_options(responses[0], reading, many=False), shuffle=False)


def _options(response: Element, reading: Reading, *, many: bool) -> Options:
    identity = response.attributes.get("ident", "")
    shares = scoring.weights(reading.rules, identity, many=many)
    answers = tuple(
        Answer(_rich(label, reading.pictures), shares.get(value, 0.0), reading.said(identity, value))
        for label in _labels(response)
        for value in [label.attributes.get("ident", "")]
    )
    rendered = next(response.every("render_choice"), None)
    shuffle = rendered is None or rendered.attributes.get("shuffle", "Yes") != "No"
    return Options(answers, many, shuffle)


def _typed(responses: Sequence[Element], reading: Reading) -> Words:
    identity = responses[0].attributes.get("ident", "")
    shares = scoring.weights(reading.rules, identity, many=False)
    matches = [match for rule in reading.rules for match in rule.right if match.response == identity]
    case = bool(matches) and all(match.element.attributes.get("case") == "Yes" for match in matches)
    said = {match.value: reading.said(identity, match.value) for match in matches}
    answers = [Answer(Rich(_literal(value), "plain"), shares.get(value, 0.0), said[value]) for value in said]
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
    found: set[str] = set()
    every: dict[str, Element] = {}
    for response in responses:
        identity = response.attributes.get("ident", "")
        shares = scoring.weights(reading.rules, identity, many=False)
        labels = {label.attributes.get("ident", ""): label for label in _labels(response)}
        every |= labels
        right = next((value for value in labels if shares.get(value, 0) >= 1), None)
        if right is None:
            raise BadItem("It does not say what one of its parts belongs to.")
        asked = next(iter(response.children("material")), None)
        pairs.append((_rich(asked, reading.pictures), _rich(labels[right], reading.pictures)))
        found.add(_plain(labels[right]))
    others = [_rich(label, reading.pictures) for label in every.values() if _plain(label) not in found]
    return Pairs(tuple(pairs), tuple(others))


def _ordering(responses: Sequence[Element], reading: Reading) -> Content:
    labels = {label.attributes.get("ident", ""): label for label in _labels(responses[0])}
    order = scoring.in_order(reading.rules, responses[0].attributes.get("ident", ""))
    if set(order) != set(labels) or len(order) != len(labels):
        raise BadItem("It does not say the order of all its parts.")
    return Ordered(tuple(_rich(labels[value], reading.pictures) for value in order))


_READERS: dict[str, Callable[[Sequence[Element], Reading], Content]] = {
    "multiple_choice_question": _one,
    "true_false_question": _truth,
    "multiple_answers_question": _several,
    "short_answer_question": _typed,
    "numerical_question": _numerical,
    "matching_question": _matching,
    "ordering_question": _ordering,
}


def _gaps(responses: Sequence[Element], reading: Reading, asked: Item, *, menus: bool) -> Iterator[Item]:
    """A question for each gap: the others are shown as dots."""
    if not responses:
        raise BadItem("It has no gap to fill.")
    many = len(responses) > 1
    note = guessed(f"It was one question with {len(responses)} gaps; each became a question.")
    names = [_name(response) for response in responses]
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
    labels = _labels(response)
    ways = {label.attributes.get("scoring_algorithm", "") for label in labels}
    chosen = menus or any(label.attributes.get("answer_type") in _CHOSEN for label in labels)
    if chosen and len(labels) > 1:
        return _options(response, reading, many=False), []
    if "TextRegex" in ways:
        return replace(NO_COUNTERPART["cloze"], kind="gap that is compared with a pattern"), []
    near = lost("It accepted what is near the answer or holds it; here only the answer is right.")
    notes = [] if ways <= set(_EXACTLY) else [near]
    if response.name != "response_lid":
        return _typed([response], reading), notes
    identity = response.attributes.get("ident", "")
    answers = tuple(
        Answer(
            Rich(_literal(_plain(label)), "plain"),
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


def _name(response: Element) -> str:
    return response.attributes.get("ident", "").removeprefix("response_")


def _labels(response: Element) -> list[Element]:
    return list(response.every("response_label"))


def _literal(words: str) -> str:
    """Words as an answer in which `*` would stand for any text."""
    return words.replace("*", "\\*")


def _feedback(item: Element, pictures: Pictures) -> dict[str, Rich]:
    found = {
        each.attributes.get("ident", ""): _rich(each, pictures) for each in item.children("itemfeedback")
    }
    return {name: said for name, said in found.items() if said.text.strip()}


def read_prompt(presentation: Element, pictures: Pictures) -> Rich:
    """The texts outside of what is answered; a gap within running text is shown as one."""
    parts = list(_materials(presentation))
    while parts and parts[-1] is None:
        parts.pop()
    inner = [Rich(GAP, "plain") if part is None else _rich(part, pictures) for part in parts]
    return together(inner, pictures)


def _materials(holder: Element) -> Iterator[Element | None]:
    """The materials of a presentation in order; None for each gap that is typed into."""
    for part in holder.children():
        if part.name == "material":
            yield part
        elif part.name == "response_str":
            yield None
        elif part.name == "response_xy":
            yield from part.children("material")
        elif part.name not in _RESPONSES:
            yield from _materials(part)


def _rich(holder: Element | None, pictures: Pictures) -> Rich:
    """The text of a material, or of everything inside that is not answered."""
    texts = list(holder.every("mattext", "matimage")) if holder is not None else []
    return together([_one_text(text, pictures) for text in texts], pictures)


def _one_text(text: Element, pictures: Pictures) -> Rich:
    if text.name == "matimage":
        return Rich(f'<img src="{text.attributes.get("uri", "")}" alt="">', "html", pictures)
    is_html = text.attributes.get("texttype", "text/plain") == "text/html" or bool(text.children())
    return Rich(text.markup, "html", pictures) if is_html else Rich(text.text, "plain")


def together(parts: Sequence[Rich], pictures: Pictures) -> Rich:
    """Texts one after the other as one."""
    if len(parts) == 1:
        return replace(parts[0], text=parts[0].text.strip())
    if all(part.markup == "plain" for part in parts):
        return Rich(" ".join(part.text.strip() for part in parts), "plain")
    inner = (part.text if part.markup == "html" else _escaped(part.text) for part in parts)
    return Rich(" ".join(inner).strip(), "html", pictures)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(label: Element) -> str:
    return " ".join("".join(text.markup for text in label.every("mattext")).split())
