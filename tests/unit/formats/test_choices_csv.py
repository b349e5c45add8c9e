"""The laws of a CSV of choices: a row per learner, a column per question, in any spreadsheet's dress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any  # the fixture's own type lives in conftest.py, which tests cannot import

import pytest

from quizkit.errors import UsageError
from quizkit.formats.answers import Asked
from quizkit.formats.intake import open_intake
from quizkit.formats.opening import Refusal
from quizkit.model.answer import Chosen, ChosenSet, Ordered, Typed

ReadWhole = Callable[[Path], Any]


def write(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "choices.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        "learner,one,some,number,word,line-up\nada,red,red;blue,2.5,yes,y x\n",
        "\ufeffID;stage/topic/one;some;number;word;line-up\r\nada;red;blue red;2.5;yes;y, x\r\n",
        "line-up\tword\tnumber\tsome\tA1 topic/one\tlearner\ny;x\tyes\t2.5\tred blue;\tred\tada\n",
    ],
)
def test_cells_are_answers_in_any_dress(tmp_path: Path, read_whole: ReadWhole, content: str) -> None:
    whole = read_whole(write(tmp_path, content))
    assert whole.layout == "a CSV of choices"
    assert whole.contents["ada", 1].answers == {
        "one": Chosen(option="red"),
        "some": ChosenSet(options=frozenset({"red", "blue"})),
        "number": Typed(text="2.5"),
        "word": Typed(text="yes"),
        "line-up": Ordered(blocks=("y", "x")),
    }


def test_empty_cells_are_not_answered_and_empty_rows_nobody(tmp_path: Path, read_whole: ReadWhole) -> None:
    whole = read_whole(write(tmp_path, "learner,one,word\nada,,  \n,,\nbob\n"))
    assert list(whole.handings) == ["ada", "bob"]
    assert whole.contents["ada", 1].answers == whole.contents["bob", 1].answers == {}


def test_a_bad_cell_is_a_refusal_and_a_finding_with_its_place(tmp_path: Path, read_whole: ReadWhole) -> None:
    contents = read_whole(write(tmp_path, "learner,word,one\n\nada,yes,green\n")).contents["ada", 1]
    assert isinstance(contents.answers["one"], Refusal)
    (finding,) = contents.findings
    assert (finding.code, finding.file, finding.line) == ("unreadable-answer", "choices.csv", 3)
    assert finding.message.startswith("Column C: 'green'")


def test_a_program_has_no_place_in_a_cell(tmp_path: Path, read_whole: ReadWhole) -> None:
    answers = read_whole(write(tmp_path, "learner,program\nada,x = 1\n")).contents["ada", 1].answers
    assert "program.py" in answers["program"].reason


def test_escaped_formulas_and_names_are_taken_as_they_were(tmp_path: Path, read_whole: ReadWhole) -> None:
    whole = read_whole(write(tmp_path, "learner,name,one\n'=ada,Ada L,red\n\x1b[2J,B,blue\n"))
    assert {name: one.name for name, one in whole.handings.items()} == {"=ada": "Ada L", "\\x1b[2J": "B"}


def test_what_the_table_should_not_hold_is_a_finding(tmp_path: Path, read_whole: ReadWhole) -> None:
    content = "learner,one,on,one,not-graded\nada,red\nada,blue\n,red\nbob,red,,,,stray\n"
    findings = read_whole(write(tmp_path, content)).findings
    assert [(one.code, one.line) for one in findings] == [
        ("unknown-question", 1),
        ("column-twice", 1),
        ("not-asked", 1),
        ("learner-twice", 3),
        ("no-learner", 4),
        ("stray-cells", 5),
    ]
    assert "Did you mean 'one'?" in findings[0].fix


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no column 'learner'"),
        ("who,one\nada,red\n", "no column 'learner'"),
        ("learner,two\nada,red\n", "no column for a question"),
        (b"learner,one\n\xff,red\n", "not UTF-8 on line 2"),
        ('learner,one\n"ada,red\n', "not a CSV"),
    ],
)
def test_what_is_no_table_of_choices_is_one_sentence(
    tmp_path: Path, asked: dict[str, Asked], content: str | bytes, says: str
) -> None:
    with (
        pytest.raises(UsageError, match=says),
        open_intake(write(tmp_path, content), list(asked.values()), asked),
    ):
        pass


def test_other_files_and_none_are_one_sentence(tmp_path: Path, asked: dict[str, Asked]) -> None:
    (tmp_path / "class.rar").write_bytes(b"Rar!")
    (tmp_path / "empty").mkdir()
    for name, says in (
        ("class.rar", "neither a folder"),
        ("none", "no folder or file"),
        ("empty", "no learner's"),
    ):
        with pytest.raises(UsageError, match=says), open_intake(tmp_path / name, list(asked.values()), asked):
            pass
