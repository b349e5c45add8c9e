"""The screen of progress, frozen at three sizes: everything that plain lines tell, and no row that is cut."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from textual.app import App

from quizkit.app.learning.progress import MistakeProgress, Progress, SkillProgress, TopicProgress
from quizkit.session.mastery import Evidence, Mastery, mastery
from quizkit.terminal.screens.look import CSS
from quizkit.terminal.screens.progress import ProgressScreen
from tests.support.screens import shown

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def after(right: int, answered: int) -> Mastery:
    """What so many right answers amount to, in two sessions."""
    return mastery([Evidence(str(number % 2), number < right) for number in range(answered)])


def topic(address: str, title: str, answered: int, **more: object) -> TopicProgress:
    skills = (
        SkillProgress("sharing", "When two names stand for `one` list", after(19, 20), NOW),
        SkillProgress("copying", "How deep a copy goes, and what it \x1b[2J misses", after(2, 6), None),
        SkillProgress("a-name-that-is-longer-than-its-column", "Nothing yet", after(0, 0), None),
        SkillProgress("cutting", "What a slice holds", after(1, 1), NOW + timedelta(days=3)),
    )
    return TopicProgress(
        address=address,
        title=title,
        mastery=after(22, 27),
        skills=skills,
        mistakes=(MistakeProgress("assignment-copies", "Thinking that an assignment copies", 3),),
        calibration={1: (1, 4), 3: (7, 9)},
        answered=answered,
        gone=2,
    )


@pytest.mark.parametrize(("columns", "rows"), [(40, 60), (80, 32), (100, 30)])
def test_everything_that_was_reached_stands_on_the_screen(
    golden: Callable[[str, str], None], columns: int, rows: int
) -> None:
    reached = Progress(
        at=NOW,
        topics=(topic("c/lists", "Lists", 31), topic("c/new", "Not begun", 0)),
        absent={"c/elsewhere": 5},
    )
    seen: list[str] = []

    class Shell(App[int]):
        """Nothing but the screen."""

    async def run() -> None:
        app = Shell()
        app.stylesheet.add_source(CSS)
        async with app.run_test(size=(columns, rows)) as pilot:
            await app.push_screen(ProgressScreen(reached, due=1))
            await pilot.pause(0.2)
            seen.append(shown(pilot).replace("\N{NO-BREAK SPACE}", " "))

    asyncio.run(run())
    golden(f"screen_progress_{columns}.txt", f"{seen[0]}\n")
