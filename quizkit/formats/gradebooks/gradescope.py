"""Gradescope: `results.json` as an autograder hands it in, one file per learner.

Format: "Autograder Specifications", section "Output format", of Gradescope's documentation. The score of a
file is the learner's total; each question is one test case with its own points.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizkit import text
from quizkit.formats.gradebooks.lines import CheckLine, GradeLine, QuestionLine, names, number
from quizkit.model.finding import Finding

NOTE = """\
Gradescope takes results from an autograder, one file for one submission. To bring these in:

1. Set the assignment's points on Gradescope to the points that could be earned here.
2. Put this folder into the autograder's zip. It holds the results of all learners, so that autograder must
   not run what they hand in.
3. Let `run_autograder` read the submitter from `/autograder/submission_metadata.json`, find them by name
   or id in `index.csv`, and copy the file that it tells to `/autograder/results/results.json`.

A learner without a file here has no number: let `run_autograder` fail for them rather than write a zero.
"""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")
_DIGEST = 16  # hexadecimal digits of an opaque name
INDEX = "index.csv"


@dataclass(frozen=True)
class Results:
    """The files by name, which learner each is of, and what to know of them."""

    files: Mapping[str, str]
    learners: Mapping[str, str]  # file name -> learner
    findings: tuple[Finding, ...] = ()


def results(lines: Sequence[GradeLine]) -> Results:
    """A file for each learner who has a number; none for the others, whom a finding lists.

    A file is named by the learner's id, or by a digest of it where the id is no plain file name, or equal to
    another but for case.
    """
    graded = [line for line in lines if line.earned is not None]
    folded = [line.learner.casefold() for line in graded]
    learners = {
        _file_name(line.learner, plain=folded.count(line.learner.casefold()) == 1): line.learner
        for line in graded
    }
    files = {name: results_json(line) for name, line in zip(learners, graded, strict=True)}
    without = [line.learner for line in lines if line.earned is None]
    return Results(files, learners, tuple([_without(without)] if without else []))


def index_csv(made: Results, lines: Sequence[GradeLine]) -> str:
    """Which file is whose: learner, name, and the ids on platforms, parted by spaces."""
    by_learner = {line.learner: line for line in lines}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", "learner", "name", "ids"])
    for file, learner in made.learners.items():
        line = by_learner[learner]
        cells = [file, learner, line.name, " ".join(sorted(line.aliases))]
        writer.writerow([text.csv_cell(cell) for cell in cells])
    return out.getvalue()


def results_json(line: GradeLine) -> str:
    """The `results.json` of one learner, who must have a number (ValueError otherwise)."""
    if line.earned is None:
        raise ValueError(f"learner '{line.learner}' has no number to hand to Gradescope")
    content: dict[str, object] = {
        "score": _rounded(line.earned),
        "output": _shown(line.comment),
        "output_format": "html",
        "test_output_format": "html",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(place, question) for place, question in enumerate(line.questions, start=1)],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _test(place: int, question: QuestionLine) -> dict[str, object]:
    test: dict[str, object] = {
        "name": text.visible(question.title or question.id, one_line=True),
        "number": str(place),
        "visibility": "visible",
        "output": _shown("\n\n".join(filter(None, [question.says, "\n".join(map(_check, question.checks))]))),
    }
    if question.earned is None:  # no score and no status either: a zero would be a claim
        test["output"] = f"{_shown('This question has no points yet.')}{test['output']}"
    else:
        full = question.right or question.earned >= question.possible
        test |= {
            "score": _rounded(question.earned),
            "max_score": _rounded(question.possible),
            "status": "passed" if full else "failed",
        }
    return test


def _check(check: CheckLine) -> str:
    """One item of a list for a check; what a hidden check saw is nobody's to read."""
    name = text.markdown_inline(check.id)
    points = f"{number(check.earned)} of {number(check.points)}"
    if not check.shown:
        return f"- {name} (hidden): {points}"
    return f"- {name}: {points}" + (f". {check.says}" if check.says else "")


def _shown(markdown: str) -> str:
    return str(text.html(markdown))


def _rounded(value: float) -> float:
    return float(number(value))


def _file_name(learner: str, *, plain: bool) -> str:
    if plain and _PLAIN_NAME.fullmatch(learner):
        return f"{learner}.json"
    return f"{hashlib.sha256(learner.encode()).hexdigest()[:_DIGEST]}.json"


def _without(learners: list[str]) -> Finding:
    return Finding(
        code="no-number",
        file="results.json",
        line=1,
        message=f"Without a number, so without a file: {names(learners)}.",
        fix="Look at what could not be judged, then write the files again.",
        severity="note",
    )
