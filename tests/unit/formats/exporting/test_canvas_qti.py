"""A form for Canvas: the layout that it imports, what each kind becomes, and what comes back of it."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from quizkit.formats.exporting.canvas_qti import canvas_qti
from quizkit.formats.exporting.qti22 import qti22
from quizkit.formats.exporting.quiz import Quiz
from quizkit.formats.importing.canvas_qti import read_canvas_zip
from quizkit.formats.importing.drafting import drafted
from tests.support.qti12_player import NAMESPACE, items
from tests.support.quizzes import KINDS, Posed, quiz

ORACLES = Path(os.environ.get("QUIZKIT_ORACLES", "/nonexistent"))
SAMPLE, CANVAS = ORACLES / "text2qti" / "sample_ours_text2qti-0.8.0.zip", ORACLES / "canvas_qti12"
SUM = {
    "kind": "choice",
    "solution": {},
    "prompt": "What is 2+3?",
    "options": [
        {"id": "a", "text": "6"},
        {"id": "b", "text": "1"},
        {"id": "c", "text": "5", "correct": True},
    ],
}
# In our files alone, and in the sample's: a date and a claim about copyright are not ours to make.
OURS_ALONE = {"quiz/time_limit"}
THEIRS_ALONE = {"manifest/metadata/lom/lifeCycle", "manifest/metadata/lom/rights"}


def unpacked(content: str | bytes) -> dict[str, str]:
    assert isinstance(content, bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def kinds(files: Mapping[str, str]) -> dict[str, str]:
    """The files by what they are."""
    found = {name.rpartition("/")[2]: document for name, document in files.items() if document}
    settings, manifest = found.pop("assessment_meta.xml"), found.pop("imsmanifest.xml")
    (assessment,) = found.values()
    return {"settings": settings, "manifest": manifest, "assessment": assessment}


def shape(node: ElementTree.Element, above: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every element as its path and the names of its attributes."""
    path = f"{above}/{node.tag.rpartition('}')[2]}".lstrip("/")
    yield path, tuple(sorted(name.rpartition("}")[2] for name in node.attrib))
    for child in node:
        yield from shape(child, path)


def assessment(form: Quiz) -> str:
    return kinds(unpacked(canvas_qti(form).content))["assessment"]


def every_kind(**more: str) -> Quiz:
    return quiz(*(Posed(fields, points=1.5) for fields in KINDS.values()), **more)


def fields(document: str) -> dict[str, str]:
    return {node.tag.rpartition("}")[2]: node.text or "" for node in ElementTree.fromstring(document)}


@pytest.mark.skipif(not SAMPLE.is_file(), reason="QUIZKIT_ORACLES names no folder with text2qti's sample")
def test_the_layout_is_the_one_that_text2qti_makes() -> None:
    theirs, ours = unpacked(SAMPLE.read_bytes()), unpacked(canvas_qti(quiz(Posed(SUM))).content)

    def named(files: Mapping[str, str]) -> list[str]:
        return sorted(name.replace(_mark(files), "*") for name in files)

    assert [name.replace("text2qti", "quizkit") for name in named(theirs)] == named(ours)
    for kind, document in kinds(theirs).items():
        assert _without(document, THEIRS_ALONE) == _without(kinds(ours)[kind], OURS_ALONE), kind


@pytest.mark.skipif(not CANVAS.is_dir(), reason="QUIZKIT_ORACLES names no folder with quizzes of Canvas")
def test_no_item_has_a_part_that_canvas_own_exports_do_not_have() -> None:
    known: dict[str, set[tuple[str, tuple[str, ...]]]] = {}
    for file in (*CANVAS.glob("*.xml"), *CANVAS.glob("canvas_cartridge/non_cc_assessments/*")):
        for node in ElementTree.parse(file).getroot().iter():
            if node.tag.endswith("}item"):
                known.setdefault(_kind(node), set()).update(shape(node))
    for item in items(assessment(every_kind())):
        assert set(shape(item.root)) <= known[_kind(item.root)]


def _kind(item: ElementTree.Element) -> str:
    entries = [node.text or "" for node in item.iter() if node.tag.endswith("}fieldentry")]
    return next((entry for entry in entries if entry.endswith("_question")), "")


def _mark(files: Mapping[str, str]) -> str:
    (mark,) = {name.rpartition("_")[2].removesuffix(".xml") for name in files if name.endswith(".xml")} - {
        "imsmanifest",
        "meta",
    }
    return mark


def _without(document: str, paths: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The shape of a document but for what is at these paths."""
    return [
        one
        for one in shape(ElementTree.fromstring(document))
        if not any(one[0] == path or one[0].startswith(f"{path}/") for path in paths)
    ]


def test_the_files_name_each_other() -> None:
    files = unpacked(canvas_qti(every_kind()).content)
    folder = f"quizkit_assessment_{_mark(files)}"
    assert list(files) == [
        "imsmanifest.xml",
        "non_cc_assessments/",
        f"{folder}/{folder}.xml",
        f"{folder}/assessment_meta.xml",
    ]
    manifest = files["imsmanifest.xml"]
    assert [
        node.get("href") for node in ElementTree.fromstring(manifest).iter() if node.tag.endswith("}file")
    ] == [
        f"{folder}/{folder}.xml",
        f"{folder}/assessment_meta.xml",
    ]
    assert 'type="imsqti_xmlv1p2"' in manifest


def test_the_settings_are_the_form_s_and_keep_the_key() -> None:
    settings = kinds(unpacked(canvas_qti(every_kind(title="A & B", instructions="*Read*")).content))[
        "settings"
    ]
    found = fields(settings)
    wanted = {
        "title": "A & B, form A",
        "description": "<p><em>Read</em></p>",
        "time_limit": "30",
        "points_possible": "9",
        "shuffle_answers": "false",
        "hide_results": "always",
        "show_correct_answers": "false",
        "allowed_attempts": "1",
        "available": "false",
    }
    assert {name: found[name] for name in wanted} == wanted


def test_each_item_has_its_kind_its_points_and_its_address() -> None:
    found = items(assessment(every_kind()))
    entries = [[node.text for node in one.root.iter(f"{NAMESPACE}fieldentry")][:2] for one in found]
    assert entries == [
        [f"{kind}_question", "1.5"]
        for kind in ("multiple_choice", "multiple_answers", "short_answer", "numerical", "matching", "essay")
    ]
    assert [one.root.attrib["title"] for one in found] == [f"c/t/q{number}" for number in range(1, 7)]
    assert len({one.root.attrib["ident"] for one in found}) == 6


def test_a_choice_has_the_parts_of_the_layout_in_their_order() -> None:
    (item,) = items(assessment(quiz(Posed(SUM))))
    found = list(dict.fromkeys(path for path, _ in shape(item.root)))
    labels = "item/presentation/response_lid/render_choice/response_label"
    rules = "item/resprocessing/respcondition"
    assert [path for path in found if "itemmetadata" not in path] == [
        *("item", "item/presentation", "item/presentation/material", "item/presentation/material/mattext"),
        *("item/presentation/response_lid", "item/presentation/response_lid/render_choice", labels),
        *(f"{labels}/material", f"{labels}/material/mattext"),
        *("item/resprocessing", "item/resprocessing/outcomes", "item/resprocessing/outcomes/decvar"),
        *(rules, f"{rules}/conditionvar", f"{rules}/conditionvar/varequal", f"{rules}/setvar"),
    ]


def test_no_wrong_text_or_number_is_compared_since_canvas_takes_each_for_right() -> None:
    found = items(assessment(quiz(Posed(KINDS["words"]), Posed(KINDS["number"]))))
    compared = [[node.text for node in one.root.iter(f"{NAMESPACE}varequal")] for one in found]
    assert compared == [["tensor", "a tensor"], ["0.7"]]
    assert [node.text for node in found[1].root.iter(f"{NAMESPACE}vargte")] == ["0.6"]
    assert [node.text for node in found[1].root.iter(f"{NAMESPACE}varlte")] == ["0.8"]


def test_feedback_is_shown_for_the_option_that_it_is_about() -> None:
    (choice, words) = items(assessment(quiz(Posed(KINDS["choice"]), Posed(KINDS["words"]))))
    assert choice.shown({"response1": "B"}) == ["general_fb", "B_fb"]
    assert words.shown({"response1": "tensor"}) == ["general_fb", "correct_fb"]


def test_the_same_form_gives_the_same_marks_and_another_form_others() -> None:
    one, again, other = (canvas_qti(quiz(Posed(SUM, points))).content for points in (1.0, 1.0, 2.0))
    assert one == again
    assert unpacked(one).keys() & unpacked(other).keys() == {"imsmanifest.xml", "non_cc_assessments/"}


def test_what_comes_back_is_what_went_out() -> None:
    content = canvas_qti(every_kind()).content
    assert isinstance(content, bytes)
    imported = read_canvas_zip(content, "quiz.zip")
    assert imported.title == "An exam, form A"
    assert not imported.findings
    assert [item.points for item in imported.items] == [1.5] * 6
    found = drafted(imported, "t", "T").topic["questions"]
    assert isinstance(found, list)
    choice, multiple, words, number, order = found
    assert [question["id"] for question in found] == ["q1", "q2", "q3", "q4", "q5"]
    for question, kind in ((choice, "choice"), (multiple, "multiple")):
        wanted = KINDS[kind]["options"]
        assert isinstance(wanted, list)
        kept = [{name: one[name] for name in one if name != "id"} for one in question["options"]]
        assert kept == [{name: one[name] for name in one if name != "id"} for one in wanted]
    assert choice["prompt"] == str(KINDS["choice"]["prompt"]).replace("```python", "```")
    assert (words["accept"], words["feedback"]) == (["tensor", "a tensor"], "Good.")
    assert (number["value"], number["tolerance"], number["feedback"]) == (0.7, {"absolute": 0.1}, "Good.")
    assert number["prompt"] == "What is it?\n\nUnit: s"
    assert [one["text"] for one in order["blocks"]] == ["`y = 2`", "x = 1", "z"]
    assert order["answer"] == [one["id"] for one in order["blocks"][:2]]
    assert (order["prompt"], order["feedback"]) == ("What is it?", "Good.")
    assert [question["solution"] for question in found] == [{"steps": ["Look."]}] * 5


def test_what_canvas_cannot_express_is_told() -> None:
    other = [
        Posed(KINDS["multiple"], policy="coverage"),
        Posed(KINDS["words"], policy="all-or-nothing-minus-25"),
        Posed(KINDS["choice"], policy="confidence"),
        Posed({**KINDS["words"], "normalize": ["spaces"]}),
        Posed({**KINDS["number"], "value": 0.00001, "tolerance": {"digits": 2}}),
        Posed({**KINDS["multiple"], "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]}),
    ]
    notes = canvas_qti(quiz(*map(Posed, KINDS.values()), *other)).notes
    assert [note.partition(":")[0] for note in notes] == [
        "Questions 1, 9",
        "Questions 3, 4, 8, 10, 11",
        "Questions 4, 11",
        "Question 5",
        "Question 6",
        "Question 7",
        "Question 8",
        "Question 9",
        "Question 10",
        "Question 11",
        "Question 12",
        "The quiz comes unpublished and shows neither results nor right answers; let students see them, in "
        "its settings, when everybody has handed in.",
    ]


def test_what_canvas_or_xml_cannot_hold_is_cut_or_escaped_and_told() -> None:
    form = quiz(Posed({**KINDS["words"], "accept": ["a\x0bb"]}), title="T" * 400)
    written = canvas_qti(form)
    title = fields(kinds(unpacked(written.content))["settings"])["title"]
    assert (len(title), title[-9:]) == (255, "T, form A")
    assert "The title is cut, since Canvas takes 255 characters." in written.notes
    assert any("XML cannot hold" in note for note in written.notes)
    assert any("XML cannot hold" in note for note in qti22(form).notes)
    assert ">a\\x0bb<" in assessment(form)
