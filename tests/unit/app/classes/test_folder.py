"""What a person decided: given once it stays in force, without effect it is told, broken it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.app.classes.folder import Decisions, decisions, read_class, timeless
from quizkit.app.classes.grade import Request, grade
from quizkit.app.classes.judging import Judged, Progress
from quizkit.clock import system_clock
from quizkit.errors import ContentError, QuizkitError, UsageError
from quizkit.model.class_list import AttemptMade, ClassList, Learner
from quizkit.model.policy import ClassPolicy
from quizkit.report.marks import Rules
from quizkit.report.table import ClassTable
from quizkit.source import LineMap

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
  - {id: word, kind: text, difficulty: easy, skills: [s], prompt: Say it., accept: [it],
     solution: {steps: [x]}}
"""
POLICY = "format: 1\npoints:\n  pick: 3\nattempts: best\n"
OVERRIDES = """\
format: 1
overrides:
  - {learner: bob, question: pick, score: 0.5, comment: Nearly., reason: He explained it.}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    hand_in(tmp_path, "ada/attempt-1", "red")
    hand_in(tmp_path, "ada/attempt-2", "blue")
    hand_in(tmp_path, "bob", "blue")
    (tmp_path / "policy.yaml").write_text(POLICY)
    (tmp_path / "overrides.yaml").write_text(OVERRIDES)
    return tmp_path


def hand_in(place: Path, learner: str, pick: str) -> None:
    folder = place / "submissions" / learner
    folder.mkdir(parents=True)
    (folder / "answers.yaml").write_text(f"format: 1\nanswers: {{pick: {pick}}}\n")


def graded(place: Path, *, policy: bool = False, overrides: bool = False) -> tuple[ClassTable, Judged]:
    request = Request(
        str(place / "c" / "t.yaml"),
        place / "submissions",
        place / "out",
        policy=place / "policy.yaml" if policy else None,
        overrides=place / "overrides.yaml" if overrides else None,
    )
    return grade(request, system_clock(), Progress())


def points(table: ClassTable) -> dict[str, tuple[float, float]]:
    return {row.learner: (row.earned, row.possible) for row in table.rows}


def test_given_once_policy_and_overrides_stay_in_force(place: Path) -> None:
    assert points(graded(place)[0]) == {"ada": (0, 2), "bob": (0, 2)}
    decided, judged = graded(place, policy=True, overrides=True)
    assert points(decided) == {"ada": (3, 4), "bob": (1.5, 4)}
    assert (judged.judged, judged.kept) == (2, 4)  # the first attempt counts too now
    assert graded(place)[0] == decided
    assert (place / "out" / "policy.yaml").read_text() == POLICY


def test_another_file_replaces_the_one_in_force(place: Path) -> None:
    graded(place, policy=True, overrides=True)
    (place / "overrides.yaml").write_text("format: 1\n")
    (place / "policy.yaml").write_text("format: 1\nattempts: first\n")
    assert points(graded(place, policy=True, overrides=True)[0]) == {"ada": (1, 2), "bob": (0, 2)}


def test_an_override_gives_a_number_to_what_has_none_and_is_told_with_its_reason(place: Path) -> None:
    table, _ = graded(place, overrides=True)
    bob = next(row for row in table.rows if row.learner == "bob")
    assert bob.marks["pick"].notes == ("Nearly.",)
    assert table.decisions == ("Override: bob, pick: 0.5, since He explained it.",)
    assert "He explained it" not in "".join(path.read_text() for path in (place / "out/feedback").iterdir())


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("policy.yaml", "format: 1\nattempts: middle\n", 2),
        ("policy.yaml", "format: 1\nlate:\n  deadline: '2026-03-01T12:00'\n  per_day: 0.1\n", 3),
        ("policy.yaml", "", 1),
        ("policy.yaml", "format: 1\npoints: {pick: 1\n", 2),
        ("overrides.yaml", OVERRIDES.replace("0.5", "1.5"), 3),
        ("overrides.yaml", OVERRIDES + OVERRIDES.splitlines()[2] + "\n", 2),
    ],
)
def test_a_broken_file_is_findings_with_a_line_and_nothing_else_happens(
    place: Path, name: str, content: str, line: int
) -> None:
    (place / name).write_text(content)
    with pytest.raises(ContentError) as caught:
        graded(place, policy=True, overrides=True)
    assert (caught.value.exit_code, [one.file for one in caught.value.findings]) == (4, [str(place / name)])
    assert caught.value.findings[0].line == line
    assert not (place / "out").exists()


def test_a_file_in_the_folder_that_was_broken_by_hand_stops_the_next_grading(place: Path) -> None:
    graded(place, policy=True)
    (place / "out" / "policy.yaml").write_text("points: nothing\n")
    before = (place / "out" / "grades.csv").read_bytes()
    with pytest.raises(ContentError):
        graded(place)
    assert (place / "out" / "grades.csv").read_bytes() == before
    graded(place, policy=True)


@pytest.mark.parametrize("name", ["policy", "overrides"])
def test_a_file_that_is_not_there_is_a_wrong_call(place: Path, name: str) -> None:
    (place / f"{name}.yaml").unlink()
    with pytest.raises(UsageError, match="there is no file"):
        graded(place, policy=True, overrides=True)
    assert not (place / "out").exists()


def test_decisions_on_who_or_what_is_not_here_are_told_with_their_line(place: Path) -> None:
    (place / "policy.yaml").write_text(
        "format: 1\npoints:\n  pick: 3\n  pikc: 2\nlate: {deadline: '2026-03-02T00:00:00Z', per_day: 0.1,\n"
        "  opened: '2026-03-01T00:00:00Z'}\ntime_factors:\n  eve: 2\n"
    )
    (place / "overrides.yaml").write_text(OVERRIDES.replace("bob", "bbo").replace("pick", "pikc"))
    table, _ = graded(place, policy=True, overrides=True)
    told = [(one.code, one.file, one.line) for one in table.findings if one.code.startswith("unknown")]
    assert told == [
        ("unknown-learner", "overrides.yaml", 3),
        ("unknown-question", "overrides.yaml", 3),
        ("unknown-question", "policy.yaml", 4),
        ("unknown-learner", "policy.yaml", 8),
    ]


def test_where_lateness_costs_points_work_without_a_time_is_told(place: Path) -> None:
    (place / "policy.yaml").write_text("format: 1\nlate: {deadline: '2026-03-02T00:00:00Z', per_day: 0.1}\n")
    table, _ = graded(place, policy=True)
    (finding,) = [one for one in table.findings if one.code == "no-time"]
    assert "3 attempts were handed in, such as that of 'ada'" in finding.message
    assert (finding.file, finding.line) == ("policy.yaml", 2)


def test_each_learner_who_is_late_by_an_unknown_time_is_told() -> None:
    policy = ClassPolicy.model_validate({"late": {"deadline": "2026-03-02T00:00:00Z", "per_day": 0.1}})
    made = AttemptMade(number=1, marked_late=True)
    people = tuple(Learner(learner=who, attempts=(made,)) for who in ("ada", "bob"))
    on_time = Learner(learner="cem", attempts=(AttemptMade(number=1),))
    listed = ClassList(topic="c/t", file="t", layout="", questions=(), learners=(*people, on_time))
    told = timeless(Decisions(Rules(policy), LineMap(), LineMap(), {}), listed)
    assert [one.code for one in told] == ["no-time", "late-unknown", "late-unknown"]
    assert ["'ada' late" in told[1].message, "'bob' late" in told[2].message] == [True, True]
    alone = listed.model_copy(update={"learners": (on_time,)})
    (note,) = timeless(Decisions(Rules(policy), LineMap(), LineMap(), {}), alone)
    assert "1 attempt was handed in" in note.message


def test_a_folder_without_a_class_and_a_damaged_list_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no graded class"):
        read_class(tmp_path)
    (tmp_path / "class.json").write_text("{}")
    with pytest.raises(UsageError, match="is damaged"):
        read_class(tmp_path)


def test_looking_up_decisions_writes_nothing(place: Path) -> None:
    found = decisions(place / "out", place / "policy.yaml")
    assert found.new == {"policy.yaml": POLICY}
    assert not (place / "out").exists()


def test_a_report_that_was_stopped_half_way_is_written_anew_by_whatever_comes_next(place: Path) -> None:
    graded(place, policy=True)
    before, page = (place / "out" / "grades.csv").read_bytes(), place / "out" / "class.html"
    aside = page.rename(place / "class.html")
    page.mkdir()
    (place / "policy.yaml").write_text("format: 1\npoints: {pick: 9}\nattempts: best\n")
    with pytest.raises(QuizkitError, match="could not be written"):
        graded(place, policy=True)
    page.rmdir()
    aside.rename(page)
    assert (place / "out" / "grades.csv").read_bytes() != before
    (place / "policy.yaml").write_text(POLICY)
    graded(place, policy=True)
    assert (place / "out" / "grades.csv").read_bytes() == before


def test_a_folder_in_a_files_place_is_no_traceback(place: Path) -> None:
    graded(place, policy=True)
    (place / "out" / "policy.yaml").unlink()
    (place / "out" / "policy.yaml").mkdir()
    with pytest.raises(QuizkitError):
        graded(place, policy=True)
