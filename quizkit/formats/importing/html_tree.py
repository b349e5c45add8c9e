"""HTML of others as a small tree: any text gives one, nothing in it is run or fetched, depth is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

MAX_DEPTH = 40
MAX_PARTS = 5_000
VOID = frozenset(
    {"br", "hr", "img", "input", "wbr", "col", "area", "base", "link", "meta", "source", "track"}
)
SILENT = frozenset({"script", "style", "head", "title", "template", "noscript"})
BLOCKS = frozenset({
    "p", "div", "section", "article", "aside", "main", "header", "footer", "center", "figure", "figcaption",
    "address", "form", "fieldset", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li",
    "pre", "blockquote", "table", "thead", "tbody", "tfoot", "tr", "hr", "details", "summary",
})  # fmt: skip
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "math", "q", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "tt", "u", "var", "wbr", "td", "th", "caption", "audio", "video", "source", "object",
    "embed", "iframe", "input", "svg",
})  # fmt: skip
_CLOSED_BY = {  # an open element of the value ends where one of the key begins
    "li": ("li",),
    "tr": ("tr", "td", "th"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
}
_KEEPS = {"li": ("ul", "ol"), "tr": ("table",), "td": ("table", "tr"), "th": ("table", "tr")}
# Each would make the parser look through all that follows for its end.
_UNFINISHED = re.compile(r"<(?=[^<>]*(?:<|$))")
MOST_UNFINISHED = 100
_BARE_ATTRIBUTE = re.compile(r"\s[A-Za-z]+(?=[\s>])")


@dataclass
class Tag:
    """An element, or the whole text under the name ""."""

    name: str
    attributes: dict[str, str]
    inside: list[Tag | str] = field(default_factory=list)

    def text(self) -> str:
        """The words inside, line breaks included, scripts and the like left out."""
        return "".join(self._words())

    def _words(self) -> Iterator[str]:
        for part in self.inside:
            if isinstance(part, str):
                yield part
            elif part.name == "br":
                yield "\n"
            elif part.name not in SILENT:
                yield from part._words()


class _Parser(HTMLParser):
    """`strict`: what is no known tag, or has none of its form, is words."""

    def __init__(self, strict: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("", {})
        self._open = [self.root]
        self._strict = strict
        self._parts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element; of too many or too deep ones only the words are kept."""
        written = self.get_starttag_text() or ""
        if self._strict and not _is_tag(tag, written):
            self.handle_data(written)
            return
        self._end_open(tag)
        self._parts += 1
        element = Tag(tag, {name: value or "" for name, value in attrs})
        if self._parts > MAX_PARTS:
            return
        self._open[-1].inside.append(element)
        if tag not in VOID and len(self._open) <= MAX_DEPTH:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<br/>`; browsers take `<p/>` for `<p>`, and so does this."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """End the nearest element of this name, and those within it."""
        if self._strict and tag not in BLOCKS | INLINE:
            self.handle_data(f"</{tag}>")
            return
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].name == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        """Add words."""
        self._open[-1].inside.append(data)

    def unknown_decl(self, data: str) -> None:
        """`<![CDATA[...]]>` in HTML: its content is words."""
        self.handle_data(data.removeprefix("CDATA["))

    def _end_open(self, tag: str) -> None:
        """End what cannot go on where `tag` begins: a paragraph at a block, an item at the next."""
        if tag in BLOCKS and self._open[-1].name == "p":
            self._open.pop()
        for index in range(len(self._open) - 1, 0, -1):
            name = self._open[index].name
            if name in _KEEPS.get(tag, ()):
                return
            if name in _CLOSED_BY.get(tag, ()):
                del self._open[index:]


def _is_tag(tag: str, written: str) -> bool:
    return tag in BLOCKS | INLINE | SILENT and not _BARE_ATTRIBUTE.search(re.sub(r'"[^"]*"', '""', written))


def read_html(markup: str, *, strict: bool = False) -> Tag:
    """The tree of `markup`. `strict` is for texts that need not be HTML: `a<b or c>d` are words there."""
    parser = _Parser(strict)
    unfinished = len(_UNFINISHED.findall(markup))
    parser.feed(_UNFINISHED.sub("&lt;", markup) if unfinished > MOST_UNFINISHED else markup)
    parser.close()
    return parser.root
