"""The sample class: all outcomes are those written down from reading the answers beforehand."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import RootModel

from quizkit import source
from quizkit.app.classes.grade import Request, grade
from quizkit.app.classes.judging import Progress
from quizkit.cli.class_table import as_lines
from quizkit.clock import system_clock
from quizkit.model.outcome import LearnerFault, Outcome
from quizkit.report.table import ClassTable

ROOT = Path(__file__).resolve().parents[2]
CLASS = ROOT / "examples" / "class"
TOPIC = "pytorch/weight-decay"
LEARNERS = sorted(path.stem for path in (CLASS / "expected").glob("*.yaml"))

Expected = RootModel[Mapping[str, Mapping[str, str | float]]]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[ClassTable, list[str]]:
    subprocess.run([CLASS / "make_odd_files.sh"], check=True)
    out = tmp_path_factory.mktemp("class")
    table, judged = grade(Request(TOPIC, CLASS / "submissions", out), system_clock(), Progress())
    assert judged.stopped is None
    return table, as_lines(table, judged, Path("demo-output"))


@pytest.fixture
def graded(printed: tuple[ClassTable, list[str]]) -> ClassTable:
    return printed[0]


def told(outcome: Outcome | None) -> dict[str, str | float]:
    """An outcome in the words of the expectations."""
    assert outcome is not None
    fields = outcome.model_dump(include={"outcome", "score", "mistake"}, exclude_none=True)
    return fields | ({"fault": outcome.fault} if isinstance(outcome, LearnerFault) else {})


def test_thirty_learners_handed_in_and_each_is_expected(graded: ClassTable) -> None:
    assert len(LEARNERS) == 30
    assert [row.learner for row in graded.rows] == LEARNERS


@pytest.mark.parametrize("learner", LEARNERS)
def test_the_outcomes_are_those_written_down_beforehand(graded: ClassTable, learner: str) -> None:
    expected = source.load(CLASS / "expected" / f"{learner}.yaml", Expected).value
    assert expected is not None
    row = next(row for row in graded.rows if row.learner == learner)
    assert {question: told(outcome) for question, outcome in row.outcomes.items()} == expected.root


def test_every_mistake_of_the_two_programs_is_made_by_somebody(graded: ClassTable) -> None:
    made = {mistake for question, mistake in graded.mistake_counts() if question in graded.questions[-2:]}
    assert len(made) == 12


def test_every_learner_fault_has_a_sentence(graded: ClassTable) -> None:
    for row in graded.rows:
        for outcome in row.outcomes.values():
            if isinstance(outcome, LearnerFault):
                assert outcome.reason[-1] == "."


def test_the_readme_shows_what_the_demo_prints(printed: tuple[ClassTable, list[str]]) -> None:
    """QUIZKIT_RECORD=1 writes it anew."""
    readme = ROOT / "README.md"
    before, fence, rest = readme.read_text("utf-8").partition("```text\n")
    _, end, after = rest.partition("```\n")
    shown = "\n".join(printed[1]).replace("level L1", "level L3") + "\n"
    if os.environ.get("QUIZKIT_RECORD"):
        readme.write_text(before + fence + shown + end + after, "utf-8")
    assert rest.partition("```\n")[0] == shown or os.environ.get("QUIZKIT_RECORD")
