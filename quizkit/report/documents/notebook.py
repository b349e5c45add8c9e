"""The programs that a form asks for as a Jupyter notebook: a cell for each, which comes back to be graded.

A cell names its question by its id, as intake looks for it; the form and the full address stand beside it.
"""

from __future__ import annotations

import json

from quizkit import text
from quizkit.report.documents.markdown import head
from quizkit.report.documents.model import Asked, Key, Paper

Cell = dict[str, object]


def notebook(document: Paper | Key) -> str:
    """The document in nbformat 4.5, without outputs; of a key no cell names a question to hand in for."""
    paper = document if isinstance(document, Paper) else document.paper
    cells = [_prose("head", _head(document))]
    for at, asked in enumerate(paper.questions):
        if asked.field != "program":
            continue
        name = f"question-{asked.number}"
        heading = f"## Question {asked.number} ({asked.points})"
        cells.append(_prose(f"{name}-text", f"{heading}\n\n{text.markdown_block(asked.prompt)}"))
        if isinstance(document, Paper):
            cells.append(_program(name, asked.starter or "", _named(paper, asked)))
        else:
            solved = document.solved[at]
            cells.append(_prose(f"{name}-key", "\n\n".join(map(text.markdown_block, solved.solution))))
    made = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "quizkit": {"exam": paper.exam, "form": paper.form},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _head(document: Paper | Key) -> str:
    if isinstance(document, Key):
        return "\n\n".join(head(document.paper, "Key, not for learners: form"))
    blocks = head(document, "Form")
    if document.instructions:
        blocks.append(text.markdown_block(document.instructions))
    return "\n\n".join([*blocks, "Write each program into its cell, save the notebook, and hand it in."])


def _prose(name: str, words: str) -> Cell:
    fixed: Cell = {"editable": False, "deletable": False}
    return {"cell_type": "markdown", "id": name, "metadata": fixed, "source": words}


def _program(name: str, starter: str, metadata: Cell) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": starter.rstrip("\n"),
    }


def _named(paper: Paper, asked: Asked) -> Cell:
    question = asked.address.rpartition("/")[2]
    named = {"question": question, "address": asked.address, "exam": paper.exam, "form": paper.form}
    return {"deletable": False, "quizkit": named}
