"""Whatever is written, a page holds the tags of a fixed list, and reads as what was written."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from quizkit import text
from quizkit.text.math_mathml import to_mathml

TAGS = {
    *("p", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br", "a"),
    *("h3", "h4", "h5", "h6"),
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mover", "munder"),
    *("msub", "msup", "msubsup", "munderover"),
}
ATTRIBUTES = {
    *("href", "rel", "start", "tabindex", "display", "alttext", "form", "lspace", "rspace", "stretchy"),
    *("width", "accent", "movablelimits"),
}
HOSTILE = "<script>alert(1)</script>"
MARKUP = st.text(st.sampled_from("`~*_[]()!<>#+-.\\$ \n\tab&;{}|^\"'=/:\u202e\x1b\u200b\x000"), max_size=80)
LINKS = st.sampled_from(["javascript:", "https://x", "data:,x", "HTTP://x/", "//x", "https://x\"onclick='"])
ANY = MARKUP | st.text(st.characters(codec=None), max_size=80)
MATH = st.text(st.sampled_from("\\{}^_$ abcfrsqtum123+-=|[]()'&<\""), max_size=60)


class Page(HTMLParser):
    """What a browser makes of a piece of HTML: its tags, its attributes, its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.words = ""
        self.open: list[str] = []
        self.feed(str(source))  # of Markup, every slice would be escaped once more
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}
        if tag not in ("br", "hr", "mspace"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.tags.add(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.tags.add(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.tags.add(f"<?{data}")


def read(source: str) -> Page:
    """`source` as read, all of its elements closed, nothing in it hidden."""
    page = Page(source)
    assert page.open == []
    hidden = [c for c in source if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert set(hidden) <= {"\n", "\t"}
    return page


@given(ANY)
@example(HOSTILE)
@example("'\"&<&amp;\u202e\n\ud800")
def test_a_learners_words_become_no_markup_and_read_as_themselves(words: str) -> None:
    page = read(text.html_text(words))
    assert page.tags == set()
    assert page.words == text.visible(words, one_line=True)
    assert read(f'<p title="{text.html_text(words)}"></p>').attributes == {("title", page.words)}


@given(ANY)
@example(f"</code></pre>{HOSTILE}")
def test_a_learners_code_reads_as_itself(code: str) -> None:
    assert read(text.html_lines(code)).words == text.visible(code.replace("\r\n", "\n"))
    numbered = read(text.html_code(code, marked=1))
    assert numbered.tags == {"pre", "code", "span", "mark"}
    rows = text.visible(code.replace("\r\n", "\n")).removesuffix("\n").split("\n")
    digits = len(str(len(rows)))
    assert [row[digits + 3 :] for row in numbered.words.split("\n")] == rows


@given(ANY | st.builds("[{}]({}{})".format, ANY, LINKS, ANY) | st.builds("![{}]({})".format, ANY, LINKS))
@example(f"{HOSTILE}\n\n{HOSTILE} <img src=x onerror=alert(1)> <!-- x --> <?x?> <!DOCTYPE html>")
@example('[x](<https://a.b/" onmouseover="x>)')
def test_markdown_gives_listed_tags_and_links_to_the_web_only(markdown: str) -> None:
    for page in (read(text.html(markdown)), read(text.html_inline(markdown))):
        assert page.tags <= TAGS
        assert {name for name, _ in page.attributes} <= ATTRIBUTES
        links = [value for name, value in page.attributes if name == "href"]
        assert all(link.lower().startswith(("http://", "https://")) for link in links)


@given(MATH)
@example("(" * 300)
def test_a_formula_gives_listed_tags_only(formula: str) -> None:
    page = read(to_mathml(formula))
    assert page.tags <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
