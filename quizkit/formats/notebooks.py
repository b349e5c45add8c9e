"""Jupyter notebooks: the cells that answer questions. Outputs are never looked at, and nothing is run.

The notebook is read as the JSON that it is, in format 3 (worksheets) and 4: validating or converting it would
touch what others wrote into its outputs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quizkit import text
from quizkit.formats.answers import written
from quizkit.formats.magics import command_line
from quizkit.formats.notes import note
from quizkit.formats.opening import MAX_BYTES as MAX_CODE
from quizkit.formats.opening import Refusal
from quizkit.formats.sought import Sought
from quizkit.model.answer import Answer, Program
from quizkit.model.finding import Finding

MAX_BYTES = 20_000_000
MAX_CELLS = 5_000
_MAX_NODES = 1_000_000  # lists and mappings in the JSON, which take far more memory than their text

_TOO_LARGE = f"The notebook is larger than {MAX_BYTES // 1_000_000} MB"
_TOO_MANY = f"The notebook has more than {MAX_CELLS} cells or too many parts in its outputs"
_NO_NOTEBOOK = "The file is no notebook"
_SAVE = "save it in Jupyter and hand it in again."
_CLEAR = "clear its outputs, " + _SAVE


@dataclass
class _Answering:
    """The cells of one question, in order."""

    code: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)


def read_notebook(
    data: bytes, file: str, sought: Sought
) -> tuple[dict[str, Answer | Refusal], list[Finding]] | Refusal:
    """The answers by question id, and findings about single cells; or why it cannot be read."""
    cells = _cells(data)
    if isinstance(cells, Refusal):
        return cells
    found: dict[str, _Answering] = {}
    findings: list[Finding] = []
    for number, cell in enumerate(cells, start=1):
        question, is_said = _question(cell, sought)
        if question in sought.by_id:
            _add(found.setdefault(question, _Answering()), cell)
        elif is_said:
            findings.append(_in_cell(sought.unknown(question, file), number))
    if not found and not findings:
        fix = "Write a question's id into the tags of the cell that answers it."
        findings.append(note("no-cells", file, "No cell of the notebook names a question.", fix))
    answers: dict[str, Answer | Refusal] = {}
    for question, answering in found.items():
        answer = _answer(question, answering, sought)
        if answer is not None:
            answers[question] = answer
        elif answering.code and not sought.is_code(question):
            says = f"A code cell does not answer '{question}'."
            findings.append(note("code-cell", file, says, "Write the answer into a Markdown cell."))
    return answers, findings


def _cells(data: bytes) -> Sequence[Mapping[str, object]] | Refusal:
    """The cells of all worksheets, as they stand in the file."""
    if len(data) > MAX_BYTES:
        return Refusal(f"{_TOO_LARGE}; {_CLEAR}")
    if data.count(b"{") + data.count(b"[") > _MAX_NODES:
        return Refusal(f"{_TOO_MANY}; {_CLEAR}")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Refusal(f"{_NO_NOTEBOOK}: it is not UTF-8 text; {_SAVE}")
    except json.JSONDecodeError as error:
        return Refusal(f"{_NO_NOTEBOOK}: it is not valid JSON on line {error.lineno}; {_SAVE}")
    except (RecursionError, ValueError):  # nested too deeply; a number of too many digits
        return Refusal(f"{_NO_NOTEBOOK}: its JSON is nested too deeply or has too long a number; {_CLEAR}")
    if not isinstance(notebook, dict):
        return Refusal(f"{_NO_NOTEBOOK}: it has no cells; {_SAVE}")
    cells = [cell for part in _worksheets(notebook) for cell in part if isinstance(cell, dict)]
    if not cells and not isinstance(notebook.get("nbformat"), int):
        return Refusal(f"{_NO_NOTEBOOK}: it has no cells; {_SAVE}")
    return Refusal(f"{_TOO_MANY}; {_CLEAR}") if len(cells) > MAX_CELLS else cells


def _worksheets(notebook: Mapping[str, object]) -> Iterator[Sequence[object]]:
    """Lists of cells: one in format 4, one for each worksheet in format 3."""
    sheets = notebook.get("worksheets")
    for holder in (notebook, *(sheets if isinstance(sheets, list) else ())):
        cells = holder.get("cells") if isinstance(holder, dict) else None
        if isinstance(cells, list):
            yield cells


def _question(cell: Mapping[str, object], sought: Sought) -> tuple[str, bool]:
    """The question that a cell names, and whether the name can have no other meaning."""
    metadata = _mapping(cell.get("metadata"))
    for said in (_mapping(metadata.get("quizkit")).get("question"), metadata.get("question")):
        if isinstance(said, str):
            return said, True
    tags = metadata.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, str) and tag.startswith("question:"):
            return tag.removeprefix("question:").strip(), True
        if isinstance(tag, str) and tag in sought.by_id:
            return tag, False
    graded = _mapping(metadata.get("nbgrader"))
    identity = graded.get("grade_id")
    is_theirs = graded.get("solution") is not False  # the other cells are the teacher's
    return (identity, False) if isinstance(identity, str) and is_theirs else ("", False)


def _add(answering: _Answering, cell: Mapping[str, object]) -> None:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if isinstance(source, str) and source.strip():
        kind = cell.get("cell_type")
        (answering.code if kind == "code" else answering.prose).append(source.rstrip("\n"))


def _answer(question: str, answering: _Answering, sought: Sought) -> Answer | Refusal | None:
    if not sought.is_code(question):
        return written(sought.by_id[question], "\n\n".join(answering.prose))
    if not answering.code:
        return None
    code = "\n\n".join(answering.code) + "\n"
    if len(code) > MAX_CODE:
        return Refusal("The notebook's cells for this question are longer than 1 MB; hand in less.")
    if any("\ud800" <= character <= "\udfff" for character in code):
        return Refusal(f"The notebook's cells for this question hold broken characters; {_SAVE}")
    command = command_line(code)
    if command is not None:
        line, said = command[0], text.visible(command[1][:60], one_line=True)
        return Refusal(
            f"Line {line} of the notebook's cells for this question, '{said}', is a command of IPython and "
            "not Python; take it out and hand the notebook in again."
        )
    return Program(code=code)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _in_cell(finding: Finding, number: int) -> Finding:
    return finding.model_copy(update={"message": f"Cell {number}: {finding.message}"})
