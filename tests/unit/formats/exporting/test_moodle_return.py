"""What a class answers in Moodle comes back: its report is matched with the form that was exported."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from quizkit.bank.catalogue import open_topic
from quizkit.bank.presenting import present
from quizkit.bank.version import version_in
from quizkit.exam.shown import ShownItem, shown_items
from quizkit.formats.exporting.moodle_xml import moodle_xml
from quizkit.formats.exporting.quiz import quiz_of
from quizkit.formats.quiz_reports import read_returned
from quizkit.model.exam import Form, FormItem
from quizkit.model.question import Choice, CodeQuestion, Multiple, OrderQuestion, Predict

LOUD = re.compile(r"<(strong|h\d)>(.*?)</\1>", re.DOTALL)
WORDS = re.compile(r"[^<>&;]+(?![^<]*>)")
TAG = re.compile(r"<[^>]*>")


def plain(markup: str) -> str:
    """HTML as Moodle's plain text: bold and headings in capitals, italics between underscores."""
    markup = LOUD.sub(
        lambda found: re.sub(r"[^<>&;]+(?![^<]*>)", lambda part: part[0].upper(), found[2]), markup
    )
    markup = re.sub(r"</?em>", "_", markup).replace("<li>", "\t* ").replace("<hr>", "-" * 25)
    return html.unescape(TAG.sub("", re.sub(r"</(p|li|pre|div)>|<br>", "\n", markup))).strip()


def cut(words: str) -> str:
    """A part of an ordering question."""
    return words if len(words) <= 10 else f"{words[:7]}..."


def form_of(topic: str) -> tuple[Form, tuple[ShownItem, ...]]:
    """All that is live in a shipped topic, but for programs, on one form."""
    loaded = open_topic(topic)
    items = []
    for question in loaded.topic.questions:
        if question.status != "live" or isinstance(question, CodeQuestion) or _draws(question):
            continue
        variants = loaded.variants(question.id)
        shown = present(question, variants[0] if variants else None, None)
        items.append(
            FormItem(
                question=f"{loaded.address}/{question.id}",
                grade_version=version_in(loaded, question, variants[0] if variants else None),
                points=1,
                options=tuple(name for name, _ in shown.options),
            )
        )
    form = Form(
        format=1, exam="e", title="E", form="A", minutes=5, blueprint="b", engine="0", items=tuple(items)
    )
    return form, shown_items(form, lambda _: loaded)


def _draws(question: object) -> bool:
    return isinstance(question, Choice | Multiple) and question.order.draw is not None


def quoted(shown: ShownItem, exported: Element) -> tuple[str, str, str]:
    """Moodle's summary of the question, a response to it, and the letters that the response stands for."""
    prompt = plain(exported.findtext("questiontext/text") or "")
    texts = [plain(one.findtext("text") or "") for one in exported.iter("answer")]
    letters = [letter for letter, _, _ in shown.options]
    question = shown.question
    if isinstance(question, Multiple):
        return f"{prompt}: {'; '.join(reversed(texts))}", "; ".join(texts), " ".join(letters)
    if isinstance(question, Choice | Predict):
        return f"{prompt}: {'; '.join(reversed(texts))}", texts[-1], letters[-1]
    if isinstance(question, OrderQuestion) and exported.get("type") == "ordering":
        return prompt, "; ".join(map(cut, texts)), " ".join(shown.letter(name) for name in question.answer)
    if isinstance(question, OrderQuestion):
        return prompt, "B A", "B A"
    return prompt, "3,5", "3,5"


@pytest.mark.parametrize("topic", ["pytorch/weight-decay", "python/aliasing"])
def test_a_report_of_moodle_is_matched_with_what_was_exported(topic: str, tmp_path: Path) -> None:
    form, items = form_of(topic)
    content = moodle_xml(quiz_of(form, items)).content
    every = list(ElementTree.fromstring(content).iter("question"))
    exported = [one for one in every if one.get("type") not in ("category", "description")]
    cells = [quoted(shown, one) for shown, one in zip(items, exported, strict=True)]
    numbers = range(1, len(cells) + 1)
    head = ["ID number", "Status", *(f"{what} {n}" for n in numbers for what in ("Question", "Response"))]
    row = ["u1", "Finished", *(part for asked, answer, _ in cells for part in (asked, answer))]
    with (tmp_path / "report.csv").open("w", newline="") as file:
        csv.writer(file).writerows([head, row])
    returned = read_returned(tmp_path / "report.csv", [form], {"A": items})
    assert not returned.findings
    wanted = {shown.item.question: letters for shown, (_, _, letters) in zip(items, cells, strict=True)}
    (one,) = returned.responses
    assert not returned.handed
    assert one.answers == wanted
