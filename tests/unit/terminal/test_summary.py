"""How a session ends in words: what was not right, and strong only by more than one good day."""

from __future__ import annotations

from quizkit.model.answer import Chosen
from quizkit.model.outcome import Graded
from quizkit.session.mastery import Evidence, Mastery, mastery
from quizkit.session.modes import MODES
from quizkit.session.state import Item, Plan, Standing, State
from quizkit.terminal.summary import summary_lines


def finished(mode: str, right: int, wrong: int) -> State:
    items = tuple(Item(f"c/t/q{number}") for number in range(right + wrong))
    standings = tuple(
        Standing(
            item,
            turn,
            attempts=1,
            answer=Chosen(option="a"),
            first=Graded(score=turn < right),
            latest=Graded(score=turn < right),
        )
        for turn, item in enumerate(items)
    )
    return State(Plan("c/t", MODES[mode], "seed", items), standings, len(items) - 1, turns=len(items))


def over(*sessions: tuple[int, int]) -> Mastery:
    return mastery(
        [
            Evidence(str(number), answer < right)
            for number, (right, wrong) in enumerate(sessions)
            for answer in range(right + wrong)
        ]
    )


def said(state: State, reached: Mastery | None = None, width: int = 80) -> str:
    return " ".join(summary_lines(None, state, width, reached))


def test_ten_of_ten_on_one_day_is_not_strong_yet() -> None:
    words = said(finished("test", 10, 0), over((10, 0)))
    assert "10 of 10, likely 76-100 %. Not yet, for one good day may be luck" in words


def test_ten_of_ten_on_two_days_is_strong() -> None:
    words = said(finished("test", 10, 0), over((10, 0), (10, 0)))
    assert "With earlier ones: 20 of 20 over 2 sessions, likely 87-100 %. Strong" in words


def test_a_middling_test_says_how_far_it_is() -> None:
    assert "Not yet: above 80 % with a probability of" in said(finished("test", 7, 3), over((7, 3)))


def test_what_is_not_right_yet_is_named_where_it_would_have_come_back() -> None:
    assert "Not right yet: questions 2, 3." in said(finished("practice", 1, 2))
    assert "Not right yet" not in said(finished("quiz", 1, 2))


def test_a_quiz_counts_first_answers() -> None:
    assert "2 of 3 right at the first answer and without a hint." in said(finished("quiz", 2, 1))


def test_no_line_is_wider_than_the_window() -> None:
    lines = summary_lines(None, finished("test", 10, 0), 30, over((10, 0)))
    assert max(len(line) for line in lines) <= 30
