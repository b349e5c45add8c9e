"""The laws of an exam: the same bytes, no key on the paper, graded by the form file alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from quizkit import source
from quizkit.app.classes.judging import Judged, Progress
from quizkit.app.exams.build import build, read_blueprint
from quizkit.app.exams.grade import Request, grade_exam
from quizkit.app.exams.new import new_blueprint
from quizkit.clock import system_clock
from quizkit.errors import ContentError, QuizkitError, UsageError
from quizkit.model.exam import Form
from quizkit.report.table import ClassTable

HEAD = """\
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
  - {{id: q{0}, kind: choice, difficulty: easy, skills: [s], prompt: "Question {0}?",
     solution: {{steps: [WORKED], answer: SOLVED, check: CHECKED}}, options: [
       {{id: key, text: "K{0}", correct: true}}, {{id: lure, text: "L{0}"}},
       {{id: bait, text: "B{0}"}}, {{id: trap, text: "T{0}"}}]}}
"""
NUMBER = """\
  - {id: n, kind: numeric, difficulty: hard, skills: [s], prompt: How many?, value: -2.5,
     solution: {steps: [WORKED]}}
"""
BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 10
instructions: Be calm.
demands:
  - {topic: c/t, count: 3, difficulty: easy}
  - {topic: c/t, count: 1, difficulty: hard, points: 2}
forms: 2
seed: 5
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    questions = "".join(CHOICE.format(number) for number in range(6)) + NUMBER
    (tmp_path / "c" / "t.yaml").write_text(HEAD + questions)
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    return tmp_path


@pytest.fixture
def built(place: Path) -> tuple[Form, ...]:
    return build(place / "blueprint.yaml", place / "exam", [place]).forms


def grade(
    place: Path, rows: dict[str, dict[str, str]], forms: Path | None = None
) -> tuple[ClassTable, Judged]:
    """Fill in the table by column heads and grade it. `rows`: per learner the cells by head or address."""
    with (place / "exam" / "responses.csv").open(newline="") as file:
        head = next(csv.reader(file))
    with (place / "filled.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for learner, cells in rows.items():
            by_name = {"learner": learner, **cells}
            writer.writerow([by_name.get(name.split()[-1], "") for name in head])
    request = Request(forms or place / "exam", place / "filled.csv", place / "out", extra=(place,))
    return grade_exam(request, system_clock(), Progress())


def right_letters(form: Form) -> dict[str, str]:
    """The right answers on `form` as somebody would write them."""
    cells = {"form": form.form}
    for item in form.items:
        cells[item.question] = "ABCD"[item.options.index("key")] if item.options else "-2,5"
    return cells


def test_the_same_blueprint_gives_the_same_bytes(place: Path, built: tuple[Form, ...]) -> None:
    build(place / "blueprint.yaml", place / "again", [place])
    first = {path.name: path.read_bytes() for path in (place / "exam").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (place / "again").iterdir()}
    assert sorted(first) == [
        "equality.html", "equality.txt", "form-A-key.txt", "form-A-paper.txt", "form-A.yaml",
        "form-B-key.txt", "form-B-paper.txt", "form-B.yaml", "responses.csv",
    ]  # fmt: skip


def test_a_form_file_reads_back_to_its_form(place: Path, built: tuple[Form, ...]) -> None:
    for form in built:
        assert source.load(place / "exam" / f"form-{form.form}.yaml", Form).value == form


def test_the_paper_has_everything_but_the_key(place: Path, built: tuple[Form, ...]) -> None:
    paper = (place / "exam" / "form-A-paper.txt").read_text()
    for part in (
        "An exam",
        "Form A",
        "10 minutes",
        "5 points",
        "Be calm.",
        "Name: ___",
        "(2 points)",
        "How many?",
    ):
        assert part in paper
    for secret in ("WORKED", "SOLVED", "CHECKED", "key", "2.5"):
        assert secret not in paper
    for number, item in enumerate(built[0].items, start=1):
        assert f"\n{number}. (" in paper
        for letter, option in zip("ABCD", item.options, strict=False):
            assert f"{letter}) {option[0].upper()}{item.question[-1]}\n" in paper


def test_the_key_names_the_printed_letter(place: Path, built: tuple[Form, ...]) -> None:
    key = (place / "exam" / "form-B-key.txt").read_text()
    assert "WORKED" in key
    for number, item in enumerate(built[1].items, start=1):
        answer = "ABCD"[item.options.index("key")] if item.options else "-2.5"
        assert f"\n{number}. {answer}    ({item.question}, " in key


def test_right_letters_earn_full_marks_on_every_form(place: Path, built: tuple[Form, ...]) -> None:
    table, _ = grade(place, {f"on-{form.form}": right_letters(form) for form in built})
    assert [(row.earned, row.possible) for row in table.rows] == [(5, 5), (5, 5)]
    assert not table.findings


def test_another_forms_letters_are_graded_as_this_forms(place: Path, built: tuple[Form, ...]) -> None:
    cells = right_letters(built[0]) | {"form": "B"}
    table, _ = grade(place, {"ada": cells})
    assert {finding.code for finding in table.findings} == {"other-form"}
    assert len(table.findings) == 3  # the choice questions of A; the number is on both
    assert table.rows[0].earned == 2


@pytest.mark.parametrize("written", ["-2.5 apples", "B", "1e400"])
def test_what_is_no_number_counts_as_wrong_and_is_told(
    written: str, place: Path, built: tuple[Form, ...]
) -> None:
    (number,) = [item.question for item in built[0].items if not item.options]
    table, _ = grade(place, {"ada": right_letters(built[0]) | {number: written}})
    (finding,) = table.findings
    assert (finding.code, finding.line, finding.question) == ("no-number", 2, "n")
    assert table.rows[0].earned < 5


def test_the_rest_is_graded_where_a_cell_cannot_be_read(place: Path, built: tuple[Form, ...]) -> None:
    cells = right_letters(built[0])
    bad = built[0].items[0].question if built[0].items[0].options else built[0].items[1].question
    table, _ = grade(place, {"ada": cells | {bad: "Q"}})
    (finding,) = table.findings
    assert (finding.code, finding.line) == ("unreadable-answer", 2)
    assert "'Q' is no option" in finding.message
    assert table.rows[0].earned == 4


def test_blank_is_not_attempted_and_not_wrong(place: Path, built: tuple[Form, ...]) -> None:
    table, _ = grade(place, {"ada": {"form": "A"}})
    assert table.counts() == {"not-attempted": 4}


def test_one_form_file_grades_alone(place: Path, built: tuple[Form, ...]) -> None:
    table, _ = grade(place, {"ada": right_letters(built[1])}, place / "exam" / "form-B.yaml")
    assert table.rows[0].earned == 5


def test_corrected_rows_are_graded_again_and_only_they(place: Path, built: tuple[Form, ...]) -> None:
    rows = {f"on-{form.form}": right_letters(form) for form in built}
    grade(place, rows)
    item = built[0].items[0].question
    _, judged = grade(place, rows | {"on-A": rows["on-A"] | {item: ""}})
    assert (judged.judged, judged.kept) == (1, 7)


def test_changed_questions_are_refused_by_name(place: Path, built: tuple[Form, ...]) -> None:
    topic = place / "c" / "t.yaml"
    changed = built[0].items[0].question.rpartition("/")[2] if built[0].items[0].options else "q0"
    topic.write_text(topic.read_text().replace(f'text: "K{changed[1:]}"', 'text: "Changed"'))
    with pytest.raises(ContentError, match=rf"other versions of .*{changed}") as caught:
        grade(place, {"ada": right_letters(built[0])})
    assert caught.value.exit_code == 4


def test_a_table_that_is_filled_in_is_never_built_over(place: Path, built: tuple[Form, ...]) -> None:
    with (place / "exam" / "responses.csv").open("a") as file:
        file.write("ada,A,B\n")
    with pytest.raises(UsageError, match="holds answers already"):
        build(place / "blueprint.yaml", place / "exam", [place])


@pytest.mark.parametrize("row", ["ada,A,B", "ada;A;B\r\n", "ada,A,B\r"])
def test_one_row_without_a_line_end_is_filled_in_too(place: Path, built: tuple[Form, ...], row: str) -> None:
    table = place / "exam" / "responses.csv"
    table.write_bytes(table.read_bytes().rstrip() + b"\n" + row.encode())
    before = table.read_bytes()
    with pytest.raises(UsageError, match="holds answers already"):
        build(place / "blueprint.yaml", place / "exam", [place])
    assert table.read_bytes() == before


def test_a_table_without_a_row_is_told_and_nothing_is_written(place: Path, built: tuple[Form, ...]) -> None:
    request = Request(place / "exam", place / "exam" / "responses.csv", place / "grades", extra=(place,))
    with pytest.raises(UsageError, match="fill in a row per learner"):
        grade_exam(request, system_clock(), Progress())
    assert not (place / "grades").exists()


def test_forms_of_two_builds_are_not_mixed(place: Path, built: tuple[Form, ...]) -> None:
    (place / "blueprint.yaml").write_text(BLUEPRINT.replace("seed: 5", "seed: 6"))
    build(place / "blueprint.yaml", place / "other", [place])
    (place / "other" / "form-B.yaml").replace(place / "exam" / "form-B.yaml")
    with pytest.raises(ContentError, match="of several exams"):
        grade(place, {"ada": {"form": "A"}})


def test_a_new_blueprint_can_be_built_as_it_stands(place: Path) -> None:
    path = place / "midterm.yaml"
    assert new_blueprint(path, "c/t", [place]) == "c/t"
    plan = read_blueprint(path).blueprint
    assert (plan.exam, plan.forms) == ("midterm", 2)
    assert [(demand.difficulty, demand.count) for demand in plan.demands] == [("easy", 2), ("hard", 1)]
    assert len(build(path, place / "exam", [place]).forms) == 2
    with pytest.raises(UsageError, match="exists already"):
        new_blueprint(path, "c/t", [place])
    with pytest.raises(UsageError, match="gives no id"):
        new_blueprint(place / "Mid Term.yaml", "c/t", [place])


@pytest.mark.parametrize("topic", ["python/aliasing", "pytorch/weight-decay"])
def test_a_new_blueprint_over_a_shipped_topic_can_be_built(topic: str, tmp_path: Path) -> None:
    new_blueprint(tmp_path / "new.yaml", topic, [])
    assert build(tmp_path / "new.yaml", tmp_path / "exam").forms


def test_a_topic_without_a_question_for_an_exam_is_told(place: Path) -> None:
    bank = place / "c" / "t.yaml"
    bank.write_text(bank.read_text().replace("skills: [s],", "skills: [s], status: draft,"))
    with pytest.raises(UsageError, match="has no question for an exam"):
        new_blueprint(place / "new.yaml", "c/t", [place])
    assert not (place / "new.yaml").exists()


def test_nothing_is_printed_of_a_question_whose_key_is_not_computed(place: Path) -> None:
    bank = place / "c" / "t.yaml"
    bank.write_text(bank.read_text().replace("value: -2.5", "code: answer = -2.5"))
    with pytest.raises(ContentError, match="whose key is not computed"):
        build(place / "blueprint.yaml", place / "exam", [place])
    assert not (place / "exam").exists()


def test_a_broken_blueprint_tells_every_finding(place: Path) -> None:
    (place / "blueprint.yaml").write_text(
        BLUEPRINT.replace("minutes: 10", "minutes: no").replace("seed", "sead")
    )
    with pytest.raises(QuizkitError, match="cannot be used") as caught:
        build(place / "blueprint.yaml", place / "exam", [place])
    assert isinstance(caught.value, ContentError)
    assert len(caught.value.findings) >= 2
