"""Sessions over a real log and a real bank: resuming after any event, what is served again, what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from quizkit.app.examiner import Examiner
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.sitting import Sitting
from quizkit.app.learning.take import NothingDue, offers, open_sitting
from quizkit.bank.catalogue import open_topic
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.model.answer import Answer, Chosen, Program, Typed
from quizkit.model.event import Presented, What
from quizkit.model.outcome import Graded, NotAttempted
from quizkit.model.question import CodeQuestion
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.session.state import Item, State, fresh
from quizkit.store.log import EventLog, open_log

BANK = Path(__file__).parents[3] / "golden" / "banks" / "sessions" / "loops.yaml"

Verdicts = Callable[[Item], float]


class Killed(Exception):
    """The process ends here, whatever it was about to do."""


@contextmanager
def log_at(path: Path, day: int = 1) -> Iterator[EventLog]:
    ticks = count()
    began = datetime(2026, 1, day, tzinfo=UTC)
    with open_log(path, Clock(lambda: began + timedelta(seconds=next(ticks)), lambda: 0.0)) as log:
        yield log


def sitting(log: EventLog, mode: str, seed: str = "seed") -> Sitting:
    desk = Desk(lambda secret: Examiner("own", secret))
    return open_sitting([open_topic(BANK)], MODES[mode], log, desk, asks_confidence=True, secret=lambda: seed)


def answer_to(item: Item) -> Answer:
    if item.program:
        return Program(code="x = 1\n")
    return Chosen(option=item.options[0]) if item.options else Typed(text="1")


def reply(awaits: do.Awaits, score: Verdicts) -> on.Input:
    match awaits:
        case do.AskAnswer(item=item):
            return on.Give(answer_to(item), "v")
        case do.AskConfidence():
            return on.Sure(2)
        case do.Judge(item=item):
            return on.Verdict(Graded(score=score(item)))
        case do.AskRetry():
            return on.Reveal()
        case _:
            return on.Next()


def play(opened: Sitting, score: Verdicts, most: int = 1000) -> State:
    """Run to the end, or raise Killed where the event after the first `most` would be saved."""
    state, saved = opened.state, 0
    given: on.Input = on.Begin()
    while not state.over:
        state, effects = step(state, given)
        for effect in effects:
            if isinstance(effect, do.Save):
                if saved == most:
                    raise Killed
                opened.save(effect.what)
                saved += 1
        last = effects[-1]
        if isinstance(last, do.Awaits):
            given = reply(last, score)
    return state


def wrong_at_first() -> Verdicts:
    """Wrong the first time that a question is answered, right from then on."""
    seen: set[Item] = set()

    def score(item: Item) -> float:
        known = item in seen
        seen.add(item)
        return float(known)

    return score


def presented(log: EventLog, session: str) -> list[Presented]:
    return [event.what for event in log.read(session) if isinstance(event.what, Presented)]


@pytest.mark.parametrize("mode", ["learn", "practice", "quiz", "test", "predict", "fix"])
def test_killed_after_any_event_a_session_goes_on_and_loses_nothing_that_was_saved(
    mode: str, tmp_path: Path
) -> None:
    for most in range(2, 200):
        path = tmp_path / f"log-{most}"
        with log_at(path) as log:
            try:
                play(sitting(log, mode), lambda item: 1.0, most)
            except Killed:
                pass
            else:
                break
        with log_at(path) as log:
            again = sitting(log, mode)
            assert again.resumed
            before = log.connection.execute("SELECT count(*) FROM event").fetchone()[0]
            assert before == most
            ended = play(again, lambda item: 1.0)
            whole = ended.standings
        assert [standing.turn for standing in whole] == list(range(len(whole)))
        assert {standing.item for standing in whole} == set(ended.plan.items)
        assert all(standing.right for standing in {one.item: one for one in whole}.values())


def test_another_session_begins_once_one_has_ended(tmp_path: Path) -> None:
    with log_at(tmp_path / "log") as log:
        play(sitting(log, "quiz"), lambda item: 1.0)
        assert not sitting(log, "quiz").resumed


def test_a_drill_goes_on_with_the_variants_that_the_last_one_did_not_get_to(tmp_path: Path) -> None:
    with log_at(tmp_path / "log") as log:
        shown: list[tuple[str, int]] = []
        for seed in ("a", "b"):
            opened = sitting(log, "drill", seed)
            state, given = opened.state, 0
            put: on.Input = on.Begin()
            while not state.over:
                state, effects = step(state, put)
                for effect in effects:
                    if isinstance(effect, do.Save):
                        opened.save(effect.what)
                        what: What = effect.what
                        shown += [(what.question, what.variant)] if isinstance(what, Presented) else []
                given += isinstance(put, on.Next | on.Begin)
                last = effects[-1]
                if isinstance(last, do.Awaits):
                    put = (
                        on.Quit() if given == 2 and isinstance(last, do.AskNext) else reply(last, lambda _: 1)
                    )
    assert len(set(shown)) == len(shown) == 4


def test_a_review_serves_other_questions_of_what_was_wrong_when_it_is_due(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with log_at(path) as log:
        with pytest.raises(NothingDue, match="take a quiz or a test first"):
            sitting(log, "review")
        quiz = sitting(log, "quiz")
        play(quiz, lambda item: 0.0)
        asked = {item.question for item in quiz.plan.items}
    with log_at(path, day=20) as log:
        review = sitting(log, "review")
        assert review.topic is None
        assert {item.skill for item in review.plan.items} <= {"sessions/loops#ranges", "sessions/loops#sums"}
        assert any(item.question not in asked for item in review.plan.items)
        play(review, lambda item: 1.0)
        with pytest.raises(NothingDue, match="the next skill is due"):
            sitting(log, "review")


def test_what_is_to_be_repaired_is_handed_out_and_unchanged_is_not_attempted(tmp_path: Path) -> None:
    with log_at(tmp_path / "log") as log:
        opened = sitting(log, "fix")
        item = opened.plan.items[0]
        posed = opened.posed(item)
        assert isinstance(posed.question, CodeQuestion)
        assert posed.starter in [wrong.code for wrong in posed.question.wrong]
        assert posed.hints[0].startswith("The mistake is this:")
        verdict = opened.judge(item, Program(code=posed.starter), 0)
        assert isinstance(verdict.outcome, NotAttempted)


def test_options_stand_in_one_order_for_the_whole_session_and_after_it_was_left(tmp_path: Path) -> None:
    with log_at(tmp_path / "log") as log:
        first = sitting(log, "practice")
        with pytest.raises(Killed):
            play(first, lambda item: 1.0, 3)
    with log_at(tmp_path / "log") as log:
        again = sitting(log, "practice", seed="another")
        assert again.plan.items == first.plan.items
        assert again.posed(again.plan.items[0]) == first.posed(first.plan.items[0])


def test_a_mistake_is_counted_over_sessions_with_the_one_just_made(tmp_path: Path) -> None:
    with log_at(tmp_path / "log") as log:
        outcome = Graded(score=0, mistake="end-included")
        for times in (1, 2):
            opened = sitting(log, "quiz")
            item = opened.plan.items[0]
            state, effects = step(fresh(opened.plan), on.Begin())
            for given in (on.Give(answer_to(item), "v"), on.Sure(None), on.Verdict(outcome), on.Quit()):
                for effect in effects:
                    if isinstance(effect, do.Save):
                        opened.save(effect.what)
                state, effects = step(state, given)
            made = opened.made(item, outcome)
            assert made is not None
            assert made[1] == times
            play(sitting(log, "quiz"), lambda item: 1.0)


def test_a_mode_without_anything_to_serve_says_what_is_missing(tmp_path: Path) -> None:
    bare = tmp_path / "bare.yaml"
    text = BANK.read_text().split("  - id: range-output")[0].replace("id: loops", "id: bare")
    bare.write_text(text)
    desk = Desk(lambda secret: Examiner("own", secret))
    with log_at(tmp_path / "log") as log:
        for mode, missing in (
            ("drill", "several variants"),
            ("predict", "program to predict"),
            ("fix", "mistake"),
        ):
            with pytest.raises(UsageError, match=missing):
                open_sitting([open_topic(bare)], MODES[mode], log, desk, asks_confidence=False)


def test_a_drill_of_what_was_changed_since_it_was_built_says_how_to_build_it(tmp_path: Path) -> None:
    stale = tmp_path / "loops.yaml"
    stale.write_text(BANK.read_text().replace("sum(range(${stop}))", "sum(range(1 + ${stop}))"))
    lock = BANK.with_name("loops.lock.json").read_text().replace("range-output", "renamed")
    stale.with_name("loops.lock.json").write_text(lock)
    desk = Desk(lambda secret: Examiner("own", secret))
    with log_at(tmp_path / "log") as log, pytest.raises(UsageError, match="quizkit bank build"):
        open_sitting([open_topic(stale)], MODES["drill"], log, desk, asks_confidence=False)


def test_only_modes_with_something_to_serve_are_offered_next() -> None:
    offered = [then.name for then, count in offers(open_topic(BANK), MODES["learn"])]
    assert offered == ["practice", "quiz"]
