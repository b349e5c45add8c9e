"""The page on similar answers shows pairs side by side, in words too, and nothing on it acts."""

from __future__ import annotations

import re
from html import unescape

from quizkit.analysis.similarity import QuestionSimilarity
from quizkit.report.pages.parts import LONGEST
from quizkit.report.pages.render import similarity_html
from quizkit.report.pages.similarity import MOST, NAMED, Class, SimilarityPage, similarity_page
from tests.unit.report.pages.similar_answers import own_code, page_of


def words(page: SimilarityPage) -> str:
    """What the page says, its tags apart."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", similarity_html(page))).split())


def test_the_matching_lines_of_both_are_marked_and_said() -> None:
    page = page_of({"q": {"ada": own_code(1), "ben": f"\n\nown.code()\n{own_code(1)}", "cem": own_code(2)}})
    (pair,) = page.pairs
    assert [side.where for side in pair.sides] == ["lines 1 to 8", "lines 4 to 11"]
    assert [line.number for line in pair.sides[1].lines if line.marked] == list(range(4, 12))
    shown = similarity_html(page)
    assert '<span class="no">→   4  </span><mark>a.m1_0(b.k1_0, c.x1_0)</mark>\n' in shown
    assert '<span class="no">    3  </span>own.code()\n' in shown


def test_the_page_accuses_nobody_and_says_how_to_read_it() -> None:
    said = words(page_of({"q": {"ada": own_code(1), "ben": own_code(1)}}))
    for sentence in (
        "accuses nobody",
        "working together allowed",
        "no direction",
        "leave a choice",
        "winnowing",
    ):
        assert sentence in said


def test_nothing_of_learners_acts_and_nothing_is_fetched() -> None:
    hostile = '<script>alert(1)</script> & "\u202e\x1b[31m\n'
    codes = {"q<i>": {"<img src=x>": hostile + own_code(1), "{{ 7*7 }}": own_code(1) + hostile}}
    shown = similarity_html(page_of(codes, **{"{{ 7*7 }}": "<b>B</b>"}))
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "{{ 7*7 }}" in shown
    assert not set(shown) & {"\u202e", "\x1b"}
    assert re.findall(r"""(?:src|href)=["'](?!#)|url\(|@import|http-equiv="refresh""", shown) == []


def test_what_is_left_out_is_counted() -> None:
    copies = {f"copy{place:02}": own_code(0) for place in range(16)}
    others = {f"other{seed:02}": own_code(seed) for seed in range(1, 49)}
    page = page_of({"q": copies | others, "r": {"ada": own_code(1), "ben": own_code(1)}})
    assert (len(page.pairs), page.left_out) == (MOST, 21)
    assert "21 more pairs were found" in words(page)
    (group,) = page.groups
    assert (group.size, len(group.named), group.others) == (16, NAMED, 4)
    assert "and 4 more" in words(page)


def test_a_task_on_which_many_are_alike_carries_a_caution() -> None:
    often = page_of({"q": {f"copy{place}{half}": own_code(place) for place in range(3) for half in "ab"}})
    assert often.questions[0].caution == ""
    more = page_of({"q": {f"copy{place}{part}": own_code(place) for place in range(3) for part in "abc"}})
    assert "leave little choice" in more.questions[0].caution


def test_a_long_answer_is_cut_and_that_is_said() -> None:
    long = own_code(1, 1000)
    page = page_of({"q": {"ada": long, "ben": long}})
    side = page.pairs[0].sides[0]
    assert side.left_out == len(long) - 1 - LONGEST
    assert f"{side.left_out} more characters are not shown" in words(page)


def test_without_pairs_the_page_says_so() -> None:
    page = similarity_page([QuestionSimilarity("q", 0, 3, 0)], Class("Week 1", lambda *_: ""))
    assert "No two answers are alike." in words(page)
    assert "too short to compare" in words(page)
