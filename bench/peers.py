"""Two graders that teachers of Python use, on the generated class of grading.py: seconds an answer.

They live in a Python of their own, which `python bench/grading.py --peers PYTHON` names:

    python3 -m venv peers && peers/bin/pip install nbgrader otter-grader torch

Neither has a sandbox between the learner's code and the verdict.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Cells = Sequence[Mapping[str, object]]
CHECK = """\
import torch
weight, gradient = torch.arange(4.0), torch.ones(4)
assert torch.allclose({name}(weight, gradient), weight - 0.1 * gradient)
"""
ANSWER = "def {name}(weight, gradient):\n    return weight - 0.1 * gradient  # learner {learner}\n"
SOLUTION = "### BEGIN SOLUTION\n" + ANSWER + "### END SOLUTION\n"
OTTER_TEST = """\
OK_FORMAT = True

test = {{
    "name": "{name}",
    "points": 1,
    "suites": [{{"cases": [{{"code": r'''{doctest}''', "hidden": False, "locked": False}}],
                "scored": True, "setup": "", "teardown": "", "type": "doctest"}}],
}}
"""


def nbgrader(python: Path, folder: Path, questions: Sequence[str], learners: int) -> float:
    """Seconds an answer of `nbgrader autograde`, a notebook per learner."""
    home = folder / "nbgrader"
    source = _notebook(
        [cell for name in questions for cell in _pair(name, SOLUTION.format(name=name, learner="none"))]
    )
    _write(home / "source/ps1/ps1.ipynb", source)
    _write(home / "nbgrader_config.py", "c = get_config()\nc.CourseDirectory.course_id = 'steps'\n")
    for number in range(learners):
        answers = [
            cell for name in questions for cell in _pair(name, ANSWER.format(name=name, learner=number))
        ]
        _write(home / f"submitted/learner{number:04}/ps1/ps1.ipynb", _notebook(answers))
    tool = str(python.with_name("nbgrader"))
    _run([tool, "generate_assignment", "ps1"], home)
    return _timed(lambda: _run([tool, "autograde", "ps1"], home)) / (learners * len(questions))


def otter(python: Path, folder: Path, questions: Sequence[str], learners: int) -> float:
    """Seconds an answer of `otter run`, called once per learner as its own batch mode does in a container."""
    home = folder / "otter"
    for name in questions:
        lines = CHECK.format(name=name).splitlines()
        doctest = "".join(f"\n>>> {line}" for line in lines)
        _write(home / f"tests/{name}.py", OTTER_TEST.format(name=name, doctest=doctest))
    tool = str(python.with_name("otter"))
    _run([tool, "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"], home)
    for number in range(learners):
        cells = [_cell(ANSWER.format(name=name, learner=number)) for name in questions]
        _write(home / f"learner{number:04}/ps1.ipynb", _notebook(cells))
    begin = time.perf_counter()
    for number in range(learners):
        place = f"learner{number:04}"
        _run([tool, "run", "-a", "autograder.zip", f"{place}/ps1.ipynb", "-o", place], home)
    return (time.perf_counter() - begin) / (learners * len(questions))


def _pair(name: str, code: str) -> Cells:
    """A cell to be answered and the one that checks it, as nbgrader marks them."""
    common = {"schema_version": 3, "task": False, "cell_type": "code"}
    answered = {**common, "grade_id": name, "grade": False, "solution": True, "locked": False}
    checked = {
        **common,
        "grade_id": f"test-{name}",
        "grade": True,
        "solution": False,
        "locked": True,
        "points": 1,
    }
    return [_cell(code, nbgrader=answered), _cell(CHECK.format(name=name), nbgrader=checked)]


def _cell(code: str, **metadata: object) -> dict[str, object]:
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": code,
        "outputs": [],
        "execution_count": None,
    }


def _notebook(cells: Cells) -> str:
    named = [{**cell, "id": f"cell-{place}"} for place, cell in enumerate(cells)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {"cells": named, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def _timed(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _run(command: Sequence[str], folder: Path) -> None:
    env = {**os.environ, "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
