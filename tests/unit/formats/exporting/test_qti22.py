"""A form in QTI 2.2: what each kind of question becomes, what the package holds, what is told of the rest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest

from quizkit.formats.exporting.qti22 import qti22
from quizkit.formats.exporting.quiz import Quiz
from tests.support import schemas
from tests.support.qti22_player import NAMESPACE, Item
from tests.support.quizzes import KINDS, Posed, quiz

MATHML = "{http://www.w3.org/1998/Math/MathML}"
PACKAGE = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
MARKDOWN = r"""Look at *this*, **that** and `x < 1`: $x^2 + \hat{y} = \frac{1}{\sqrt[3]{2}}$, see <http://a.b/c?d&e>.

$$\sum_{i=1}^n \lim_{x \to 0} (a_i) \text{ and } \overline{ab} \quad \operatorname{softmax}(x)$$

- a
- b

  ```python
  x = 1 < 2 & 3
  ```

1. one

> a quotation with $x$
>
> $$y$$

# A heading with $z$

---

line\
break ![a picture](assets/a.png) and $\unknown$
"""


def files(form: Quiz) -> dict[str, str]:
    content = qti22(form).content
    assert isinstance(content, bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def every_kind(**more: str) -> Quiz:
    return quiz(*(Posed(fields, points=1.5) for fields in KINDS.values()), **more)


def parts(document: str, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(document).iter(f"{NAMESPACE}{name}"))


@pytest.mark.skipif(not schemas.FOLDER.is_dir(), reason=schemas.REASON)
def test_every_file_is_valid() -> None:
    everywhere = {"prompt": MARKDOWN, "solution": {"steps": [MARKDOWN], "answer": MARKDOWN}}
    fields: list[Mapping[str, object]] = [
        {**kind, **everywhere} for name, kind in KINDS.items() if name != "program"
    ]
    options = [{"id": f"o{at}", "text": MARKDOWN, "correct": not at, "feedback": MARKDOWN} for at in range(2)]
    fields += [{**KINDS["choice"], "order": {}, "options": options}, KINDS["program"]]
    for name, document in files(quiz(*map(Posed, fields), instructions=MARKDOWN)).items():
        schema = schemas.packages() if name == "imsmanifest.xml" else schemas.qti22()
        assert schemas.faults(schema, document) == [], name


def test_the_manifest_names_each_file_and_its_type() -> None:
    packed = files(every_kind())
    root = ElementTree.fromstring(packed["imsmanifest.xml"])
    found = {one.attrib["href"]: one for one in root.iter(f"{PACKAGE}resource")}
    assert set(found) == set(packed) - {"imsmanifest.xml"}
    items = [name for name in found if name.startswith("items/")]
    assert {found[name].attrib["type"] for name in items} == {"imsqti_item_xmlv2p2"}
    test = found["assessmentTest.xml"]
    assert test.attrib["type"] == "imsqti_test_xmlv2p2"
    needed = [one.attrib["identifierref"] for one in test.iter(f"{PACKAGE}dependency")]
    assert needed == [found[name].attrib["identifier"] for name in items]


def test_the_test_keeps_order_minutes_and_points() -> None:
    packed = files(every_kind(title="A & B", instructions="Read *this*."))
    document = packed["assessmentTest.xml"]
    assert ElementTree.fromstring(document).attrib["title"] == "A & B, form A"
    assert [one.attrib["maxTime"] for one in parts(document, "timeLimits")] == ["1800"]
    refs = [(one.attrib["identifier"], one.attrib["href"]) for one in parts(document, "assessmentItemRef")]
    assert refs == [(f"q_e-A_c_t_q{number}", f"items/{number:03}.xml") for number in range(1, 7)]
    defaults = [(one.attrib["identifier"], one[0][0].text) for one in parts(document, "outcomeDeclaration")]
    assert defaults == [("SCORE", "0"), ("MAXSCORE", "9")]
    (instructions,) = parts(document, "rubricBlock")
    assert "".join(instructions.itertext()).split() == ["Read", "this."]
    (control,) = parts(document, "itemSessionControl")
    assert (control.attrib["showFeedback"], control.attrib["showSolution"]) == ("false", "false")


def test_a_total_is_not_below_0_where_wrong_answers_cost_points() -> None:
    usual, costly = (
        files(quiz(Posed(KINDS["choice"], policy=policy)))["assessmentTest.xml"]
        for policy in (None, "all-or-nothing-minus-50")
    )
    assert (len(parts(usual, "max")), len(parts(costly, "max"))) == (0, 1)
    if schemas.FOLDER.is_dir():
        assert schemas.faults(schemas.qti22(), costly) == []


def test_a_pinned_option_stays_where_it_is_even_if_shuffling_is_turned_on() -> None:
    document = files(quiz(Posed(KINDS["choice"])))["items/001.xml"]
    assert [one.attrib["shuffle"] for one in parts(document, "choiceInteraction")] == ["false"]
    assert [one.get("fixed") for one in parts(document, "simpleChoice")] == [None, None, "true"]


def test_formulas_code_and_lists_survive() -> None:
    document = files(quiz(Posed({**KINDS["words"], "prompt": MARKDOWN})))["items/001.xml"]
    assert len(list(ElementTree.fromstring(document).iter(f"{MATHML}math"))) == 5
    assert [code.text for pre in parts(document, "pre") for code in pre] == ["x = 1 < 2 & 3\n"]
    assert "x < 1" in [code.text for code in parts(document, "code")]
    body = parts(document, "itemBody")[0]
    assert next("".join(item.itertext()) for item in body.iter(f"{NAMESPACE}li")) == "a"


@pytest.mark.parametrize(
    ("kind", "responses", "shown"),
    [
        ("choice", "A", ["A"]),
        ("choice", "C", []),
        ("multiple", ["A", "B"], ["B"]),
        ("words", "TENSOR", ["RIGHT"]),
        ("words", "array", ["WRONG-1"]),
        ("words", "list", []),
        ("number", "0.75", ["RIGHT"]),
        ("number", "7.05", ["WRONG-1"]),
        ("order", ["B", "A"], ["RIGHT"]),
        ("order", ["A", "B"], []),
    ],
)
def test_what_is_said_of_an_answer_is_shown(kind: str, responses: str | list[str], shown: list[str]) -> None:
    item = Item(files(quiz(Posed(KINDS[kind])))["items/001.xml"])
    item.score(responses)
    assert item.feedback() == shown


def test_feedback_is_only_spoken_of_where_there_is_some() -> None:
    silent = {"wrong": [{"mistake": "m1", "text": "array"}], "feedback": None}
    document = files(quiz(Posed({**KINDS["words"], **silent})))["items/001.xml"]
    assert "FEEDBACK" not in document


def test_only_scorers_see_the_solution_and_people_score_programs() -> None:
    packed = files(every_kind())
    for number in range(1, 7):
        document = packed[f"items/{number:03}.xml"]
        (rubric,) = parts(document, "rubricBlock")
        assert rubric.attrib["view"] == "scorer"
        (score,) = [one for one in parts(document, "outcomeDeclaration") if one.get("identifier") == "SCORE"]
        assert score.get("externalScored") == ("human" if number == 6 else None)
        assert bool(parts(document, "responseProcessing")) == (number != 6)
    assert "def f():\n    pass\n" in [code.text for code in parts(packed["items/006.xml"], "code")]


def test_what_cannot_be_said_is_told() -> None:
    confidence = Posed(KINDS["choice"], policy="confidence")
    nothing = Posed({**KINDS["multiple"], "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]})
    listed = Posed({**KINDS["words"], "prompt": "3. c\n4. d"})
    notes = qti22(quiz(*map(Posed, KINDS.values()), confidence, nothing, listed, instructions="2. b")).notes
    starts = [note.partition(":")[0] for note in notes]
    assert starts == [
        "Questions 3, 9",
        "Question 4",
        "Question 5",
        "Question 6",
        "Question 7",
        "Question 8",
        "Question 9",
        "A numbered list in the instructions begins at 1 there.",
        "The test shows no feedback; turn it on in the other system when everybody has handed in. The worked "
        "solutions are for scorers.",
    ]
