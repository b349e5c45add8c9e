"""A page on answers that look alike, made of real comparisons, for the tests of pages."""

from __future__ import annotations

from collections.abc import Mapping

from quizkit.analysis.similarity import compare
from quizkit.report.pages.similarity import Class, SimilarityPage, similarity_page


def own_code(seed: int, lines: int = 8) -> str:
    """Code like nobody else's: its attributes are its own."""
    return "".join(f"a.m{seed}_{line}(b.k{seed}_{line}, c.x{seed}_{line})\n" for line in range(lines))


def page_of(codes: Mapping[str, Mapping[str, str]], **names: str) -> SimilarityPage:
    """The page of the answers by question and learner."""
    found = [compare(question, answers) for question, answers in codes.items()]
    return similarity_page(found, Class("Week 1", lambda learner, question: codes[question][learner], names))


def similar(words: str) -> SimilarityPage:
    """A group of three; `words` stand wherever a learner or a question can put some."""
    codes = {f"{words}{place}": f"{words}\n{own_code(1)}# {words}\n" for place in range(3)}
    return page_of({f"q{words}": codes}, **{f"{words}0": words})
