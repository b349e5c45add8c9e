"""Laws of marks that hold for every class: nothing above the possible, nobody loses, no order matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted, Outcome, SystemFault
from quizkit.model.policy import ClassPolicy, Drop, FullMarks, Late, Override, Regrade
from quizkit.report.marks import Counted, Judged, Rules, counted, late_factor
from quizkit.report.table import Row

QUESTIONS, LEARNERS = ("p", "q", "r"), ("ada", "bob", "cem")
DEADLINE = datetime(2026, 3, 1, tzinfo=UTC)
shares = st.floats(0, 1)

outcomes: st.SearchStrategy[Outcome | None] = st.one_of(
    shares.map(lambda score: Graded(score=score)),
    st.sampled_from(
        [
            NotAttempted(reason="x"),
            LearnerFault(fault="raised", reason="x"),
            AuthorFault(reason="x"),
            SystemFault(reason="x"),
            None,
        ]
    ),
)
times = st.none() | st.integers(-3 * 86_400, 9 * 86_400).map(lambda s: DEADLINE + timedelta(seconds=s))
overrides = st.builds(
    Override,
    learner=st.sampled_from(LEARNERS),
    question=st.sampled_from(QUESTIONS),
    score=shares,
    reason=st.just("x"),
)
named = st.sampled_from(QUESTIONS)
changes = st.one_of(
    named.map(lambda one: Drop(change="drop", question=one, reason="x")),
    named.map(lambda one: FullMarks(change="full-marks", question=one, reason="x")),
)
regrades = st.builds(
    Regrade,
    at=st.just("now"),
    allow_lower=st.booleans(),
    changes=st.lists(changes, min_size=1, max_size=3).map(tuple),
)
policies = st.builds(
    ClassPolicy,
    points=st.dictionaries(named, st.floats(0.01, 100), max_size=3),
    late=st.none()
    | st.builds(
        Late,
        deadline=st.just(DEADLINE),
        opened=st.just(DEADLINE - timedelta(days=7)),
        grace_minutes=st.integers(0, 600),
        per_day=st.floats(0.001, 1),
        lowest=shares,
    ),
)


def alone(given: list[Override]) -> tuple[Override, ...]:
    return tuple({(one.learner, one.question): one for one in given}.values())


rules = st.builds(
    Rules,
    policy=policies,
    overrides=st.lists(overrides, max_size=3).map(alone),
    regrades=st.lists(regrades, max_size=3).map(tuple),
)
attempts = st.lists(st.tuples(st.tuples(outcomes, outcomes, outcomes), times), min_size=1, max_size=4).map(
    lambda made: [
        Judged(number, dict(zip(QUESTIONS, verdicts, strict=True)), when)
        for number, (verdicts, when) in enumerate(made, start=1)
    ]
)


def row(counted_: Counted, learner: str = "ada") -> Row:
    return Row(learner, counted_.marks)


@given(rules, attempts)
def test_nobody_has_more_than_is_possible_or_less_than_nothing(rules: Rules, made: list[Judged]) -> None:
    whole = row(counted(rules, "ada", made))
    assert 0 <= whole.earned <= whole.possible
    assert whole.share is None or 0 <= whole.share <= 1


@given(rules, attempts)
def test_a_persons_score_stands_above_everything(rules: Rules, made: list[Judged]) -> None:
    best = counted(rules, "ada", made)
    for override in rules.overrides:
        if override.learner == "ada":
            mark = best.marks[override.question]
            dropped = mark.points == 0
            assert dropped or (mark.share, mark.factor) == (override.score, 1.0)


@given(rules, attempts, st.lists(changes, min_size=1, max_size=3).map(tuple))
def test_a_regrade_that_may_not_lower_lowers_no_share(
    rules: Rules, made: list[Judged], more: tuple[Drop | FullMarks, ...]
) -> None:
    regrade = Regrade(at="later", allow_lower=False, changes=more)
    after = Rules(rules.policy, rules.overrides, (*rules.regrades, regrade))
    was, now = row(counted(rules, "ada", made)).share, row(counted(after, "ada", made)).share
    least = 1e-8  # shares are compared in so many decimals; nothing of nothing is not lost
    assert was is None or was <= least or (now is not None and now >= was - least)


@given(rules, attempts)
def test_the_attempt_that_counts_has_no_better_one_and_no_equal_one_before_it(
    rules: Rules, made: list[Judged]
) -> None:
    best = counted(rules, "ada", made)
    share = row(best).share or 0.0
    for one in made:
        other = row(counted(rules, "ada", [one])).share or 0.0
        assert other <= share + 2e-9
        assert other < share or one.number >= best.number


@given(rules, attempts, st.permutations(LEARNERS))
def test_marks_hang_on_nobody_elses_and_on_no_order(
    rules: Rules, made: list[Judged], order: list[str]
) -> None:
    forth = {one: counted(rules, one, made) for one in LEARNERS}
    back = {one: counted(rules, one, made[::-1]) for one in order}
    assert forth == back


@given(policies, times, st.integers(0, 10**7))
def test_later_never_costs_less(policy: ClassPolicy, when: datetime | None, seconds: int) -> None:
    if when is not None:
        sooner = late_factor(policy, "ada", when)[0]
        assert 0 <= late_factor(policy, "ada", when + timedelta(seconds=seconds))[0] <= sooner <= 1


@given(rules, attempts)
def test_whatever_changed_a_mark_left_a_sentence(rules: Rules, made: list[Judged]) -> None:
    best = counted(rules, "ada", made)
    for mark in best.marks.values():
        assert not mark.changed or mark.notes or best.notes
