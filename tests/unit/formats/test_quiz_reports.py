"""The laws of platforms' reports: known by text, never by position; what does not fit is told by its cell."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from quizkit.bank.catalogue import open_topic
from quizkit.bank.version import version_in
from quizkit.errors import UsageError
from quizkit.exam.shown import ShownItem, shown_items
from quizkit.formats.opening import Refusal
from quizkit.formats.quiz_reports import read_returned
from quizkit.formats.responses import Returned
from quizkit.model.exam import Form, FormItem

TOPIC = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: one, kind: choice, difficulty: easy, skills: [s], prompt: "Which *one*, of `a` and `b`?",
     solution: {steps: [Look.]}, options: [
       {id: a, text: "A, with a comma", correct: true}, {id: b, text: "`x < y`; really"}]}
  - {id: many, kind: multiple, difficulty: easy, skills: [s], prompt: "Which ones?",
     solution: {steps: [Look.]}, options: [
       {id: p, text: "2, 3", correct: true}, {id: q, text: "2", correct: true}, {id: r, text: "3"}]}
  - {id: num, kind: numeric, difficulty: easy, skills: [s], prompt: "How many?", value: 3,
     solution: {steps: [Count.]}}
"""
ORDER = {"one": ("b", "a"), "many": ("r", "p", "q"), "num": ()}
CANVAS = ["name", "id", "sis_id", "section", "section_id", "submitted", "attempt"]
COUNTS = ["n correct", "n incorrect", "score"]
MOODLE = ["Last name", "First name", "ID number", "Email address", "State", "Started on", "Grade/3.00"]
Letters = tuple[tuple[str, tuple[str, ...]], ...]  # the questions of each form
ONE, MANY, NUM = "Which one, of a and b?", "Which ones?", "How many?"


@pytest.fixture
def topic(tmp_path: Path) -> Path:
    path = tmp_path / "c" / "t.yaml"
    path.parent.mkdir()
    path.write_text(TOPIC)
    return path


def form(topic: Path, letter: str, *names: str) -> tuple[Form, tuple[ShownItem, ...]]:
    loaded = open_topic(topic)
    items = tuple(
        FormItem(
            question=f"{loaded.address}/{name}",
            grade_version=version_in(loaded, loaded.question(name), None),
            points=1,
            options=ORDER[name],
        )
        for name in names
    )
    made = Form(format=1, exam="e", title="E", form=letter, minutes=5, blueprint="b", engine="0", items=items)
    return made, shown_items(made, lambda _: loaded)


def read(
    topic: Path,
    rows: list[list[str]],
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    letters: Letters = (("A", ("one", "many", "num")),),
    owners: tuple[str, ...] = (),
) -> Returned:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    path = topic.parent / "report.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    made = [form(topic, letter, *names) for letter, names in letters]
    forms = [one for one, _ in made]
    for at, learner in enumerate(owners):
        forms[at] = forms[at].model_copy(update={"learner": learner})
    return read_returned(path, forms, {one.form: items for one, items in made})


def canvas(*cells: tuple[str, str], learner: str = "7") -> list[list[str]]:
    """A table of one learner: the questions' texts with the answers, scores between them."""
    head = [part for number, (said, _) in enumerate(cells) for part in (f"{101 + number}: {said}", "1.0")]
    row = [part for _, answer in cells for part in (answer, "0.0")]
    return [
        [*CANVAS, *head, *COUNTS],
        ["Doe, Ada", learner, f"s{learner}", "S", "5", "2026-01-01", "1", *row, "0", "0", "0"],
    ]


def moodle(*cells: tuple[str, str], state: str = "Finished") -> list[list[str]]:
    numbers = range(1, len(cells) + 1)
    head = [name for number in numbers for name in (f"Question {number}", f"Response {number}")]
    who = ["Doe", "Ada", "s7", "ada@example.org", state, "1 May", "1.00"]
    return [[*MOODLE, *head], [*who, *(part for cell in cells for part in cell)]]


def answers(returned: Returned) -> dict[str, str]:
    return {name.rpartition("/")[2]: cell for name, cell in returned.responses[0].answers.items()}


def codes(returned: Returned) -> list[tuple[str, int]]:
    return [(one.code, one.line) for one in returned.findings]


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8")])
def test_canvas_questions_in_any_order_become_letters_of_the_form(
    topic: Path, separator: str, encoding: str
) -> None:
    rows = canvas((NUM, "3"), (MANY, "2,2\\, 3"), (ONE, "A, with a comma"))
    returned = read(topic, rows, separator=separator, encoding=encoding)
    assert answers(returned) == {"num": "3", "many": "C B", "one": "B"}
    (one,) = returned.responses
    assert (one.learner, one.name, one.aliases, one.form) == ("s7", "Doe, Ada", ("7",), "A")
    assert not returned.findings
    assert not returned.handed


def test_canvas_may_write_html(topic: Path) -> None:
    said = "<p>Which <em>one</em>, of <code>a</code> and&nbsp;<code>b</code>?</p>"
    rows = canvas((said, "<code>x &lt; y</code>; really"), (MANY, ""), (NUM, ""))
    assert answers(read(topic, rows)) == {"one": "A"}


def test_moodle_writes_options_behind_the_text_in_any_order(topic: Path) -> None:
    with_options = f"{ONE}: x < y; really; A, with a comma"
    rows = moodle((f"{MANY}: 3; 2; 2, 3", "2; 2, 3"), (NUM, "-"), (with_options, "x < y; really"))
    returned = read(topic, rows)
    assert answers(returned) == {"many": "C B", "one": "A"}
    (one,) = returned.responses
    assert (one.learner, one.name, one.aliases) == ("s7", "Ada Doe", ("ada@example.org",))
    assert not returned.findings


def test_a_letter_or_another_text_is_never_taken_for_an_option(topic: Path) -> None:
    returned = read(topic, canvas((ONE, "A"), (MANY, "2,4"), (NUM, "")))
    assert answers(returned) == {}
    assert [isinstance(one, Refusal) for one in returned.handed.values()] == [True, True]
    assert sorted(returned.columns.values()) == ["H", "J"]


def test_two_answers_in_a_single_choice_come_as_two(topic: Path) -> None:
    returned = read(topic, canvas((ONE, "A\\, with a comma,x < y; really"), (MANY, ""), (NUM, "")))
    assert answers(returned) == {"one": "B A"}


def test_a_question_of_no_form_is_told_once_and_not_read(topic: Path) -> None:
    rows = moodle((ONE, "A, with a comma"), ("Another quiz?", "1"))
    rows.append(["Roe", "Bob", "s8", "", "Finished", "", "", ONE, "-", "Another quiz?", "2"])
    returned = read(topic, rows)
    assert answers(returned) == {"one": "B"}
    assert codes(returned) == [("unknown-column", 2)]
    assert "Column K: Form A has no question 'Another quiz?'" in returned.findings[0].message


def test_learners_twice_without_a_name_and_unfinished_are_told_with_their_rows(topic: Path) -> None:
    rows = moodle((ONE, "-"), state="In progress")
    rows += [rows[1], ["", "", "", "", "Finished", "", "9.00", ONE, "-"], []]
    returned = read(topic, rows)
    assert codes(returned) == [("not-finished", 2), ("learner-twice", 3), ("no-learner", 4)]
    assert len(returned.responses) == 1


def test_a_column_is_told_as_it_is_in_its_row(topic: Path) -> None:
    rows = moodle((ONE, "A, with a comma"), (MANY, "3"))
    rows.append(["Roe", "Bob", "s8", "", "Finished", "", "", MANY, "4", ONE, "Z", "", "more"])
    rows[0] += ["Response 1"]
    returned = read(topic, rows)
    assert set(returned.handed) == {("s8", "c/t/many"), ("s8", "c/t/one")}
    assert [returned.column("s8", f"c/t/{name}") for name in ("many", "one")] == ["I", "K"]
    assert [returned.column("s7", f"c/t/{name}") for name in ("many", "one")] == ["K", "I"]
    assert [(one.code, one.line, one.message[:9]) for one in returned.findings] == [
        ("column-twice", 1, "Column L:"),
        ("stray-cells", 3, "Column M:"),
    ]


def test_rows_that_are_no_attempt_are_told_and_not_graded(topic: Path) -> None:
    rows = moodle((ONE, "A, with a comma"), state="")
    rows.append(["Doe", "Ada", "s7", "", "Submitted", "1 May", "", ONE, "x < y; really"])
    rows.append(["Roe", "Bob", "s8", "", "-", "-", "-", "-", "-"])
    returned = read(topic, rows)
    assert codes(returned) == [("no-attempt", 2), ("no-attempt", 4)]
    assert [(one.learner, returned.rows[one.learner]) for one in returned.responses] == [("s7", 3)]
    assert answers(returned) == {"one": "A"}


def test_a_question_may_have_a_number_of_its_own_and_no_text(topic: Path) -> None:
    rows = moodle((NUM, "3"), (MANY, "3"))
    rows[0] = [cell.replace("e 1", "e 1a").replace("n 1", "n 1a") for cell in rows[0]]
    rows[0][rows[0].index("Question 2")] = "Points 2"
    returned = read(topic, rows)
    assert answers(returned) == {"num": "3"}
    assert [(one.code, one.line, one.message[:9]) for one in returned.findings] == [
        ("no-text", 1, "Column K:")
    ]


def test_who_has_a_form_of_their_own_is_read_by_that(topic: Path) -> None:
    rows = canvas((ONE, "A, with a comma"), (MANY, "3"))
    rows += [["Roe, Bob", "8", "s8", *rows[1][3:]], ["Poe, Eve", "9", "s9", *rows[1][3:]]]
    returned = read(
        topic, rows, letters=(("A-1", ("one", "num")), ("A-2", ("many",))), owners=("S7", "Roe, Bob")
    )
    assert [(one.learner, one.form, dict(one.answers)) for one in returned.responses] == [
        ("s7", "A-1", {"c/t/one": "B"}),
        ("s8", "A-2", {"c/t/many": "A"}),
    ]
    assert codes(returned) == [("unknown-column", 1), ("unknown-column", 1), ("no-form", 4)]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_table_in_another_encoding_is_refused_in_a_sentence(topic: Path, encoding: str) -> None:
    with pytest.raises(UsageError, match=r"is not UTF-8 on line [12]; save it as"):
        read(topic, canvas((NUM, "3é")), encoding=encoding)


def test_the_form_is_the_one_whose_questions_are_there(topic: Path) -> None:
    two = (("A", ("one", "num")), ("B", ("many", "num")))
    returned = read(topic, canvas((MANY, "3"), (NUM, "3")), letters=two)
    assert (returned.responses[0].form, answers(returned)) == ("B", {"many": "A", "num": "3"})
    with pytest.raises(UsageError, match="several forms fit; name the form file"):
        read(topic, canvas((NUM, "3")), letters=two)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[*MOODLE, "Response 1"], ["Doe", "Ada"]], "tick 'question text'"),
        ([[*MOODLE, "Antwort 1"], ["Doe", "Ada"]], "has no columns 'learner'.* set your language there"),
        ([["Nachname", "Vorname"], ["Doe", "Ada"]], "begins with 'Nachname', 'Vorname'; begin with"),
        ([["nom", "id", "101: A?", "1.0", "n correcte"]], "Canvas in another language"),
        ([["section", "101: A?", "1.0", *COUNTS]], "anonymous report of Canvas"),
        ([[*CANVAS, "101: A?", "1.0", *COUNTS]], "quotes no question"),
        ([], "has no columns 'learner'"),
    ],
)
def test_another_version_of_a_report_is_refused_whole(topic: Path, rows: list[list[str]], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read(topic, rows)


def test_a_question_twice_in_a_quiz_is_told_and_the_first_is_read(topic: Path) -> None:
    returned = read(topic, canvas((NUM, "3"), (NUM, "4")))
    assert answers(returned) == {"num": "3"}
    assert codes(returned) == [("column-twice", 2)]


def test_formulas_and_control_characters_stay_text(topic: Path) -> None:
    rows = canvas((NUM, "'=1+1"), (ONE, "\x1b[31m\u202e"), learner="=cmd()\u202e")
    returned = read(topic, rows)
    assert answers(returned) == {"num": "=1+1"}
    said = [one.learner for one in returned.responses] + [str(one) for one in returned.handed.values()]
    assert not any(character in words for words in said for character in "\x1b\u202e")


def test_findings_without_end_are_counted(topic: Path) -> None:
    rows = canvas((NUM, "3"))
    returned = read(topic, rows + rows[1:] * 1_500)
    assert len(returned.findings) == 1_001
    assert returned.findings[-1].code == "more-findings"
    assert "500 more" in returned.findings[-1].message
