"""The laws of a report: platforms are told what is wrong, nothing stale stays, no input is written to."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from quizkit.app.classes.grade import Request as GradeRequest
from quizkit.app.classes.grade import grade
from quizkit.app.classes.grade_lines import grade_line
from quizkit.app.classes.judging import Progress
from quizkit.app.results.report import Request, report
from quizkit.clock import system_clock
from quizkit.errors import UsageError
from quizkit.formats.gradebooks import GradeLine
from quizkit.model.outcome import CheckResult, Graded
from quizkit.report.pages.learner import learner_page
from quizkit.report.table import Mark, Row, as_judged
from quizkit.text import html
from tests.unit.report.pages import samples

TOPIC = """\
format: 1
id: t
title: Colours
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: pick, kind: choice, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: red, text: R, correct: true}, {id: blue, text: B}]}
"""
SHEET = "Identifier,Full name,Grade,Feedback comments\nParticipant 7,Ada,,\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A graded class of one from Moodle, and one who is not."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    for learner in ("Ada_7_assignsubmission_file_", "Bob_8_assignsubmission_file_"):
        (tmp_path / "submissions" / learner).mkdir(parents=True)
        (tmp_path / "submissions" / learner / "answers.yaml").write_text("format: 1\nanswers: {pick: red}\n")
    grade(
        GradeRequest(str(tmp_path / "c" / "t.yaml"), tmp_path / "submissions", tmp_path / "out"),
        system_clock(),
        Progress(),
    )
    (tmp_path / "sheet.csv").write_text(SHEET)
    return tmp_path


def line(mark: Mark) -> GradeLine:
    """What a platform is told of one answer to the code question."""
    row = Row("ada", {"write": mark})
    return grade_line(row, learner_page("T", row, samples.told(), {}, samples.KNOWN))


def test_feedback_for_moodle_is_the_pages_as_they_stand(place: Path) -> None:
    made = report(Request(place / "out", moodle_feedback=True), system_clock())
    packed = zipfile.ZipFile(place / "out" / "moodle-feedback.zip")
    names = ["Ada_7_assignsubmission_file_/feedback.html", "Bob_8_assignsubmission_file_/feedback.html"]
    assert packed.namelist() == names
    pages = {page.read_bytes() for page in (place / "out" / "feedback").glob("*.html")}
    assert {packed.read(name) for name in names} == pages
    assert ("moodle-feedback.zip", "2 learners") in made.written


def test_what_a_report_writes_is_not_taken_for_what_a_platform_exported(place: Path) -> None:
    report(Request(place / "out", moodle=place / "sheet.csv"), system_clock())
    written = place / "out" / "moodle.csv"
    (place / "link.csv").symlink_to(written)
    before = written.read_bytes()
    for given in (written, place / "link.csv"):
        with pytest.raises(UsageError, match="as the platform exported it"):
            report(Request(place / "out", moodle=given), system_clock())
    assert written.read_bytes() == before


def test_results_of_who_is_not_graded_any_more_go(place: Path) -> None:
    report(Request(place / "out", gradescope=True), system_clock())
    folder = place / "out" / "gradescope"
    (folder / "gone.json").write_text("{}")
    report(Request(place / "out", gradescope=True), system_clock())
    assert sorted(path.name for path in folder.iterdir()) == ["7.json", "8.json", "README.txt", "index.csv"]


@pytest.mark.parametrize("name", ["feedback", "author", "gradescope"])
def test_a_link_in_place_of_a_folder_is_refused_and_nothing_behind_it_is_touched(
    place: Path, name: str
) -> None:
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "0123456789abcdef.html").write_text("mine")
    (elsewhere / "mine.json").write_text("mine")
    if (place / "out" / name).exists():
        (place / "out" / name).rename(place / "aside")
    (place / "out" / name).symlink_to(elsewhere)
    with pytest.raises(UsageError, match="is a link"):
        report(Request(place / "out", release=True, gradescope=True), system_clock())
    assert {path.read_text() for path in elsewhere.iterdir()} == {"mine"}


def test_a_comment_tells_the_first_failing_check_that_may_be_shown() -> None:
    check = CheckResult(id="value", passed=False, points=1, earned=0, case="usual", says="Got *5*, not <b>.")
    comment = line(as_judged(Graded(score=0, checks=(samples.HIDDEN, check)), 3.0)).comment
    assert "HIDDEN" not in comment
    shown = html(comment)
    assert "Not right, 0 of 3 points. Check value, first in case usual: Got *5*, not &lt;b&gt;." in shown
    known = line(as_judged(Graded(score=0, mistake="m", checks=(check,)), 3.0)).comment
    assert "<code>m</code>" in html(known)
    assert "Got" not in known


def test_a_late_answer_that_is_right_is_told_to_be_right() -> None:
    told = line(replace(as_judged(Graded(score=1), 2.0), factor=0.5))
    assert (told.questions[0].earned, told.questions[0].right) == (1, True)


def test_the_results_are_json_that_gradescope_reads(place: Path) -> None:
    report(Request(place / "out", gradescope=True), system_clock())
    made = json.loads((place / "out" / "gradescope" / "7.json").read_text())
    assert (made["score"], made["tests"][0]["status"]) == (1, "passed")


def test_a_topic_that_was_changed_since_is_told_before_its_keys_go_out(place: Path) -> None:
    assert not report(Request(place / "out"), system_clock()).findings
    (place / "c" / "t.yaml").write_text(
        TOPIC.replace("text: R, correct: true}", "text: R}").replace("text: B}", "text: B, correct: true}")
    )
    made = report(Request(place / "out", release=True), system_clock())
    assert [one.code for one in made.findings] == ["topic-changed"]
    assert "pick" in made.findings[0].message
    assert "topic-changed" in (place / "out" / "summary.md").read_text()
