"""Texts of a QTI 1.2 item: what is asked, outside of what is answered, and the words of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizkit.formats.importing.model import Pictures, Rich
from quizkit.formats.importing.xml_tree import Element

GAP = "_____"
RESPONSES = (
    "response_lid",
    "response_str",
    "response_num",
    "response_xy",
    "response_grp",
    "response_extension",
)


def read_prompt(presentation: Element, pictures: Pictures) -> Rich:
    """The texts outside of what is answered; a gap within running text is shown as one."""
    parts = list(_materials(presentation))
    while parts and parts[-1] is None:
        parts.pop()
    inner = [Rich(GAP, "plain") if part is None else rich_text(part, pictures) for part in parts]
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
        elif part.name not in RESPONSES:
            yield from _materials(part)


def rich_text(holder: Element | None, pictures: Pictures) -> Rich:
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


def plain_text(label: Element) -> str:
    """The words of an option as they are written."""
    return " ".join("".join(text.markup for text in label.every("mattext")).split())


def labels_of(response: Element) -> list[Element]:
    """The options of a response."""
    return list(response.every("response_label"))
