"""What stands in a document, and what never does."""

from __future__ import annotations

import dataclasses
import json

import nbformat
import pytest

from quizkit.errors import ContentError, UsageError
from quizkit.report.documents.html import html
from quizkit.report.documents.model import Asked, Paper
from quizkit.report.documents.pdf import pdf
from quizkit.report.documents.targets import TARGETS
from quizkit.text import math_symbols as symbols
from tests.support.exams import SECRET, choice, key, paper, program, typed
from tests.support.pdf_text import pdf_pages

PAPER = paper(
    choice(1, "Which?", "This", "That"),
    typed(2, "How much?", unit="kg"),
    program(3, "Write it.", "def f():\n    ...\n"),
    instructions="Be calm.",
)


def words(target: str, content: str | bytes) -> str:
    """All words of a document."""
    if target == "pdf":
        assert isinstance(content, bytes)
        return "\n".join(pdf_pages(content))
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("target", TARGETS)
def test_the_key_has_the_solutions_and_the_paper_has_none(target: str) -> None:
    write = TARGETS[target].write
    assert SECRET in words(target, write(key(PAPER)).content)
    on_paper = words(target, write(PAPER).content)
    assert SECRET not in on_paper
    assert "Right:" not in on_paper


def test_a_paper_has_no_field_for_a_key() -> None:
    fields = {field.name for kind in (Paper, Asked) for field in dataclasses.fields(kind)}
    assert not fields & {"answer", "letters", "solution", "solved", "correct", "feedback"}


@pytest.mark.parametrize("target", ["pdf", "html", "markdown"])
def test_the_head_tells_everything_about_the_exam(target: str) -> None:
    told = words(target, TARGETS[target].write(PAPER).content)
    for part in ("An exam", "Form A", "1 December 2026", "10 minutes", "3 points", "Be calm.", "Name", "Id"):
        assert part in told


def test_each_page_tells_its_form_and_its_number() -> None:
    long = paper(*(choice(number, "Which?", *"wxyz") for number in range(1, 40)))
    content, missing = pdf(long)
    pages = pdf_pages(content)
    assert len(pages) > 4
    assert not missing
    for number, page in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in page
        assert "Form A" in page
    assert "Answer sheet" in pages[-1]


def test_no_question_is_broken_over_two_pages() -> None:
    long = paper(*(choice(number, f"first-{number}.", *"wxy", f"last-{number}.") for number in range(1, 40)))
    pages = pdf_pages(pdf(long)[0])
    for number in range(1, 40):
        (first,) = (at for at, page in enumerate(pages) if f"first-{number}." in page)
        (last,) = (at for at, page in enumerate(pages) if f"last-{number}." in page)
        assert first == last


def test_a_question_longer_than_a_page_goes_on_on_the_next() -> None:
    code = "\n".join(f"line-{number}" for number in range(200))
    told = "\n".join(pdf_pages(pdf(paper(choice(1, f"```\n{code}\n```", "a", "b")))[0]))
    assert [number for number in range(200) if f"line-{number}\n" not in told] == []


def test_what_the_fonts_lack_is_told_and_stands_there_as_its_number() -> None:
    content, missing = pdf(paper(typed(1, "日 $日$ `日`")))
    assert missing == ("日",)
    assert "".join(pdf_pages(content)).count("U+65E5") == 3
    with pytest.raises(ContentError, match="lack too many"):
        pdf(paper(typed(1, "".join(map(chr, range(0x4E00, 0x4E60))))))


@pytest.mark.parametrize(
    "deep",
    [
        "$" + r"\sqrt{\frac{x_{(" * 5 + "y" + ")}}{2}}" * 5 + "$",
        "$" + "(" * 40 + "y" + ")" * 40 + "$",
        "> " * 30 + "y",
        "- " * 30 + "y",
        "1. > - " * 8 + "**y *y `y` y* y**",
    ],
)
def test_what_is_nested_deeply_is_set(deep: str) -> None:
    content, _ = pdf(paper(choice(1, deep, deep)))
    assert "y" in "".join(pdf_pages(content)).replace("𝑦", "y")


def test_each_sign_of_the_formulas_is_in_the_fonts() -> None:
    tables = (symbols.GREEK, symbols.RELATIONS, symbols.BINARY, symbols.ORDINARY, symbols.BIG, symbols.SPACES)
    signs = [name if name in "=<>+-*" else f"\\{name} " for table in tables for name in table]
    signs += [f"\\{name}{{x}}" for name in symbols.ACCENTS]
    signs += [f"\\mathbb{{{name}}}" for name in symbols.BLACKBOARD]
    signs += [f"\\{name} x" for name in symbols.NAMES]
    _, missing = pdf(paper(typed(1, " ".join(f"$a {sign} b$" for sign in signs))))
    assert not missing


@pytest.mark.parametrize("language", ["de", "de-AT", "English", "x", "", "pt_BR", "#"])
def test_any_name_of_a_language_will_do(language: str) -> None:
    assert pdf(dataclasses.replace(PAPER, language=language))


def test_a_page_asks_for_nothing_and_has_the_answer_sheet_last() -> None:
    page = html(PAPER)
    assert "default-src 'none'" in page
    assert page.index('id="question-3"') < page.index('id="sheet"')
    assert 'counter(page) " of " counter(pages)' in page


def test_a_notebook_is_valid_and_has_neither_outputs_nor_keys() -> None:
    for document in (PAPER, key(PAPER)):
        content = TARGETS["notebook"].write(document).content
        made = json.loads(content)
        nbformat.validate(made)
        assert not any(cell.get("outputs") for cell in made["cells"])
    cells = json.loads(TARGETS["notebook"].write(PAPER).content)["cells"]
    (answer,) = [cell for cell in cells if cell["cell_type"] == "code"]
    assert answer["metadata"]["quizkit"] == {"question": "q3", "address": "c/t/q3", "exam": "e", "form": "A"}
    assert not any("quizkit" in cell["metadata"] for cell in cells if cell is not answer)


def test_each_target_tells_what_it_cannot_express() -> None:
    pictured = paper(choice(1, "![A curve](assets/a.png)", "a", "b"), program(2, "Write it.", "x\n"))
    notes = {name: " ".join(target.write(pictured).notes) for name, target in TARGETS.items()}
    assert all("Question 1: an image" in said for said in notes.values())
    assert all("Question 2: a program cannot be answered" in notes[name] for name in ("pdf", "html"))
    assert "Question 1: no program is asked for; left out." in notes["notebook"]
    assert "no answer sheet" in notes["markdown"]


def test_programs_that_a_notebook_could_not_tell_apart_are_refused() -> None:
    other = dataclasses.replace(program(2, "Write it.", "x\n"), address="c/other/q1")
    with pytest.raises(UsageError, match="cannot tell apart"):
        TARGETS["notebook"].write(paper(program(1, "Write it.", "x\n"), other))
    with pytest.raises(UsageError, match="asks for no program"):
        TARGETS["notebook"].write(paper(typed(1, "How much?")))
