"""The laws of pages: self-contained, a learner's words never markup, hidden checks by name alone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit.model.outcome import NotAttempted
from quizkit.report.feedback import feedback_md
from quizkit.report.pages.learner import learner_page
from quizkit.report.pages.render import author_html, class_html, learner_html
from quizkit.report.table import Mark, Row, as_judged
from tests.unit.report.pages import samples

HOSTILE = (
    "</code></pre></bdi></td><script>document.title='owned'</script><img src=x onerror=alert(1)>\u202e\n'\""
)
PAGES: dict[str, Callable[[str], str]] = {
    "learner": lambda words: learner_html(samples.learner(words, released=True, hints=True)),
    "class": lambda words: class_html(samples.classroom(words)),
    "author": lambda words: author_html(samples.author(words)),
}
pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


class Shape(HTMLParser):
    """The elements of a page in order, and its attributes but for numbers."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "data")]


def tables(source: str) -> list[str]:
    return re.findall(r"<table.*?</table>", source, re.DOTALL)


@pages
# A blank sentence of a check is left out.
@given(words=st.text(min_size=1, max_size=30).filter(str.strip) | st.just(HOSTILE))
@settings(max_examples=20, deadline=None)  # the first page compiles its templates
def test_whatever_a_learner_writes_the_page_has_the_same_elements(
    page: Callable[[str], str], words: str
) -> None:
    rows = len(words.replace("\r\n", "\n").removesuffix("\n").split("\n"))
    plain = "\n".join("x" * rows)  # the numbered lines of a program are the only elements that it brings
    source = page(words)
    assert Counter(Shape(source).tags) == Counter(Shape(page(plain)).tags)
    assert {c for c in source if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} <= {"\n", "\t"}


@pages
def test_a_page_asks_for_nothing_and_runs_nothing(page: Callable[[str], str]) -> None:
    source = page(HOSTILE)
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:;" in source
    shape = Shape(source)
    assert not {"script", "img", "iframe", "object", "link", "form"} & {tag for tag, _ in shape.tags}
    assert not [name for _, names in shape.tags for name in names if name.startswith("on") or name == "style"]
    assert all(re.fullmatch(r"#q\d+|f/\d+\.html|author/pick\.html", link) for link in shape.links)
    assert "url(" not in source
    assert "@import" not in source


@pages
def test_a_page_can_be_read_without_seeing_it(page: Callable[[str], str]) -> None:
    source = page("ada")
    assert source.startswith('<!DOCTYPE html>\n<html lang="en">')
    shape = Shape(source)
    assert len(shape.ids) == len(set(shape.ids))
    levels = [int(tag[1]) for tag, _ in shape.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in tables(source):
        assert "<caption>" in table
        assert not re.search(r"<th(?! scope=)", table.replace("<thead", "<head"))


def test_a_hidden_check_tells_a_learner_its_name_only() -> None:
    source = PAGES["learner"]("ada")
    assert "check <code>secret</code>" in source
    assert "HIDDEN" not in source
    assert "HIDDEN" in PAGES["author"]("ada")


def test_the_key_stands_there_only_if_it_is_released() -> None:
    assert samples.KEY not in learner_html(samples.learner("ada", hints=True))
    assert samples.KEY in learner_html(samples.learner("ada", released=True))


def test_full_points_from_a_person_leave_nothing_to_do() -> None:
    empty = NotAttempted(reason="Nothing was handed in for this question.")
    mark = Mark(empty, 1.0, 1.0, notes=("The file had the wrong name.",))
    row = Row(learner="ada", marks={"write": mark, "word": as_judged(empty, 1.0)}, attempts=1)
    decided, own = learner_page("T", row, samples.told(hints=True), {}, {}).questions
    assert (decided.next, decided.verdict.said) == ((), None)
    assert own.next
    assert own.verdict.said


def test_questions_stand_in_the_order_of_the_learner_s_form_under_its_numbers() -> None:
    row = samples.row("x")
    numbered = {
        name: replace(told, number=number)
        for number, (name, told) in enumerate(reversed(samples.told().items()), start=1)
    }
    page = learner_page("T", row, numbered, {}, {})
    assert [one.number for one in page.questions] == sorted(numbered[name].number for name in row.marks)
    first = page.questions[0]
    assert first.heading == f"Question {first.number}: {first.name}"
    assert f">{first.heading}</h2>" in learner_html(page)
    assert f"## {first.heading}\n" in feedback_md(page)


def test_a_hint_stands_there_only_if_it_is_allowed() -> None:
    assert "Hint: Look." not in learner_html(samples.learner("ada"))
    assert "Hint: Look." in learner_html(samples.learner("ada", hints=True))


def test_a_learner_never_reads_where_files_lay() -> None:
    source = learner_html(samples.learner("ada"))
    assert "/home" not in source
    assert "Odd: ada" in source


def test_the_class_page_of_200_learners_is_below_100_kb() -> None:
    assert len(class_html(samples.classroom("s2026-", size=200)).encode()) < 100_000


def test_the_histogram_stands_beside_its_numbers() -> None:
    page = samples.classroom("s", size=5)
    shown = re.sub(r"\s+", " ", class_html(page))
    for one in page.bins:
        assert f'{one.low} to {one.high} %</th><td class="number">{one.count}</td>' in shown
