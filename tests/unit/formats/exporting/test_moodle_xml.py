"""A form for Moodle: what each kind becomes there, what is told of it, and a layout that Moodle knows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from quizkit.formats.exporting.moodle_xml import moodle_xml
from quizkit.formats.exporting.quiz import Item, Quiz, Words
from quizkit.formats.importing.moodle_xml import read_moodle_xml
from tests.support.quizzes import KINDS, Posed, quiz

ORACLES = Path(os.environ.get("QUIZKIT_ORACLES", "/nonexistent")) / "moodle" / "xml"
ORDERED = {"kind": "order", "blocks": [{"id": "x", "text": "`x`"}, {"id": "y", "text": "y"}]}
ALWAYS, TYPED = "set 30 minutes", ("compared as it stands", "never as 1/2")
# What Moodle writes of its own questions beside what it reads.
OPTIONAL = {"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "shownumcorrect", "image"}


def tree(form: Quiz) -> ElementTree.Element:
    return ElementTree.fromstring(moodle_xml(form).content)


def only(fields: str | Mapping[str, object], **given: object) -> ElementTree.Element:
    """The one question of a form."""
    posed = Posed(KINDS[fields] if isinstance(fields, str) else fields, **given)  # type: ignore[arg-type]
    return tree(quiz(posed)).findall("question")[-1]


def told(fields: str | Mapping[str, object], policy: str | None = None) -> tuple[str, ...]:
    posed = Posed(KINDS[fields] if isinstance(fields, str) else fields, policy=policy)
    notes = moodle_xml(quiz(posed)).notes
    assert sum(ALWAYS in note for note in notes) == 1
    return tuple(note for note in notes if not any(said in note for said in (ALWAYS, *TYPED)))


def test_the_questions_are_in_a_category_of_their_own_behind_the_instructions() -> None:
    form = quiz(Posed(KINDS["choice"]), Posed(KINDS["words"]), title="A & <b>", instructions="*Read.*")
    category, about, *questions = tree(form)
    assert category.findtext("category/text") == "$course$/top/e-A"
    assert category.findtext("info/text") == "A & <b>, form A"
    assert (about.get("type"), about.findtext("questiontext/text")) == (
        "description",
        "<p><em>Read.</em></p>",
    )
    assert [one.findtext("name/text") for one in questions] == ["A01 t/q1", "A02 t/q2"]
    assert [one.findtext("idnumber") for one in questions] == ["c/t/q1", "c/t/q2"]


def test_options_keep_their_order_and_bear_letters() -> None:
    question = only("choice", points=2.5)
    settings = {name: question.findtext(name) for name in ("single", "shuffleanswers", "answernumbering")}
    assert settings == {"single": "true", "shuffleanswers": "false", "answernumbering": "ABCD"}
    assert [question.findtext(name) for name in ("defaultgrade", "penalty", "hidden")] == ["2.5", "0", "0"]
    answers = [(one.get("fraction"), one.findtext("text")) for one in question.findall("answer")]
    assert answers == [("100", "Right <code>a</code>"), ("0", "Wrong"), ("0", "None of these")]
    assert question.findtext("answer/feedback/text") == r"<p>Yes, \(\alpha\).</p>"
    assert question.findtext("generalfeedback/text") == '<ol start="1"><li>Look.</li></ol>'


def test_several_right_options_share_the_mark_and_wrong_ones_take_as_much() -> None:
    fractions = [one.get("fraction") for one in only("multiple").findall("answer")]
    assert fractions == ["50", "-50", "50", "-50"]


def test_a_star_that_is_typed_is_no_wildcard() -> None:
    question = only({"kind": "text", "accept": ["a*b", "*"], "normalize": ["spaces"]})
    assert [one.findtext("text") for one in question.findall("answer")] == ["a\\*b", "\\*"]
    assert question.findtext("usecase") == "1"


def test_a_number_has_its_tolerance_its_unit_and_what_is_said_of_wrong_ones() -> None:
    question = only("number")
    answers = [
        (one.get("fraction"), one.findtext("text"), one.findtext("tolerance"), one.findtext("feedback/text"))
        for one in question.findall("answer")
    ]
    assert answers == [
        ("100", "0.7", "0.1", "<p>Good.</p>"),
        ("0", "7", "0.1", "<p>Ten times less.</p>"),
    ]
    assert question.findtext("units/unit/unit_name") == "s"
    assert "Unit: s" in (question.findtext("questiontext/text") or "")


def test_blocks_that_are_all_needed_are_dragged_and_others_typed_as_letters() -> None:
    question = only(ORDERED | {"answer": ["y", "x"]})
    assert question.get("type") == "ordering"
    assert question.findtext("gradingtype") == "ALL_OR_NOTHING"
    assert [one.findtext("text") for one in question.findall("answer")] == ["y", "<code>x</code>"]
    some = only("order")
    assert some.get("type") == "shortanswer"
    assert [one.findtext("text") for one in some.findall("answer")] == ["B A", "BA", "B, A", "B,A"]
    shown = some.findtext("questiontext/text") or ""
    assert "<p>B. <code>y = 2</code></p>" in shown
    assert "Not all of them need be used." in shown


def test_blocks_that_a_report_would_not_tell_apart_are_typed_as_letters() -> None:
    blocks = [{"id": "x", "text": "`total = 0`"}, {"id": "y", "text": "`total += value`"}]
    alike = [{"id": "x", "text": "`result = total`"}, {"id": "y", "text": "`result = value`"}]
    assert only(ORDERED | {"blocks": blocks, "answer": ["x", "y"]}).get("type") == "ordering"
    assert only(ORDERED | {"blocks": alike, "answer": ["x", "y"]}).get("type") == "shortanswer"


def test_a_program_is_an_essay_that_begins_with_the_starter() -> None:
    question = only("program")
    assert (question.get("type"), question.findtext("responseformat")) == ("essay", "monospaced")
    assert question.findtext("responsetemplate/text") == "def f():\n    pass\n"


@pytest.mark.parametrize(
    ("fields", "policy", "says"),
    [
        ("choice", "all-or-nothing-minus-34", "costs 34 % of the points here, and 33.3333 % in Moodle"),
        ("words", "all-or-nothing-minus-25", "costs 25 % of the points here, and 0 % in Moodle"),
        ("multiple", "coverage", "scored by 'coverage' here"),
        ("multiple", "partial-all-minus-50", "may cost up to 50 %"),
        ("multiple", "confidence", "does not ask how sure somebody is"),
        ("choice", "confidence", "does not ask how sure somebody is"),
        (ORDERED | {"answer": ["x", "y"]}, None, "shuffles its blocks anew"),
        ("order", None, "no blocks that are left over"),
        ("program", None, "cannot judge a program"),
        ({"kind": "text", "accept": ["a\x0bb"]}, None, "XML cannot hold"),
        ({"kind": "numeric", "value": 1, "unit": "u" * 51}, None, "more than 50 characters"),
        ({"kind": "numeric", "value": 6.6e-34}, None, "within 1e-14"),
        ({"kind": "text", "accept": ["a"], "prompt": "![p](assets/p.png)"}, None, "a picture stands there"),
        ({"kind": "multiple", "options": [{"id": "a", "text": "a"}, {"id": "b", "text": "b"}]}, None,
         "no option is right"),
    ],
)  # fmt: skip
def test_what_cannot_be_expressed_is_told(
    fields: str | Mapping[str, object], policy: str | None, says: str
) -> None:
    (note,) = told(fields, policy)
    assert note.startswith("Question 1: ")
    assert says in note


@pytest.mark.parametrize("fields", ["choice", "multiple", "words", "number"])
def test_nothing_is_told_of_what_is_expressed(fields: str) -> None:
    assert told(fields) == ()


def test_how_an_answer_is_typed_is_told() -> None:
    notes = moodle_xml(quiz(Posed(KINDS["words"]), Posed(KINDS["number"]))).notes
    assert [note for note in notes if any(said in note for said in TYPED)] == [
        "Question 1: what is typed is compared as it stands: double spaces and the like count.",
        "Question 2: a number is typed as 0.5 or 1e-3 in Moodle, never as 1/2.",
    ]


def test_one_sentence_names_all_questions_that_it_is_about() -> None:
    notes = moodle_xml(quiz(*(Posed(KINDS[kind]) for kind in ("program", "choice", "program")))).notes
    assert notes[1].startswith("Questions 1, 3: Moodle cannot judge")


def test_an_address_beyond_moodle_s_bound_is_told_and_left_out() -> None:
    form = quiz(Posed(KINDS["words"]))
    (item,) = form.items
    long = replace(form, items=(replace(item, address=f"c/t/{'q' * 300}"),))
    (question,) = tree(long).findall("question")[1:]
    assert question.findtext("idnumber") == ""
    assert len(question.findtext("name/text") or "") == 255
    assert any("ID number" in note for note in moodle_xml(long).notes)


def test_no_text_is_taken_for_a_file_s_place_or_ends_what_holds_it() -> None:
    text = "]]> @@PLUGINFILE@@/x \ufffe"
    item = Item(1, "c/t/q", 1.0, f"`{text}`", Words(("a",), True), text)
    (question,) = tree(replace(quiz(Posed(KINDS["words"])), items=(item,))).findall("question")[1:]
    shown = question.findtext("questiontext/text") or ""
    assert "@@PLUGINFILE@@" not in shown
    assert shown == "<p><code>]]&gt; &#64;@PLUGINFILE@@/x \\ufffe</code></p>"


@pytest.mark.skipif(not ORACLES.is_dir(), reason="QUIZKIT_ORACLES names no folder with Moodle's files")
def test_every_element_stands_where_moodle_s_own_file_has_it() -> None:
    theirs = ElementTree.fromstring((ORACLES / "multichoice.xml").read_bytes())
    ours = tree(quiz(Posed(KINDS["choice"]), Posed(KINDS["multiple"])))
    assert shapes(ours, "category") <= shapes(theirs, "category") | {"info", "info/text", "info@format"}
    made, known = shapes(ours, "multichoice"), shapes(theirs, "multichoice")
    newer = {"idnumber", "showstandardinstruction"}  # of versions after that file
    assert made - newer <= known
    assert {one for one in known - made if one.partition("/")[0].partition("@")[0] not in OPTIONAL} <= {
        one for one in known if "file" in one
    }


def shapes(root: ElementTree.Element, kind: str) -> set[str]:
    """The paths of all elements and attributes inside questions of that type."""
    found: set[str] = set()

    def walk(node: ElementTree.Element, path: str) -> None:
        found.update(f"{path}@{name}" for name in node.attrib if path)
        for child in node:
            inner = f"{path}/{child.tag}".lstrip("/")
            found.add(inner)
            walk(child, inner)

    for question in root.findall("question"):
        if question.get("type") == kind:
            walk(question, "")
    return found


def test_our_importer_reads_every_kind() -> None:
    form = quiz(*(Posed(fields) for fields in KINDS.values()), Posed(ORDERED | {"answer": ["y", "x"]}))
    imported = read_moodle_xml(str(moodle_xml(form).content).encode(), "f")
    assert not imported.findings
    assert [type(item.content).__name__ for item in imported.items] == [
        *("Options", "Options", "Words", "Numbers", "Words", "NotTaken", "Sequence"),
    ]
