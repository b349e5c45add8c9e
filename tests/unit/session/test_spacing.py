"""The laws of spacing: ratings follow from answers, and FSRS gives the intervals that its authors publish."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fsrs import Card, Rating
from hypothesis import given
from hypothesis import strategies as st

from quizkit.session.spacing import Due, Look, due, folded, rating, read, schedule, written

START = datetime(2022, 11, 29, 12, 30, tzinfo=UTC)
SKILL = "c/t#one"


def looked(at: datetime, *, right: bool = True, helped: bool = False, sure: int | None = None) -> Look:
    return Look(at, right, helped, sure)


def intervals(rights: Sequence[bool], start: datetime) -> list[int]:
    """The whole days until the skill is due after each answer, every one given when it was due."""
    cards: dict[str, Card] = {}
    days = []
    now = start
    for right in rights:
        cards = folded(cards, [(SKILL, looked(now, right=right))])
        card = cards[SKILL]
        days.append((card.due - now).days)
        now = card.due
    return days


def test_right_answers_given_when_due_come_back_ever_later_and_a_wrong_one_soon() -> None:
    assert intervals([True] * 6, START) == [0, 2, 11, 46, 163, 498]
    assert intervals([True] * 6 + [False, False, True], START)[6:] == [0, 0, 2]


def test_the_published_intervals_hold() -> None:
    folder = os.environ.get("QUIZKIT_ORACLES")
    if not folder:
        pytest.skip("QUIZKIT_ORACLES names no folder of expected values")
    path = Path(folder) / "fsrs" / "EXPECTED_intervals.json"
    expected = json.loads(path.read_text("utf-8"))
    assert set(expected["ratings"]) == {"Good", "Again"}
    rights = [given == "Good" for given in expected["ratings"]]
    start = datetime.fromisoformat(expected["start"])
    assert intervals(rights, start.astimezone(UTC)) == expected["ivl_history_days"]


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (looked(START), Rating.Good),
        (looked(START, sure=3), Rating.Good),
        (looked(START, sure=2), Rating.Good),
        (looked(START, sure=1), Rating.Hard),
        (looked(START, helped=True, sure=3), Rating.Hard),
        (looked(START, right=False), Rating.Again),
        (looked(START, right=False, helped=True, sure=1), Rating.Again),
    ],
)
def test_wrong_is_again_and_right_is_good_unless_helped_or_guessed(look: Look, expected: Rating) -> None:
    assert rating(look) is expected


LOOKS = st.lists(
    st.tuples(
        st.sampled_from(["c/t#one", "c/t#two", "d/t#one"]),
        st.integers(0, 10_000_000),
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=25,
).map(
    lambda drawn: [
        (skill, Look(START + timedelta(seconds=at), right, helped, sure))
        for skill, at, right, helped, sure in sorted(drawn, key=lambda one: one[1])
    ]
)


@given(LOOKS, st.integers(0, 25))
def test_folding_in_parts_with_the_cards_written_down_between_is_folding_at_once(
    looks: list[tuple[str, Look]], cut: int
) -> None:
    parts = folded(read(written(folded({}, looks[:cut]))), looks[cut:])
    assert written(parts) == written(folded({}, looks))


@given(LOOKS)
def test_a_skill_is_due_after_its_last_answer_and_never_by_another_skills(
    looks: list[tuple[str, Look]],
) -> None:
    scheduled = schedule(folded({}, looks))
    assert set(scheduled) == {skill for skill, _ in looks}
    for skill, one in scheduled.items():
        own = [look for name, look in looks if name == skill]
        assert one.at > one.answered == own[-1].at
        assert schedule(folded({}, [(skill, look) for look in own]))[skill] == one


def test_what_is_due_longest_comes_first_and_what_is_not_due_is_not_served() -> None:
    at = [START + timedelta(days=days) for days in range(4)]
    scheduled = {name: Due(name, at[day], START) for name, day in (("a", 2), ("b", 1), ("c", 3), ("d", 2))}
    assert [one.skill for one in due(scheduled, at[2])] == ["b", "a", "d"]
    assert due(scheduled, START) == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": {"card_id": 1}}'])
def test_what_are_no_cards_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)


def test_a_learner_who_takes_what_is_due_longest_starves_no_skill() -> None:
    skills = [f"c/t#{number}" for number in range(12)]
    now = START
    cards = folded({}, [(skill, looked(now, right=False)) for skill in skills])
    served = dict.fromkeys(skills, 0)
    for day in range(60):
        now = START + timedelta(days=day + 1)
        for one in due(schedule(cards), now)[:4]:
            served[one.skill] += 1
            cards = folded(cards, [(one.skill, looked(now, right=(day + served[one.skill]) % 4 > 0))])
        assert all(now - one.at < timedelta(days=7) for one in due(schedule(cards), now))
    assert min(served.values()) >= 3
