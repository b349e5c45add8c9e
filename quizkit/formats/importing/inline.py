"""Running text of HTML as Markdown: emphasis, code, links, pictures, formulas, raised and lowered signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from quizkit.formats.importing.html_tree import SILENT, Tag
from quizkit.formats.importing.model import Note, Pictures, guessed, lost
from quizkit.formats.importing.words import formula, joined, prose
from quizkit.formats.opening import Refusal
from quizkit.text import cleaned, inline_code, markdown_link, markdown_prose
from quizkit.text.math_symbols import SUBSCRIPTS, SUPERSCRIPTS
from quizkit.text.parsing import parse

Keep = Callable[[bytes, str], "str | Refusal"]  # takes a picture and its name; its address, or why not

BREAK = "\\\n"
_MARKS = {"em": "*", "i": "*", "cite": "*", "var": "*", "dfn": "*", "strong": "**", "b": "**"}
_CODE = frozenset({"code", "tt", "kbd", "samp"})
_MEDIA = frozenset(
    {"audio", "video", "object", "embed", "iframe", "svg", "math", "input", "select", "textarea"}
)
_LOST_STYLE = {"u": "underlining", "s": "strike-through", "strike": "strike-through", "del": "strike-through"}
_BLANKS = re.compile(r"(`+)(?!`).{1,2000}?(?<!`)\1(?!`)|  +")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


@dataclass
class Writer:
    """Writes inline parts; `notes` gathers what was lost, `bold` is false where emphasis cannot be kept."""

    pictures: Pictures
    keep: Keep
    notes: list[Note]
    emphasis: bool = True

    def run(self, parts: Sequence[Tag | str]) -> str:
        """A run of inline parts as Markdown, its blanks single, line breaks as `BREAK`."""
        written = _tidy(self._joined(parts))
        wanted = _wanted(parts) if self.emphasis else 0
        if wanted and _emphases(written) != wanted:
            self.notes.append(lost("Emphasis was left out where Markdown cannot show it."))
            return _tidy(Writer(self.pictures, self.keep, self.notes, emphasis=False)._joined(parts))
        return written

    def _joined(self, parts: Sequence[Tag | str]) -> str:
        return joined([self._part(part) for part in _merged(parts)])

    def _part(self, part: Tag | str) -> str:
        if isinstance(part, str):
            return prose(re.sub(r"\s+", " ", part.replace("\xa0", " ")), self.notes)
        name = part.name
        if name in SILENT:
            if name == "script":
                self.notes.append(lost("A script was left out."))
            return ""
        if name == "br":
            return BREAK
        if name == "img":
            return self._image(part.attributes)
        if name in _CODE:
            words = cleaned(re.sub(r"\s+", " ", part.text()))
            return inline_code(words) if words.strip() else ""
        if name in ("sub", "sup"):
            return self._script(part)
        if name in _MEDIA:
            self.notes.append(lost(f"A part of the kind <{name}> was left out."))
        if name in _LOST_STYLE:
            self.notes.append(lost(f"{_LOST_STYLE[name].capitalize()} was left out."))
        inside = self._joined(part.inside)
        if name == "a":
            return self._link(part.attributes.get("href", ""), inside)
        return _marked(inside, _MARKS[name]) if name in _MARKS and self.emphasis else inside

    def _link(self, address: str, inside: str) -> str:
        if not inside.strip() or not address or "](" in inside or BREAK in inside:
            return inside
        link = markdown_link(inside.strip(), address)
        if link == inside.strip():
            self.notes.append(lost(f"The link to '{address[:60]}' was left out."))
        return inside.replace(inside.strip(), link)

    def _script(self, part: Tag) -> str:
        """Raised or lowered signs, as characters where there are such, else after a sign."""
        table: Mapping[str, str] = SUBSCRIPTS if part.name == "sub" else SUPERSCRIPTS
        words = " ".join(cleaned(part.text()).split()).replace("-", "−")
        if words and all(character in table for character in words):
            return "".join(table[character] for character in words)
        sign = "_" if part.name == "sub" else "^"
        way = "lowered" if sign == "_" else "raised"
        self.notes.append(guessed(f"'{words[:30]}' was {way}, and follows a '{sign}'."))
        return markdown_prose(f"{sign}({words})" if len(words) > 1 else f"{sign}{words}") if words else ""

    def _image(self, attributes: Mapping[str, str]) -> str:
        latex = attributes.get("data-equation-content", "")
        if "equation_image" in attributes.get("class", "") and not latex:
            latex = unquote(attributes.get("title", "") or attributes.get("alt", "").removeprefix("LaTeX: "))
        if latex.strip():
            return formula(unquote(latex), self.notes)
        return self.picture(attributes.get("src", ""), attributes.get("alt", ""))

    def picture(self, address: str, alternative: str) -> str:
        """A picture as Markdown, taken over; in its place its words, and a note, if it cannot be."""
        found = self.pictures.get(address)
        name = unquote(address.partition("?")[0]).rpartition("/")[2]
        words = " ".join(cleaned(alternative).split())
        shown = cleaned(name)[:60]
        kept = Refusal("it was not in the file") if found is None else self.keep(found, name)
        if isinstance(kept, Refusal):
            self.notes.append(lost(f"The picture '{shown}' was left out: {kept.reason}."))
            return markdown_prose(f"[Picture: {words or shown}]")
        if not words or _EXTENSION.search(words):
            words = _EXTENSION.sub("", shown).replace("_", " ").replace("-", " ").strip() or "picture"
            self.notes.append(
                guessed(f"The picture '{shown}' has no description; its name stands in for one.")
            )
        return f"![{markdown_prose(words)}]({kept})"


def _merged(parts: Sequence[Tag | str]) -> list[Tag | str]:
    """Neighbouring texts as one, for formulas that reach over both, and neighbouring emphases of one kind."""
    out: list[Tag | str] = []
    for part in parts:
        last = out[-1] if out else None
        if isinstance(part, str) and isinstance(last, str):
            out[-1] = last + part
        elif isinstance(part, Tag) and isinstance(last, Tag) and part.name == last.name in _MARKS:
            out[-1] = Tag(last.name, {}, [*last.inside, *part.inside])
        else:
            out.append(part)
    return out


def _marked(inside: str, mark: str) -> str:
    """`inside` between marks, blanks and breaks at its ends outside of them."""
    found = re.fullmatch(r"((?:\s|\\\n)*)(.*?)((?:\s|\\\n)*)", inside, re.DOTALL)
    if found is None or not found.group(2):
        return inside
    return f"{found.group(1)}{mark}{found.group(2)}{mark}{found.group(3)}"


def _tidy(written: str) -> str:
    """Single blanks outside of code, none around a line break."""
    single = _BLANKS.sub(lambda found: found.group() if found.group(1) else " ", written)
    return re.sub(r" *\\\n *", lambda found: BREAK, single)


def _wanted(parts: Sequence[Tag | str]) -> int:
    """How many emphases with something to emphasise there are."""
    count = 0
    for part in _merged(parts):
        if isinstance(part, Tag) and part.name not in _CODE | SILENT | {"sub", "sup"}:
            count += (part.name in _MARKS and _says(part)) + _wanted(part.inside)
    return count


def _says(part: Tag) -> bool:
    return bool(cleaned(part.text()).strip()) or any(
        isinstance(inner, Tag) and (inner.name == "img" or _says(inner)) for inner in part.inside
    )


def _emphases(markdown: str) -> int:
    return sum(node.type in ("em", "strong") for node in parse(markdown).walk())
