"""The laws of the table of answers: columns by address, spreadsheets' habits forgiven, the rest a finding."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.errors import UsageError
from quizkit.formats.quiz_reports import read_returned
from quizkit.formats.responses import Returned, empty_responses
from quizkit.model.exam import Form, FormItem

HEAD = ["learner", "form", "c/t/one", "c/t/two", "c/t/three"]


def form(letter: str, *questions: str) -> Form:
    items = tuple(FormItem(question=f"c/t/{name}", grade_version="v", points=1) for name in questions)
    return Form(format=1, exam="e", title="E", form=letter, minutes=5, blueprint="b", engine="0", items=items)


FORMS = (form("A", "one", "two"), form("B", "three", "one"))


def read(path: Path, rows: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> Returned:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    (path / "r.csv").write_bytes(out.getvalue().encode(encoding))
    return read_returned(path / "r.csv", FORMS, {})


def codes(returned: Returned) -> list[tuple[str, int]]:
    return [(one.code, one.line) for one in returned.findings]


def test_the_empty_table_tells_each_questions_place_on_every_form() -> None:
    assert empty_responses(FORMS) == "learner,form,A1 B2 c/t/one,A2 c/t/two,B1 c/t/three\n"


def test_the_empty_table_reads_back_to_no_answers(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(empty_responses(FORMS))
    returned = read_returned(tmp_path / "r.csv", FORMS, {})
    assert (returned.responses, returned.findings) == ((), ())


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_separators_and_byte_order_marks_do_not_matter(tmp_path: Path, separator: str, encoding: str) -> None:
    returned = read(tmp_path, [HEAD, ["Zoë", "a", "B", "0,5", ""]], separator, encoding)
    (response,) = returned.responses
    assert (response.learner, response.form) == ("Zoë", "A")
    assert response.answers == {"c/t/one": "B", "c/t/two": "0,5"}
    assert not returned.findings


@given(order=st.permutations(range(len(HEAD))))
def test_columns_are_known_by_name_never_by_place(
    order: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    row = ["ada", "A", "B", "C", ""]
    table = [[cells[index] for index in order] for cells in (HEAD, row)]
    (response,) = read(tmp_path_factory.mktemp("r"), table).responses
    assert response.answers == {"c/t/one": "B", "c/t/two": "C"}


def test_blank_rows_and_blank_cells_are_nothing(tmp_path: Path) -> None:
    returned = read(tmp_path, [HEAD, ["", "", "", "", ""], ["ada", "A", " ", "", ""]])
    assert returned.responses[0].answers == {}
    assert not returned.findings


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["ada", "A"], ["ada", "B"]], ("learner-twice", 3)),
        ([["", "A", "B"]], ("no-learner", 2)),
        ([["ada", "C", "B"]], ("unknown-form", 2)),
        ([["ada", "", "B"]], ("unknown-form", 2)),
        ([["ada", "A", "", "", "B"]], ("other-form", 2)),
        ([["ada", "A", "", "", "", "stray"]], ("stray-cells", 2)),
    ],
)
def test_what_cannot_be_used_is_a_finding_with_its_row(
    tmp_path: Path, rows: list[list[str]], found: tuple[str, int]
) -> None:
    assert codes(read(tmp_path, [HEAD, *rows])) == [found]


@pytest.mark.parametrize(("head", "code"), [("c/t/four", "unknown-column"), ("A1 c/t/one", "column-twice")])
def test_columns_that_no_form_has_or_that_stand_twice_are_findings(
    tmp_path: Path, head: str, code: str
) -> None:
    returned = read(tmp_path, [[*HEAD, head], ["ada", "A", "B", "", "", "C"]])
    assert codes(returned) == [(code, 1)]
    assert "Column F:" in returned.findings[0].message
    assert returned.responses[0].answers == {"c/t/one": "B"}


def test_the_mark_against_formulas_is_taken_off_again(tmp_path: Path) -> None:
    (response,) = read(tmp_path, [HEAD, ["'=ada", "A", "", "'-5", ""]]).responses
    assert response.learner == "=ada"
    assert response.answers["c/t/two"] == "-5"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name,mark\nada,1\n", "no columns 'learner' and 'form'"),
        (b"", "no columns"),
        ("learner,form\nZoë,A\n".encode("latin-1"), "not UTF-8 on line 2"),
        (b'learner,form\n"ada,A\n', "not a CSV file"),
    ],
)
def test_files_that_are_no_such_table_get_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "r.csv").write_bytes(content)
    with pytest.raises(UsageError, match=says):
        read_returned(tmp_path / "r.csv", FORMS, {})


def test_a_missing_table_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        read_returned(tmp_path / "r.csv", FORMS, {})


@pytest.mark.parametrize(
    ("head", "row", "found"),
    [
        (HEAD, ["x" * 501, "A", "B"], [("no-learner", 3)]),
        (HEAD, ["Ada", "A", "B"], [("learner-alike", 3)]),
        ([*HEAD, ""], ["bob", "A", "B", "", "", "stray"], [("unknown-column", 3)]),
        (HEAD, ["\x00\x1b[2J", "A\x00", "\u202e"], [("unknown-form", 3)]),
        (HEAD, ["bob", "x" * 100_000, "B"], [("unknown-form", 3)]),
    ],
)
def test_a_hostile_row_is_told_and_the_other_one_read(
    tmp_path: Path, head: list[str], row: list[str], found: list[tuple[str, int]]
) -> None:
    returned = read(tmp_path, [head, ["ada", "A", "B"], row])
    assert codes(returned) == found
    assert returned.responses[0].answers == {"c/t/one": "B"}
    said = "".join(str(one) for one in returned.findings)
    assert len(said) < 500
    assert not any(sign in said for sign in "\x00\x1b\u202e")


def test_more_learners_than_can_be_graded_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has more than 20000 learners; split it"):
        read(tmp_path, [HEAD, *([f"u{number}", "A"] for number in range(20_001))])
