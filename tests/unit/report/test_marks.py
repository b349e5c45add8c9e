"""From verdicts to marks, rule by rule: lateness, attempts, amendments, a person's word above them all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, Outcome, SystemFault
from quizkit.model.policy import ClassPolicy, Drop, FullMarks, Late, Override, Overrides, Regrade
from quizkit.report.marks import Judged, Rules, counted, judged_numbers, late_factor
from quizkit.report.table import Mark

DEADLINE = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPENED = DEADLINE - timedelta(days=10)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
LATE = Late(deadline=DEADLINE, opened=OPENED, grace_minutes=60, per_day=0.25, lowest=0.3)
POLICY = ClassPolicy(late=LATE, time_factors={"eve": 1.5})
BROKEN = AuthorFault(reason="No key.")


def graded(**scores: float | Outcome | None) -> dict[str, Outcome | None]:
    return {name: Graded(score=one) if isinstance(one, float) else one for name, one in scores.items()}


def marks(
    rules: Rules, submitted: datetime | None = None, **scores: float | Outcome | None
) -> dict[str, Mark]:
    return dict(counted(rules, "ada", [Judged(1, graded(**scores), submitted)]).marks)


def override(question: str, score: float, learner: str = "ada", comment: str | None = None) -> Override:
    return Override(learner=learner, question=question, score=score, reason="I looked.", comment=comment)


def regraded(*changes: Drop | FullMarks, allow_lower: bool = False) -> Regrade:
    return Regrade(at="2026-03-02", allow_lower=allow_lower, changes=changes)


def drop(question: str) -> Drop:
    return Drop(change="drop", question=question, reason="It was unclear.")


def full(question: str) -> FullMarks:
    return FullMarks(change="full-marks", question=question, reason="It was wrong.")


@pytest.mark.parametrize(
    ("after", "factor"),
    [
        (-HOUR, 1.0),
        (timedelta(), 1.0),
        (HOUR, 1.0),  # the grace, to its end
        (HOUR + timedelta(microseconds=1), 0.75),
        (timedelta(days=1, hours=1), 0.75),
        (timedelta(days=1, hours=1, seconds=1), 0.5),
        (timedelta(days=2, hours=2), 0.3),
        (timedelta(days=4000), 0.3),
    ],
)
def test_each_day_begun_after_the_grace_costs_down_to_the_lowest(after: timedelta, factor: float) -> None:
    got, note = late_factor(POLICY, "ada", DEADLINE + after)
    assert got == pytest.approx(factor)
    assert bool(note) == (factor < 1)


def test_a_time_factor_stretches_the_time_from_the_opening() -> None:
    stretched = DEADLINE + timedelta(days=5) + HOUR
    assert late_factor(POLICY, "eve", stretched) == (1.0, "")
    assert late_factor(POLICY, "eve", stretched + SECOND)[0] == 0.75
    assert late_factor(POLICY, "ada", stretched)[0] == 0.3


def test_a_deadline_at_the_end_of_all_time_can_be_stretched() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    policy = ClassPolicy(late=Late(deadline=last, opened=OPENED, per_day=1), time_factors={"ada": 10})
    assert late_factor(policy, "ada", DEADLINE) == (1.0, "")
    assert late_factor(policy, "bob", last) == (1.0, "")


def test_without_a_time_or_a_policy_nothing_is_taken_off() -> None:
    assert late_factor(POLICY, "ada", None) == (1.0, "")
    assert late_factor(ClassPolicy(), "ada", DEADLINE + timedelta(days=9)) == (1.0, "")


@pytest.mark.parametrize("hours", [-12, -5, 0, 5.5, 14])
def test_the_same_moment_counts_alike_in_every_zone(hours: float) -> None:
    zone = timezone(timedelta(hours=hours))
    for moment in (DEADLINE + HOUR, DEADLINE + HOUR + SECOND):
        assert late_factor(POLICY, "ada", moment.astimezone(zone)) == late_factor(POLICY, "ada", moment)
    there = POLICY.model_copy(
        update={"late": LATE.model_copy(update={"deadline": DEADLINE.astimezone(zone)})}
    )
    assert late_factor(there, "ada", DEADLINE + HOUR + SECOND)[0] == 0.75


def test_an_hour_that_the_clocks_are_put_forward_is_no_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    deadline = datetime(2026, 3, 29, 1, 30, tzinfo=berlin)  # half an hour before two o'clock became three
    policy = ClassPolicy(late=Late(deadline=deadline, grace_minutes=30, per_day=0.5))
    on_time = datetime(2026, 3, 29, 3, 0, tzinfo=berlin).astimezone(UTC)
    assert late_factor(policy, "ada", on_time) == (1.0, "")
    assert late_factor(policy, "ada", on_time + SECOND)[0] == 0.5


def test_lateness_takes_its_share_of_every_question_and_says_so_once() -> None:
    late = counted(Rules(POLICY), "ada", [Judged(1, graded(p=1.0, q=0.5), DEADLINE + 2 * HOUR)])
    assert [mark.earned for mark in late.marks.values()] == [0.75, 0.375]
    assert late.notes == ("Handed in at most 1 day late: 75 % of the points stay.",)


@pytest.mark.parametrize(("which", "numbers"), [("first", (1,)), ("last", (3,)), ("best", (1, 2, 3))])
def test_only_attempts_that_may_count_need_verdicts(which: str, numbers: tuple[int, ...]) -> None:
    policy = ClassPolicy.model_validate({"attempts": which})
    assert judged_numbers(policy, [1, 2, 3]) == numbers
    assert judged_numbers(policy, []) == ()


def attempts(*scores: tuple[float, float]) -> list[Judged]:
    return [Judged(number, graded(p=p, q=q)) for number, (p, q) in enumerate(scores, start=1)]


def test_an_attempt_counts_as_a_whole_and_the_earlier_of_equals() -> None:
    best = counted(Rules(), "ada", attempts((1.0, 0.0), (0.0, 1.0), (0.4, 0.4)))
    assert (best.number, best.marks["p"].earned, best.marks["q"].earned) == (1, 1, 0)
    assert counted(Rules(), "ada", attempts((0.3, 0.0), (0.1, 0.2))).number == 1  # 0.1 + 0.2 > 0.3 in floats
    assert counted(Rules(), "ada", attempts((0.1, 0.2), (0.3, 0.01))).number == 2


LOST = SystemFault(reason="The disk failed.")


@pytest.mark.parametrize(
    ("first", "second", "which", "open_ones"),
    [
        ({"p": 0.5, "q": 0.5}, {"p": 0.5, "q": LOST}, 1, [2]),  # may turn out better
        ({"p": 0.5, "q": 0.5}, {"p": 0.5, "q": None}, 1, [2]),
        ({"p": 0.5, "q": 0.5}, {"p": 0.5, "q": BROKEN}, 1, [2]),
        ({"p": 0.5, "q": 0.5}, {"p": LOST, "q": LOST}, 1, [2]),
        ({"p": 0.9, "q": 0.9}, {"p": 0.5, "q": LOST}, 1, []),  # cannot
        ({"p": 1.0, "q": 1.0}, {"p": 1.0, "q": LOST}, 1, []),  # of equals the earlier
        ({"p": 1.0, "q": LOST}, {"p": 1.0, "q": 1.0}, 1, []),  # counts, and has no number itself
        ({"p": 0.9, "q": LOST}, {"p": 1.0, "q": 0.95}, 2, []),
        ({"p": 0.9, "q": LOST}, {"p": 1.0, "q": 0.9}, 2, [1]),  # the earlier of equals, at its best
    ],
)
def test_an_attempt_that_may_yet_be_the_best_keeps_the_mark_from_being_final(
    first: Mapping[str, float | Outcome | None],
    second: Mapping[str, float | Outcome | None],
    which: int,
    open_ones: list[int],
) -> None:
    best = counted(Rules(), "ada", [Judged(1, graded(**first)), Judged(2, graded(**second))])
    assert best.number == which
    assert sorted({one.attempt for one in best.pending}) == open_ones
    assert [note.split()[1] for note in best.notes] == [str(number) for number in open_ones]


def test_what_a_person_decided_is_waited_for_no_more() -> None:
    both = [Judged(1, graded(p=0.5)), Judged(2, graded(p=LOST))]
    assert counted(Rules(), "ada", both).pending
    assert not counted(Rules(overrides=(override("p", 0.5),)), "ada", both).pending


def test_a_late_attempt_is_the_best_only_if_it_is_after_what_lateness_takes() -> None:
    both = [Judged(1, graded(p=0.8), DEADLINE), Judged(2, graded(p=1.0), DEADLINE + 2 * HOUR)]
    assert counted(Rules(POLICY), "ada", both).number == 1


def test_a_persons_word_stands_above_lateness_full_marks_and_whatever_could_not_be_judged() -> None:
    rules = Rules(
        POLICY,
        (override("p", 0.4, comment="Half of it is yours."), override("q", 1.0), override("p", 1.0, "bob")),
        (regraded(full("p")),),
    )
    made = marks(rules, DEADLINE + timedelta(days=3), p=1.0, q=BROKEN)
    assert [mark.earned for mark in made.values()] == [0.4, 1.0]
    assert made["p"].notes == ("Half of it is yours.",)
    assert made["q"].notes == ("A person looked at this answer and set its score.",)


def test_an_override_of_nobody_here_changes_nothing() -> None:
    rules = Rules(overrides=(override("p", 0.0, "bob"), override("none", 0.0)))
    assert marks(rules, p=1.0) == marks(Rules(), p=1.0)


def test_full_marks_are_full_for_the_late_the_faulty_and_the_unjudged() -> None:
    fault = LearnerFault(fault="raised", reason="x")
    made = marks(Rules(POLICY, regrades=(regraded(full("p"), full("q"), full("r")),)), DEADLINE + 9 * HOUR,
                 p=0.5, q=fault, r=BROKEN)  # fmt: skip
    assert [mark.earned for mark in made.values()] == [1, 1, 1]
    assert made["p"].notes == ("Everybody has the points of this question: It was wrong.",)


def test_a_dropped_question_is_worth_nothing_and_needs_no_number() -> None:
    made = marks(Rules(regrades=(regraded(drop("q")),)), p=1.0, q=BROKEN)
    assert (made["q"].points, made["q"].share, made["q"].earned) == (0, 0, 0)


def test_a_drop_never_lowers_a_share_unless_it_may() -> None:
    kept = marks(Rules(regrades=(regraded(drop("q")),)), p=0.5, q=1.0)
    assert kept["q"].points == 1
    assert "counts for you" in kept["q"].notes[0]
    lowered = marks(Rules(regrades=(regraded(drop("q"), allow_lower=True),)), p=0.5, q=1.0)
    assert lowered["q"].points == 0


def test_a_drop_that_changes_no_share_is_made_although_floats_differ() -> None:
    policy = ClassPolicy(late=Late(deadline=DEADLINE, per_day=0.3), points={"p": 0.1, "q": 0.7, "r": 0.2})
    made = marks(Rules(policy, regrades=(regraded(drop("q")),)), DEADLINE + HOUR, p=1.0, q=1.0, r=1.0)
    assert made["q"].points == 0


def test_what_a_person_gave_is_not_taken_away_by_a_drop() -> None:
    rules = Rules(overrides=(override("q", 1.0),), regrades=(regraded(drop("q")),))
    assert marks(rules, p=0.5, q=0.0)["q"].earned == 1


def test_later_amendments_see_what_earlier_ones_made() -> None:
    rules = Rules(regrades=(regraded(full("p")), regraded(drop("q"))))
    assert marks(rules, p=0.0, q=0.9)["q"].points == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"points": {"q": 0}},
        {"points": {"q": float("nan")}},
        {"points": {"q": float("inf")}},
        {"late": {"deadline": "2026-03-01T12:00:00", "per_day": 0.1}},  # no zone
        {"late": {"deadline": "2026-03-01T12:00:00Z", "opened": "2026-03-01T13:00:00+01:00", "per_day": 0.1}},
        {"late": {"deadline": "2026-03-01T12:00:00Z", "per_day": float("nan")}},
        {"time_factors": {"eve": 1.5}},
        {"late": {"deadline": "2026-03-01T12:00:00Z", "per_day": 0.1}, "time_factors": {"eve": 1.5}},
        {"attempts": "middle"},
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ClassPolicy.model_validate(broken)


def test_two_overrides_of_one_answer_are_refused() -> None:
    with pytest.raises(ValidationError, match="two overrides decide on one answer: ada, q"):
        Overrides(overrides=(override("q", 1.0), override("p", 1.0), override("q", 0.0)))
