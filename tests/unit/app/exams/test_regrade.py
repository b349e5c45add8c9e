"""The laws of regrading an exam: those of a class, by letters of its forms, and after keys were corrected."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from quizkit.app.classes.judging import Judged, Progress
from quizkit.app.exams.build import build
from quizkit.app.exams.grade import Request as GradeRequest
from quizkit.app.exams.grade import grade_exam, read_forms
from quizkit.app.results.regrade import Regraded, Request, regrade
from quizkit.app.results.report import Request as ReportRequest
from quizkit.app.results.report import report
from quizkit.clock import system_clock
from quizkit.errors import ContentError, QuizkitError, UnknownName, UsageError
from quizkit.model.exam import Form
from quizkit.report.marks import STANDS
from quizkit.report.table import ClassTable

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
  - {id: one, kind: choice, difficulty: easy, skills: [s], prompt: "Which?", solution: {steps: [x]},
     options: [{id: key, text: K, correct: true}, {id: lure, text: L}, {id: bait, text: B}]}
  - {id: many, kind: multiple, difficulty: easy, skills: [s], prompt: "Which ones?", solution: {steps: [x]},
     options: [{id: p, text: P, correct: true}, {id: q, text: Q, correct: true}, {id: r, text: R}]}
  - {id: count, kind: numeric, difficulty: easy, skills: [s], prompt: "How many?", value: 10,
     tolerance: {absolute: 1}, solution: {steps: [x]}}
  - {id: sort, kind: order, difficulty: easy, skills: [s], prompt: "Sort.", solution: {steps: [x]},
     blocks: [{id: x, text: X}, {id: y, text: Y}, {id: z, text: Z}], answer: [x, y]}
"""
PLAN = """\
format: 1
exam: e
title: An exam
minutes: 30
demands: [{topic: c/t, count: 4}]
forms: 2
scoring: {choice: all-or-nothing-minus-50, multiple: coverage}
seed: 3
"""
ROWS = {
    "ada": ("A", {"one": ("key",), "many": ("p", "q"), "count": "10.9", "sort": ("x", "y")}),
    "bob": ("B", {"one": ("lure",), "many": ("p",), "count": "12", "sort": ("y", "x")}),
    "cem": ("A", {"one": ("lure",), "many": ("r",), "count": "none", "sort": ("x", "y")}),
    "dan": ("B", {}),
}
BEFORE = {"ada": 4.0, "bob": 0.0, "cem": 0.5, "dan": 0.0}
KEY = "{id: key, text: K, correct: true}, {id: lure, text: L}"
LURE = "{id: key, text: K}, {id: lure, text: L, correct: true}"
CORRECT = "change: corrected, question: one"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A graded exam in out/."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(BANK)
    (tmp_path / "plan.yaml").write_text(PLAN)
    forms = {form.form: form for form in build(tmp_path / "plan.yaml", tmp_path / "exam", [tmp_path]).forms}
    head = ["one", "many", "count", "sort"]
    lines = [",".join(["learner", "form", *(f"c/t/{name}" for name in head)])]
    for learner, (letter, answers) in ROWS.items():
        cells = [written(forms[letter], name, answers.get(name, "")) for name in head]
        lines.append(",".join([learner, letter, *cells]))
    (tmp_path / "filled.csv").write_text("\n".join(lines))
    grade(tmp_path)
    return tmp_path


def written(form: Form, question: str, answer: str | Sequence[str]) -> str:
    """An answer as it stands on this form's paper."""
    if isinstance(answer, str):
        return answer
    item = next(one for one in form.items if one.question == f"c/t/{question}")
    return " ".join("ABC"[item.options.index(name)] for name in answer)


def letter(place: Path, form: str, question: str, option: str) -> str:
    """The letter of an option on a form."""
    (made,) = read_forms(place / "exam" / f"form-{form}.yaml")
    return written(made, question, (option,))


def grade(
    place: Path, overrides: Path | None = None, policy: Path | None = None
) -> tuple[ClassTable, Judged]:
    request = GradeRequest(
        place / "exam",
        place / "filled.csv",
        place / "out",
        extra=(place,),
        policy=policy,
        overrides=overrides,
    )
    return grade_exam(request, system_clock(), Progress())


def changed(
    place: Path, *changes: str, dry_run: bool = False, allow_lower: bool = False, extra: Path | None = None
) -> Regraded:
    lines = "".join(f"  - {{{change}, reason: We looked.}}\n" for change in changes)
    (place / "changes.yaml").write_text(f"format: 1\nchanges:\n{lines}")
    request = Request(place / "out", place / "changes.yaml", dry_run, allow_lower, extra=(extra or place,))
    return regrade(request, system_clock(), Progress())


def correct(place: Path, before: str = KEY, after: str = LURE) -> None:
    bank = place / "c" / "t.yaml"
    assert before in bank.read_text()
    bank.write_text(bank.read_text().replace(before, after))


def totals(table: ClassTable) -> dict[str, float]:
    return {row.learner: row.earned for row in table.rows}


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_exam_is_graded_as_its_form_says(place: Path) -> None:
    assert totals(grade(place)[0]) == BEFORE


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ("change: accept, question: one, answer: lure", {"bob": 1.5, "cem": 2.0}),
        ("change: accept, question: c/t/one, answer: lure", {"bob": 1.5, "cem": 2.0}),
        ("change: accept, question: many, answer: [p]", {"bob": 0.5}),
        ("change: accept, question: many, answer: [r]", {"cem": 1.5}),
        ("change: accept, question: sort, answer: [y, x]", {"bob": 1.0}),
        ("change: tolerance, question: count, tolerance: {absolute: 2}", {"bob": 1.0}),
        ("change: full-marks, question: one", {"bob": 1.5, "cem": 2.0, "dan": 1.0}),
    ],
)
def test_a_change_means_the_same_on_every_form_and_under_every_policy(
    place: Path, change: str, after: dict[str, float]
) -> None:
    done = changed(place, change)
    gained = {learner: total for learner, total in totals(done.table).items() if total != BEFORE[learner]}
    assert gained == after
    assert any("We looked." in line for line in done.table.decisions)
    assert "We looked." in (place / "out" / "class.html").read_text()
    table, judged = grade(place)
    assert (judged.judged, totals(table)) == (0, totals(done.table))
    before = files(place / "out")
    again = changed(place, change)
    assert (again.again, again.changed, files(place / "out")) == (True, (), before)


@pytest.mark.parametrize("form", ["A", "B"])
def test_an_option_may_be_named_by_its_letter_on_a_form(place: Path, form: str) -> None:
    change = f"change: accept, question: one, form: {form}, answer: {letter(place, form, 'one', 'lure')}"
    assert totals(changed(place, change).table)["cem"] == 2.0


def test_a_dropped_question_goes_on_counting_for_whom_it_helps(place: Path) -> None:
    done = changed(place, "change: drop, question: one")
    assert {row.learner: (row.earned, row.possible) for row in done.table.rows} == {
        "ada": (3, 3), "bob": (0.5, 3), "cem": (1, 3), "dan": (0, 3)}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("change: accept, question: two, answer: lure", "no question 'two'"),
        ("change: accept, question: one, answer: B", "'B' is not among this question's ids"),
        ("change: accept, question: one, form: C, answer: B", "form C of this exam has no question"),
        ("change: accept, question: one, form: A, answer: D", "is no option"),
        ("change: accept, question: count, answer: many", "does not fit"),
        (CORRECT, "was not corrected"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_and_nothing_is_done(
    place: Path, change: str, says: str
) -> None:
    before = files(place / "out")
    for dry_run in (True, False):
        with pytest.raises((UsageError, UnknownName), match=says):
            changed(place, change, dry_run=dry_run)
    assert files(place / "out") == before


def test_a_key_corrected_in_the_bank_is_taken_over_and_nobody_loses(place: Path) -> None:
    correct(place)
    with pytest.raises(ContentError, match="change: corrected"):
        report(ReportRequest(place / "out", extra=(place,)), system_clock())
    tried = changed(place, CORRECT, dry_run=True)
    done = changed(place, CORRECT)
    assert tried.changed == done.changed
    assert (totals(done.table), done.held) == ({**BEFORE, "bob": 1.5, "cem": 2.0}, 1)
    assert [row.learner for row in done.table.rows if STANDS in row.marks["c/t/one"].notes] == ["ada"]
    assert STANDS in (place / "out" / "class.html").read_text()
    assert (grade(place)[1].judged, totals(grade(place)[0])) == (0, totals(done.table))
    report(ReportRequest(place / "out", extra=(place,)), system_clock())
    again = changed(place, CORRECT)
    assert (again.again, again.changed) == (True, ())


def test_a_bank_that_is_named_wins_over_the_one_it_was_graded_by(place: Path) -> None:
    named = place / "other" / "c" / "t.yaml"
    named.parent.mkdir(parents=True)
    named.write_text(BANK.replace(KEY, LURE))
    report(ReportRequest(place / "out"), system_clock())
    with pytest.raises(ContentError, match="change: corrected"):
        report(ReportRequest(place / "out", extra=(named.parents[1],)), system_clock())
    with pytest.raises(UsageError, match=r"was not corrected: '.*/c/t.yaml' has it"):
        changed(place, CORRECT)
    assert totals(changed(place, CORRECT, extra=named).table) == {**BEFORE, "bob": 1.5, "cem": 2.0}
    with pytest.raises(UsageError, match="there is no file or folder"):
        report(ReportRequest(place / "out", extra=(place / "gone",)), system_clock())


def test_a_corrected_key_may_lower_marks_only_if_told_to(place: Path) -> None:
    correct(place)
    done = changed(place, CORRECT, allow_lower=True)
    assert totals(done.table)["ada"] == 2.5


def test_what_is_held_counts_as_it_did_by_the_policy(place: Path) -> None:
    correct(place, "{id: p, text: P, correct: true}", "{id: p, text: P}")
    done = changed(place, "change: corrected, question: many")
    assert totals(done.table) == BEFORE
    assert totals(grade(place)[0]) == BEFORE


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("value: 10", "value: 12", "count"),
        ("answer: [x, y]", "answer: [y, x]", "sort"),
        ("{id: r, text: R}", "{id: r, text: R, correct: true}", "many"),
    ],
)
def test_keys_of_every_kind_can_be_corrected(place: Path, before: str, after: str, change: str) -> None:
    correct(place, before, after)
    done = changed(place, f"change: corrected, question: {change}")
    assert all(one.after[0] > one.before[0] for one in done.changed)
    assert totals(done.table)["ada"] == BEFORE["ada"]
    assert (grade(place)[1].judged, totals(grade(place)[0])) == (0, totals(done.table))


def test_a_key_is_corrected_twice(place: Path) -> None:
    correct(place)
    changed(place, CORRECT, allow_lower=True)
    correct(place, LURE, KEY)
    done = changed(place, CORRECT, allow_lower=True)
    assert (totals(done.table), done.again) == (BEFORE, False)


def test_another_text_of_an_option_is_no_corrected_key(place: Path) -> None:
    correct(place, "text: K", "text: L2")
    before = files(place / "out")
    with pytest.raises(ContentError, match="more than the key"):
        changed(place, CORRECT)
    assert files(place / "out") == before


def test_one_question_corrected_does_not_let_another_pass(place: Path) -> None:
    correct(place)
    correct(place, "value: 10", "value: 11")
    with pytest.raises(ContentError, match="c/t/count"):
        changed(place, CORRECT)


def test_an_override_decides_on_one_answer_of_an_exam(place: Path) -> None:
    path = place / "given.yaml"
    decided = "{learner: cem, question: count, score: 1, reason: It reads 10.}"
    path.write_text(f"format: 1\noverrides: [{decided}, {{learner: eve, question: x, score: 1, reason: R}}]")
    table, _ = grade(place, overrides=path)
    assert totals(table)["cem"] == 1.5
    assert {one.code for one in table.findings} >= {"unknown-learner", "unknown-question"}
    assert totals(changed(place, "change: accept, question: one, answer: lure").table)["cem"] == 3.0
    assert totals(grade(place)[0])["cem"] == 3.0


def test_points_of_questions_can_be_changed_and_nothing_else_of_a_policy(place: Path) -> None:
    path = place / "given.yaml"
    path.write_text("format: 1\npoints: {count: 5, c/t/one: 2, nobody: 1}\n")
    table, judged = grade(place, policy=path)
    assert (judged.judged, totals(table)["ada"], table.rows[0].possible) == (0, 9, 9)
    assert [one.code for one in table.findings if one.file == "policy.yaml"] == ["unknown-question"]
    assert totals(changed(place, "change: accept, question: one, answer: lure").table)["cem"] == 3
    assert totals(grade(place)[0])["ada"] == 9
    path.write_text("format: 1\nattempts: best\n")
    with pytest.raises(UsageError, match="says more than 'points'"):
        grade(place, policy=path)


def test_a_broken_folder_is_a_sentence(place: Path) -> None:
    (place / "out" / "exam.json").write_text("{}")
    with pytest.raises(QuizkitError, match="damaged"):
        changed(place, CORRECT)
