"""The laws of grading an exam: scored by its form's policies, reported on as a class is."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from quizkit.app.classes.judging import Progress
from quizkit.app.exams.build import build
from quizkit.app.exams.folder import shown_forms
from quizkit.app.exams.grade import Request, grade_exam, read_forms
from quizkit.app.results.report import Request as ReportRequest
from quizkit.app.results.report import report
from quizkit.clock import system_clock
from quizkit.errors import ContentError, UsageError
from quizkit.formats.exam_folders import read_folders
from quizkit.formats.opening import Unreached
from quizkit.model.answer import Chosen
from quizkit.model.exam import Form
from quizkit.report.table import ClassTable, cell
from tests.support.users import as_ordinary_user

BANK = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
"""
CHOICE = """\
  - {{id: c{0}, kind: choice, difficulty: easy, skills: [s], prompt: "Which one {0}?",
     solution: {{steps: [WORKED], answer: SOLVED}}, options: [
       {{id: key, text: "K{0}", correct: true}}, {{id: lure, text: "L{0}"}}, {{id: bait, text: "B{0}"}}]}}
"""
MANY = """\
  - {id: m, kind: multiple, difficulty: hard, skills: [s], prompt: "Which ones?", solution: {steps: [WORKED]},
     options: [{id: p, text: P, correct: true}, {id: q, text: Q, correct: true}, {id: r, text: R},
       {id: u, text: U}]}
"""
BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 10
demands:
  - {topic: c/t, count: 2, difficulty: easy}
  - {topic: c/t, count: 1, difficulty: hard, points: 4}
scoring: SCORING
seed: 5
"""


def built(place: Path, scoring: str) -> Form:
    (place / "c").mkdir(exist_ok=True)
    (place / "c" / "t.yaml").write_text(BANK + CHOICE.format(0) + CHOICE.format(1) + MANY)
    (place / "blueprint.yaml").write_text(BLUEPRINT.replace("SCORING", scoring))
    (form,) = build(place / "blueprint.yaml", place / "exam", [place]).forms
    return form


def letters(form: Form, question: str, *options: str) -> str:
    """Options as somebody would write them on this form."""
    item = next(one for one in form.items if one.question == f"c/t/{question}")
    return " ".join("ABCD"[item.options.index(name)] for name in options)


def grade(
    place: Path, rows: dict[str, dict[str, str]], roster: Path | None = None, *, release: bool = False
) -> ClassTable:
    with (place / "exam" / "responses.csv").open(newline="") as file:
        head = next(csv.reader(file))
    with (place / "filled.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for learner, cells in rows.items():
            named = {"learner": learner, "form": "A", **cells}
            writer.writerow([named.get(name.removeprefix("A1 ").removeprefix("A2 ").removeprefix("A3 "), "")
                             for name in head])  # fmt: skip
    request = Request(
        place / "exam", place / "filled.csv", place / "out", extra=(place,), roster=roster, release=release
    )
    return grade_exam(request, system_clock(), Progress())[0]


def earned(table: ClassTable, learner: str = "ada") -> dict[str, float | None]:
    (row,) = [row for row in table.rows if row.learner == learner]
    return {name.rpartition("/")[2]: mark.earned for name, mark in row.marks.items()}


@pytest.mark.parametrize(
    ("scoring", "expected"),
    [
        ("{}", {"c0": 1, "c1": 0, "m": 0}),
        ("{choice: all-or-nothing-minus-50}", {"c0": 1, "c1": -0.5, "m": 0}),
        ("{multiple: coverage}", {"c0": 1, "c1": 0, "m": 1}),
        ("{multiple: each-answer}", {"c0": 1, "c1": 0, "m": 2}),
        ("{multiple: partial-false2}", {"c0": 1, "c1": 0, "m": 0}),
        ("{multiple: partial-none}", {"c0": 1, "c1": 0, "m": 2}),
        ("{multiple: all-or-nothing-minus-25}", {"c0": 1, "c1": 0, "m": -1}),
    ],
)
def test_answers_are_scored_by_the_policy_of_the_form(
    tmp_path: Path, scoring: str, expected: dict[str, float]
) -> None:
    form = built(tmp_path, scoring)
    cells = {"c/t/c0": letters(form, "c0", "key"), "c/t/c1": letters(form, "c1", "lure"),
             "c/t/m": letters(form, "m", "p", "r")}  # fmt: skip
    assert earned(grade(tmp_path, {"ada": cells})) == expected


def test_points_taken_off_leave_a_total_of_nothing_and_are_told(tmp_path: Path) -> None:
    form = built(tmp_path, "{choice: all-or-nothing-minus-100}")
    wrong = {f"c/t/{name}": letters(form, name, "lure") for name in ("c0", "c1")}
    table = grade(tmp_path, {"ada": wrong, "bob": {}})
    assert [(row.earned, row.possible, row.share) for row in table.rows] == [(0, 6, 0), (0, 6, 0)]
    assert earned(table) == {"c0": -1, "c1": -1, "m": 0}
    assert earned(table, "bob") == {"c0": 0, "c1": 0, "m": 0}
    assert [cell(mark) for mark in table.rows[1].marks.values()] == ["not attempted"] * 3
    assert table.decisions[0] == "Scored by all-or-nothing-minus-100: 2 questions of each form."
    assert "0 counts as 0" in table.decisions[1]
    grades = csv.DictReader((tmp_path / "out" / "grades.csv").read_text().splitlines())
    assert [(one["c/t/c0"], one["total"]) for one in grades] == [("-1", "0"), ("0", "0")]


def test_two_letters_in_a_single_choice_cost_nothing_and_are_told(tmp_path: Path) -> None:
    form = built(tmp_path, "{choice: all-or-nothing-minus-100}")
    table = grade(tmp_path, {"ada": {"c/t/c0": letters(form, "c0", "lure", "bait")}})
    assert earned(table)["c0"] == 0
    (finding,) = table.findings
    assert (finding.code, finding.line) == ("unreadable-answer", 2)


def test_confidence_stands_in_columns_of_its_own(tmp_path: Path) -> None:
    form = built(tmp_path, "{choice: confidence}")
    head = (tmp_path / "exam" / "responses.csv").read_text()
    assert "confidence c/t/c0" in head
    assert "confidence c/t/m" not in head
    cells = {
        "c/t/c0": letters(form, "c0", "key"),
        "c/t/c1": letters(form, "c1", "lure"),
        "confidence c/t/c0": "3",
    }
    assert earned(grade(tmp_path, {"ada": cells | {"confidence c/t/c1": "2"}})) == {
        "c0": 1, "c1": pytest.approx(-2 / 3), "m": 0,
    }  # fmt: skip
    table = grade(tmp_path, {"ada": cells | {"confidence c/t/c1": "very"}})
    assert earned(table)["c1"] == 0
    assert [one.code for one in table.findings] == ["confidence"]


@pytest.mark.parametrize("scoring", ["{choice: best}", "{choice: coverage}", "{multiple: coverage-minus-5}"])
def test_a_policy_that_there_is_not_is_refused_with_its_line(tmp_path: Path, scoring: str) -> None:
    with pytest.raises(ContentError) as caught:
        built(tmp_path, scoring)
    (finding,) = caught.value.findings
    assert (finding.code, finding.line) == ("unknown-policy", 8)
    assert "all-or-nothing" in finding.fix


def test_a_form_with_an_unknown_policy_is_not_graded(tmp_path: Path) -> None:
    built(tmp_path, "{choice: all-or-nothing}")
    path = tmp_path / "exam" / "form-A.yaml"
    path.write_text(path.read_text().replace("all-or-nothing", "best-of-all"))
    with pytest.raises(ContentError, match="there is no scoring policy 'best-of-all'"):
        grade(tmp_path, {"ada": {}})


def test_learners_read_their_own_page_and_the_key_only_once_it_is_released(tmp_path: Path) -> None:
    form = built(tmp_path, "{}")
    rows = {"ada": {"c/t/c0": letters(form, "c0", "lure")}, "bob": {}}
    grade(tmp_path, rows)
    out = tmp_path / "out"
    pages = sorted((out / "feedback").iterdir())
    assert [page.suffix for page in pages] == [".html", ".md"] * 2
    assert not any("SOLVED" in page.read_text() for page in pages)
    assert sum("L0" in page.read_text() for page in pages) == 2
    grade(tmp_path, rows, release=True)
    assert all("SOLVED" in page.read_text() for page in pages)
    assert {path.name for path in (out / "author").iterdir()} == {"c.t.c0.html", "c.t.c1.html", "c.t.m.html"}
    assert "author/c.t.m.html" in (out / "class.html").read_text()
    assert "feedback/" in (out / "feedback.csv").read_text()


def test_gradebooks_come_of_a_graded_exam_by_the_same_command(tmp_path: Path) -> None:
    form = built(tmp_path, "{choice: all-or-nothing-minus-50, multiple: coverage}")
    cells = {"c/t/c0": letters(form, "c0", "key"), "c/t/c1": letters(form, "c1", "lure"),
             "c/t/m": letters(form, "m", "p", "r")}  # fmt: skip
    grade(tmp_path, {"ada": cells})
    grades = (tmp_path / "out" / "grades.csv").read_text()
    folder = tmp_path / "out"
    done = report(
        ReportRequest(folder, moodle_import=True, gradescope=True, similarity=True, extra=(tmp_path,)),
        system_clock(),
    )
    assert (folder / "grades.csv").read_text() == grades
    assert [name for name, _ in done.written] == [
        "moodle-import.csv", "gradescope/", "similarity.html", "class.html and the pages of feedback",
    ]  # fmt: skip
    assert "ada" in (folder / "moodle-import.csv").read_text()
    assert not done.findings


def test_a_report_on_an_exam_whose_questions_changed_is_refused(tmp_path: Path) -> None:
    built(tmp_path, "{}")
    grade(tmp_path, {"ada": {}})
    bank = tmp_path / "c" / "t.yaml"
    bank.write_text(bank.read_text().replace("text: P,", "text: Changed,"))
    with pytest.raises(ContentError, match="other versions of c/t/m"):
        report(ReportRequest(tmp_path / "out", extra=(tmp_path,)), system_clock())


@pytest.mark.parametrize("content", ["", "{}", '{"format": 2}'])
def test_a_damaged_list_of_the_exam_is_told(tmp_path: Path, content: str) -> None:
    built(tmp_path, "{}")
    grade(tmp_path, {"ada": {}})
    (tmp_path / "out" / "exam.json").write_text(content)
    with pytest.raises(UsageError, match="is damaged"):
        report(ReportRequest(tmp_path / "out", extra=(tmp_path,)), system_clock())


def test_a_roster_names_people_and_tells_who_is_missing_or_unknown(tmp_path: Path) -> None:
    form = built(tmp_path, "{}")
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,mail\nu1,Ada Doe,ada@example.org\nu2,Bob Roe,bob@example.org\n")
    right = {"c/t/c0": letters(form, "c0", "key")}
    table = grade(tmp_path, {"ada@example.org": right, "eve": {}, "U1": {}}, roster)
    assert [(row.learner, row.name, row.earned) for row in table.rows] == [
        ("u1", "Ada Doe", 1),
        ("eve", "", 0),
    ]
    assert [(one.code, one.line) for one in table.findings] == [
        ("unknown-learner", 3), ("learner-twice", 4), ("missing-learner", 1),
    ]  # fmt: skip


def test_folders_and_notebooks_are_graded_by_the_one_form_that_is_named(tmp_path: Path) -> None:
    built(tmp_path, "{multiple: coverage}")
    for learner, answers in (("ada", "{c0: key, c1: lure, m: [p, r]}"), ("bob", "{c0: nobody}")):
        (tmp_path / "work" / learner).mkdir(parents=True)
        (tmp_path / "work" / learner / "answers.yaml").write_text(f"format: 1\nanswers: {answers}\n")
    request = Request(tmp_path / "exam", tmp_path / "work", tmp_path / "out", extra=(tmp_path,))
    table, _ = grade_exam(request, system_clock(), Progress())
    assert earned(table) == {"c0": 1, "c1": 0, "m": 1}
    assert table.rows[1].counts() == {"learner-fault": 1, "not-attempted": 2}
    assert {one.code for one in table.findings} == {"unreadable-answer"}


def test_work_that_the_engine_may_not_open_is_not_taken_for_nothing(tmp_path: Path) -> None:
    built(tmp_path, "{}")
    for learner in ("ada", "bob"):
        (tmp_path / "work" / learner).mkdir(parents=True)
        (tmp_path / "work" / learner / "answers.yaml").write_text("format: 1\nanswers: {c0: key}\n")
    for path in (tmp_path / "work", *(tmp_path / "work").rglob("*")):
        path.chmod(0o755)
    (tmp_path / "work" / "ada" / "answers.yaml").chmod(0)
    shown = shown_forms(read_forms(tmp_path / "exam"), (tmp_path,))
    with as_ordinary_user(tmp_path / "work"):
        returned = read_folders(Path(), shown)
    assert {who: type(one) for (who, _), one in returned.handed.items()} == {"ada": Unreached, "bob": Chosen}
    assert sum(who == "ada" for who, _ in returned.handed) == len(shown["A"])


def test_folders_do_not_tell_who_sat_which_of_several_forms(tmp_path: Path) -> None:
    built(tmp_path, "{}")
    blueprint = tmp_path / "blueprint.yaml"
    blueprint.write_text(blueprint.read_text() + "forms: 2\n")
    build(blueprint, tmp_path / "two", [tmp_path])
    (tmp_path / "work" / "ada").mkdir(parents=True)
    (tmp_path / "work" / "ada" / "answers.yaml").write_text("format: 1\nanswers: {c0: key}\n")
    request = Request(tmp_path / "two", tmp_path / "work", tmp_path / "out", extra=(tmp_path,))
    with pytest.raises(UsageError, match="name the one form file"):
        grade_exam(request, system_clock(), Progress())


def test_cells_of_ids_are_told_and_never_taken_in_silence(tmp_path: Path) -> None:
    form = built(tmp_path, "{}")
    path = tmp_path / "c" / "t.yaml"
    letter = letters(form, "m", "p")
    rows = {"ada": {"c/t/m": "p q"}, "bob": {"c/t/m": letter.lower()}, "cem": {"c/t/m": "x" * 10_001}}
    table = grade(tmp_path, rows)
    assert earned(table)["m"] == 4  # ids that cannot be letters
    assert [(one.code, one.line) for one in table.findings] == [("unreadable-answer", 4)]
    path.write_text(path.read_text().replace("id: r", "id: a").replace("id: u", "id: b"))
    for left in ("exam", "out"):
        shutil.rmtree(tmp_path / left)
    (form,) = build(tmp_path / "blueprint.yaml", tmp_path / "exam", [tmp_path]).forms
    (item,) = [one for one in form.items if one.question == "c/t/m"]
    table = grade(tmp_path, {"ada": {"c/t/m": "a"}, "bob": {"c/t/m": "B"}})
    meant = ["a" for place, name in enumerate(item.options) if name == "a" and place != 0]
    assert [one.code for one in table.findings] == ["letters-not-ids"] * len(meant)
