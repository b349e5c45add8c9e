"""The one place where a tag is written: elements whose text and attributes cannot break out of them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from quizkit.text.characters import visible

VOID = frozenset({"br", "hr", "mspace"})


def element(name: str, inside: Markup | str = "", **attributes: str) -> Markup:
    """`<name attributes>inside</name>`, escaping what is not Markup; `class_` is the attribute `class`."""
    # Plain strings, each escaped: Markup's own format is far slower, and a class has many lines of code.
    given = "".join(
        f' {key.rstrip("_")}="{escape(visible(value, one_line=True))}"' for key, value in attributes.items()
    )
    if name in VOID:
        return Markup(f"<{name}{given}>")
    held = inside if isinstance(inside, Markup) else html_lines(inside)
    return Markup(f"<{name}{given}>{held}</{name}>")


def joined(parts: Iterable[Markup], between: str = "") -> Markup:
    """`parts` side by side."""
    return Markup(between).join(parts)


def html_text(words: str) -> Markup:
    """`words` as inline HTML that reads as exactly these characters, hidden ones and newlines as escapes."""
    return escape(visible(words, one_line=True))


def html_lines(words: str) -> Markup:
    """`words` for an element that keeps newlines and tabs, such as `pre`; other hidden ones as escapes."""
    return escape(visible(words.replace("\r\n", "\n")))


def html_code(code: str, *, marked: int | None = None) -> Markup:
    """A `pre` of `code` with numbered lines; the line `marked` (from 1) stands out by an arrow and a mark."""
    rows = code.replace("\r\n", "\n").removesuffix("\n").split("\n")
    digits = len(str(len(rows)))
    lines = [
        _line(row, f"{number:>{digits}}", here=number == marked) for number, row in enumerate(rows, start=1)
    ]
    return element("pre", element("code", joined(lines, "\n")), class_="numbered", tabindex="0")


def _line(row: str, number: str, *, here: bool) -> Markup:
    shown = html_lines(row)
    mark = element("span", f"{'→' if here else ' '}{number}  ", class_="no")
    return mark + (element("mark", shown) if here else shown)
