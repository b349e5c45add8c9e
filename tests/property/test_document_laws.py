"""Whatever a text holds, and wherever it stands, each kind of document gives it back as it was."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quizkit.report.documents.html import html
from quizkit.report.documents.markdown import markdown
from quizkit.report.documents.notebook import notebook
from quizkit.report.documents.pdf import pdf
from tests.support.exams import choice, every_place, paper, typed
from tests.support.pdf_text import pdf_pages

SIGNS = "#*_`$@<>\\[](){}|~^&%\"'=+-/.,:;!? abcfilß½αβ→≤日1234567890"
LINES = st.text(st.sampled_from(SIGNS), min_size=1, max_size=30).map(str.strip).filter(bool)
HARD = "#set page() $x$ *b* _i_ `c` <script>&amp; @ref \\ [a](b) \"q\" 'q' -- ... // /* */ #{1+1} <l>"
CASES = settings(max_examples=40, deadline=None)


def squeezed(words: str) -> str:
    """`words` without blanks, which a page may break at, and without the breaks of long words."""
    return "".join(words.replace("\u200b", "").split())


class Words(HTMLParser):
    """The words and the tags of a page, and which attributes have a value."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@CASES
@given(LINES)
@example(HARD)
def test_a_pdf_shows_the_words(words: str) -> None:
    content, missing = pdf(every_place(words))
    shown = squeezed("".join(pdf_pages(content)))
    expected = words
    for sign in missing:
        expected = expected.replace(sign, f"U+{ord(sign):04X}")
    # Title (also at each page's head), instructions, prompt, two options, code, starter, learner.
    assert shown.count(squeezed(expected)) >= 8


@CASES
@given(LINES)
@example(HARD)
def test_a_page_shows_the_words_and_runs_nothing(words: str) -> None:
    page = Words(html(every_place(words)))
    assert squeezed("".join(page.words)).count(squeezed(words)) >= 9
    assert not page.tags & {"script", "img", "link", "iframe", "object", "form", "input", "l"}
    assert not [name for name in page.names if name.startswith("on") or name == "src"]


@CASES
@given(LINES)
@example(HARD)
def test_markdown_shows_the_words(words: str) -> None:
    rendered = MarkdownIt("commonmark", {"html": True}).render(markdown(every_place(words)))
    page = Words(rendered)
    assert squeezed("".join(page.words)).count(squeezed(words)) >= 8
    assert page.tags <= {"h1", "h2", "p", "ul", "li", "strong", "code", "pre"}


@CASES
@given(LINES)
@example(HARD)
def test_a_notebook_holds_the_starter_as_it_is(words: str) -> None:
    cells = json.loads(notebook(every_place(words)))["cells"]
    (answer,) = [cell for cell in cells if cell["cell_type"] == "code"]
    assert answer["source"] == words


@CASES
@given(st.text(st.sampled_from("`~$\n >-*x1."), max_size=40))
@example("```\nopen")
@example("$$\nopen")
def test_a_text_that_leaves_something_open_swallows_nothing(prompt: str) -> None:
    made = markdown(paper(choice(1, prompt, "one", "two"), typed(2, "The next one")))
    page = Words(MarkdownIt("commonmark", {"html": False}).render(made))
    assert "Question 2 (1 point)" in page.words
