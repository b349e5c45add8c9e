"""The laws of mastery over sessions: of late, more than once, and never by guessing."""

from __future__ import annotations

from quizkit.rng import Stream
from quizkit.session.mastery import LATEST, Evidence, mastery


def answers(mastered: list[bool], per_session: int = 10) -> list[Evidence]:
    return [Evidence(f"s{number // per_session}", right) for number, right in enumerate(mastered)]


def test_ten_right_answers_are_strong_over_two_sessions_and_not_in_one() -> None:
    assert mastery(answers([True] * 10, per_session=5)).strong
    one_day = mastery(answers([True] * 10))
    assert one_day.strength.strong
    assert not one_day.strong


def test_nothing_answered_is_not_strong() -> None:
    assert not mastery([]).strong
    assert mastery([]).strength.answered == 0


def test_what_was_long_ago_falls_out() -> None:
    learned = mastery(answers([False] * 100 + [True] * LATEST))
    assert learned.strong
    assert learned.strength.answered == LATEST
    assert not mastery(answers([True] * 100 + [False] * LATEST)).strong


def test_a_learner_who_guesses_among_four_is_never_called_strong() -> None:
    stream = Stream("guessing over sessions")
    guessed = answers([stream.below(4) == 0 for _ in range(3000)])
    assert not any(mastery(guessed[:end]).strong for end in range(len(guessed)))


def test_a_learner_who_slips_once_in_twenty_becomes_strong() -> None:
    stream = Stream("slipping over sessions")
    known = answers([stream.below(20) > 0 for _ in range(200)])
    assert any(mastery(known[:end]).strong for end in range(len(known)))
