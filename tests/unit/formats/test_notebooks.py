"""The laws of notebooks: cells answer the questions that they name; outputs and other cells never count."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any  # the fixture's own type lives in conftest.py, which tests cannot import

import nbformat
import pytest

from quizkit.formats.answers import Asked
from quizkit.formats.notebooks import MAX_BYTES, MAX_CELLS, read_notebook
from quizkit.formats.opening import Refusal
from quizkit.formats.sought import Sought
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Program, Typed

ReadWhole = Callable[[Path], Any]
JUPYTER: Any = nbformat  # has no types for what makes notebooks
Cell = dict[str, object]


def code(source: object, **metadata: object) -> Cell:
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": []}


def prose(source: str, **metadata: object) -> Cell:
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def notebook(*cells: Cell) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def answers(data: bytes, asked: dict[str, Asked]) -> Mapping[str, Answer | Refusal]:
    read = read_notebook(data, "a.ipynb", Sought(list(asked.values()), ["not-graded"]))
    assert not isinstance(read, Refusal), read
    return read[0]


def codes(data: bytes, asked: dict[str, Asked]) -> list[str]:
    read = read_notebook(data, "a.ipynb", Sought(list(asked.values()), ["not-graded"]))
    assert not isinstance(read, Refusal), read
    return [one.code for one in read[1]]


@pytest.mark.parametrize(
    "metadata",
    [
        {"quizkit": {"question": "program"}},
        {"question": "program"},
        {"tags": ["hide-input", "program"]},
        {"tags": ["question:program"]},
        {"nbgrader": {"grade_id": "program", "solution": True}},
    ],
)
def test_a_cell_names_its_question(asked: dict[str, Asked], metadata: dict[str, object]) -> None:
    assert answers(notebook(code("x = 1", **metadata)), asked) == {"program": Program(code="x = 1\n")}


@pytest.mark.parametrize("version", [3, 4])
def test_notebooks_that_jupyter_wrote_are_read_in_both_formats(asked: dict[str, Asked], version: int) -> None:
    new = JUPYTER.v4
    cells = [
        new.new_markdown_cell("red", metadata={"question": "one"}),
        new.new_code_cell("x = 1\ny = 2", metadata={"question": "program"}),
    ]
    made = JUPYTER.convert(new.new_notebook(cells=cells), version)
    read = answers(JUPYTER.writes(made, version).encode(), asked)
    assert read == {"one": Chosen(option="red"), "program": Program(code="x = 1\ny = 2\n")}


def test_cells_of_one_question_are_joined_in_their_order(asked: dict[str, Asked]) -> None:
    data = notebook(
        code(["x = 1\n", "y = 2"], question="program"),
        code("not mine"),
        code("z = 3\n", question="program"),
        code("  ", question="program"),
    )
    assert answers(data, asked) == {"program": Program(code="x = 1\ny = 2\n\nz = 3\n")}


def test_text_cells_answer_the_other_kinds(asked: dict[str, Asked]) -> None:
    data = notebook(
        prose(" red ", question="one"),
        prose("blue; red", question="some"),
        {**prose("2.5", question="number"), "cell_type": "raw"},
        prose("yes", question="word"),
        prose("y x", question="line-up"),
        prose("words about the program", question="program"),
    )
    assert answers(data, asked) == {
        "one": Chosen(option="red"),
        "some": ChosenSet(options=frozenset({"red", "blue"})),
        "number": Typed(text="2.5"),
        "word": Typed(text="yes"),
        "line-up": Ordered(blocks=("y", "x")),
    }


def test_a_code_cell_does_not_answer_another_kind_and_says_so(asked: dict[str, Asked]) -> None:
    assert codes(notebook(code("red", question="one")), asked) == ["code-cell"]


def test_the_teachers_cells_are_no_answers(asked: dict[str, Asked]) -> None:
    data = notebook(code("assert f() == 1", nbgrader={"grade_id": "program", "solution": False}))
    assert answers(data, asked) == {}


def test_outputs_are_never_read(asked: dict[str, Asked]) -> None:
    cell = code("x = 1", question="program")
    cell["outputs"] = [
        {"output_type": "stream", "text": "y = 2"},
        {"metadata": {"question": "program"}},
        7,
        None,
    ]
    assert answers(notebook(cell), asked) == {"program": Program(code="x = 1\n")}


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("%matplotlib inline\nx = 1", 1, "%matplotlib inline"),
        ("x = 1\n  !pip install it's", 2, "!pip install it"),
        ("%%bash\nls", 1, "%%bash"),
        ("x = (1,\n 2)\n?x", 3, "?x"),
        ("len?", 1, "len?"),
    ],
)
def test_ipythons_own_lines_are_refused_by_their_line(
    asked: dict[str, Asked], source: str, line: int, said: str
) -> None:
    refusal = answers(notebook(code(source, question="program")), asked)["program"]
    assert isinstance(refusal, Refusal)
    assert f"Line {line} " in refusal.reason
    assert said in refusal.reason


@pytest.mark.parametrize(
    "source",
    [
        "x = (7\n  % 2)",
        's = """\n%time\n"""',
        "# \n#!x\nx = 1 \\\n  % 2",
        "s = '''\n!a\\'''\n!b'''",
        "x != y",
    ],
)
def test_percent_and_exclamation_marks_of_python_are_let_through(
    asked: dict[str, Asked], source: str
) -> None:
    assert answers(notebook(code(source, question="program")), asked) == {
        "program": Program(code=source + "\n")
    }


def test_a_question_that_is_not_there_is_a_finding_with_its_cell(asked: dict[str, Asked]) -> None:
    data = notebook(code("x"), code("x", question="progam"), code("x", tags=["question:not-graded"]))
    read = read_notebook(data, "a.ipynb", Sought(list(asked.values()), ["not-graded"]))
    assert not isinstance(read, Refusal)
    assert [(one.code, one.message[:7]) for one in read[1]] == [
        ("unknown-question", "Cell 2:"),
        ("not-asked", "Cell 3:"),
    ]


def test_a_notebook_that_names_no_question_says_so(asked: dict[str, Asked]) -> None:
    assert codes(notebook(code("x = 1"), prose("hello", tags=["intro"])), asked) == ["no-cells"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not valid JSON on line 1"),
        (b'{"cells": [\n{,', "not valid JSON on line 2"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "has no cells"),
        (b'{"cells": 7}', "has no cells"),
        (b"[" * 900_000, "nested too deeply"),
        (b'{"cells":' * 100_000, "nested too deeply"),
        (b"[" * 1_000_001, "too many parts"),
        (b"9" * 5000, "too long a number"),
        (b"[]" + b" " * MAX_BYTES, "larger than 20 MB; clear its outputs"),
        (notebook(*[code("")] * (MAX_CELLS + 1)), "more than 5000 cells"),
    ],
)
def test_what_is_no_notebook_is_one_sentence(asked: dict[str, Asked], data: bytes, says: str) -> None:
    read = read_notebook(data, "a.ipynb", Sought(list(asked.values()), ()))
    assert isinstance(read, Refusal)
    assert says in read.reason


@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, [None], {"tags": 7}, {"question": ["program"]}])
def test_junk_in_cells_is_passed_over(asked: dict[str, Asked], junk: object) -> None:
    cells = [junk, {"metadata": junk, "source": junk}, {"cell_type": junk, "source": [junk, "x"]}]
    data = json.dumps({"nbformat": 4, "cells": cells, "worksheets": junk}).encode()
    assert answers(data, asked) == {}


@pytest.mark.parametrize(
    ("source", "says"), [("x" * 1_000_001, "longer than 1 MB"), ("x = '\ud800'", "broken characters")]
)
def test_cells_that_can_be_no_program_are_refused(asked: dict[str, Asked], source: str, says: str) -> None:
    refusal = answers(notebook(code(source, question="program")), asked)["program"]
    assert isinstance(refusal, Refusal)
    assert says in refusal.reason


def test_files_count_before_notebooks_and_a_finding_says_so(tmp_path: Path, read_whole: ReadWhole) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "program.py").write_text("x = 1")
    (tmp_path / "ada" / "answers.yaml").write_text("format: 1\nanswers: {one: red}\n")
    cells = (code("x = 2", question="program"), prose("blue", question="one"), prose("yes", question="word"))
    (tmp_path / "ada" / "hw.ipynb").write_bytes(notebook(*cells))
    contents = read_whole(tmp_path).contents["ada", 1]
    assert contents.answers == {
        "program": Program(code="x = 1"),
        "one": Chosen(option="red"),
        "word": Typed(text="yes"),
    }
    assert [one.code for one in contents.findings] == ["handed-in-twice", "handed-in-twice"]


def test_two_notebooks_that_answer_one_question_are_a_refusal(tmp_path: Path, read_whole: ReadWhole) -> None:
    (tmp_path / "ada").mkdir()
    for name, source in (("a.ipynb", "x = 1"), ("b.ipynb", "x = 2")):
        (tmp_path / "ada" / name).write_bytes(notebook(code(source, question="program")))
    answer = read_whole(tmp_path).contents["ada", 1].answers["program"]
    assert "'a.ipynb' and 'b.ipynb'" in answer.reason


def test_a_broken_notebook_costs_only_what_nothing_else_answers(
    tmp_path: Path, read_whole: ReadWhole
) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "program.py").write_text("x = 1")
    with (tmp_path / "ada" / "hw.ipynb").open("wb") as file:
        file.truncate(200_000_000)
    contents = read_whole(tmp_path).contents["ada", 1]
    assert contents.answers["program"] == Program(code="x = 1")
    assert "hw.ipynb: The notebook is larger than 20 MB" in contents.answers["one"].reason
    assert [one.code for one in contents.findings] == ["unreadable"]


def test_notebooks_may_be_named_after_their_learner(tmp_path: Path, read_whole: ReadWhole) -> None:
    (tmp_path / "ada.ipynb").write_bytes(notebook(code("x = 1", question="program")))
    (tmp_path / "bob_k_program.ipynb").write_bytes(notebook(code("x = 2", question="program")))
    whole = read_whole(tmp_path)
    assert whole.layout == "files named after learners"
    assert whole.contents["bob_k", 1].answers == {"program": Program(code="x = 2\n")}
