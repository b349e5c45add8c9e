"""Home in plain mode: what is listed, and how a topic and a mode are chosen."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.app.learning.desk import own_desk
from quizkit.app.learning.home import Home, home
from quizkit.app.learning.take import open_sitting
from quizkit.clock import Clock
from quizkit.model.answer import Chosen as OneOption
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.modes import MODES
from quizkit.store.log import EventLog, open_log
from quizkit.terminal.console import Console
from quizkit.terminal.home import Chosen, choose

TOPIC = """
format: 1
id: {id}
title: "About {id} \\e[2J"
authors: [A]
license: CC0-1.0
minutes: 4
insight: Insight.
skills: {{s: S}}
questions:
  - id: choice
    kind: choice
    difficulty: easy
    skills: [s]
    prompt: Which?
    options: [{{id: a, text: A, correct: true}}, {{id: b, text: B}}]
    solution: {{}}
"""
START = datetime(2030, 1, 1, tzinfo=UTC)
LATER = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.fixture
def banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("quizkit.paths.banks", lambda: tmp_path / "none-ship")
    folder = tmp_path / "own"
    folder.mkdir()
    for name in ("apples", "apricots"):
        (folder / f"{name}.yaml").write_text(TOPIC.format(id=name))
    (folder / "broken.yaml").write_text("format: 9")
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with open_log(tmp_path / "log.db", Clock(lambda: START, lambda: 0.0)) as opened:
        yield opened


def chosen(found: Home, typed: str, mode: str = "") -> tuple[Chosen | None, str]:
    screen = io.StringIO()
    console = Console(io.StringIO(typed), screen, interactive=True)
    return choose(console, found, MODES[mode] if mode else None), screen.getvalue()


def quizzed(log: EventLog, found: Home) -> None:
    """Answer the first topic's question in a quiz."""
    sitting = open_sitting([found.topics[0].loaded], MODES["quiz"], log, own_desk(), asks_confidence=False)
    state, given = sitting.state, list[on.Input]([on.Begin()])
    while given:
        state, effects = step(state, given.pop(0))
        for effect in effects:
            match effect:
                case do.Save(what=what):
                    sitting.save(what)
                case do.AskAnswer(item=item):
                    answer = sitting.posed(item).options[0][0]
                    given.append(on.Give(OneOption(option=answer), sitting.grade_version(item)))
                case do.Judge(item=item, answer=answer, attempt=attempt):
                    given.append(sitting.judge(item, answer, attempt))
                case do.AskNext():
                    given.append(on.Next())


def test_every_topic_is_listed_with_its_title_minutes_and_strength(banks: Path, log: EventLog) -> None:
    _, said = chosen(home(log, START, [banks]), "")
    assert "  1) About apples \\x1b[2J, about 4 minutes (own/apples)\n     Not measured yet: take a " in said
    assert "own/broken: cannot be used; 'quizkit bank lint own/broken' says why" in said
    assert "Start one with: quizkit take TOPIC" in said


def test_what_was_answered_has_a_strength_and_is_due_in_time(banks: Path, log: EventLog) -> None:
    quizzed(log, home(log, START, [banks]))
    said = chosen(home(log, LATER, [banks]), "q\n")[1]
    assert "of 1, likely " in said
    assert "1 skill due.\n" in said
    assert "1 skill is due for review.\n" in said
    review = chosen(home(log, LATER, [banks]), "r\n")[0]
    assert review == Chosen(None, MODES["review"])


def test_a_session_that_was_left_is_marked_in_the_list_of_modes(banks: Path, log: EventLog) -> None:
    loaded = home(log, START, [banks]).topics[0].loaded
    left = open_sitting([loaded], MODES["practice"], log, own_desk(), asks_confidence=False)
    for effect in step(left.state, on.Begin())[1]:
        if isinstance(effect, do.Save):
            left.save(effect.what)
    said = chosen(home(log, START, [banks]), "1\n")[1]
    assert ") practice, goes on at question 1 of 1: " in said
    assert ") quiz, 1 question: " in said
    assert "goes on" not in chosen(home(log, START, [banks]), "2\n")[1]


@pytest.mark.parametrize("typed", ["2\n3\n", "apr\nquiz\n", "own/apricots\nqui\n", "3\nap\napricots\n9\n3\n"])
def test_a_topic_and_a_mode_are_chosen_by_number_or_name(banks: Path, log: EventLog, typed: str) -> None:
    found, _ = chosen(home(log, START, [banks]), typed)
    assert found is not None
    assert found.topic is not None
    assert (found.topic.address, found.mode.name) == ("own/apricots", "quiz")


def test_enter_practises(banks: Path, log: EventLog) -> None:
    found, _ = chosen(home(log, START, [banks]), "1\n\n")
    assert found is not None
    assert found.mode.name == "practice"


@pytest.mark.parametrize("typed", ["q\n", "\n", "", "1\nq\n", "1\n"])
def test_nothing_is_chosen_by_leaving(banks: Path, log: EventLog, typed: str) -> None:
    assert chosen(home(log, START, [banks]), typed)[0] is None


def test_what_a_topic_cannot_serve_is_not_offered(banks: Path, log: EventLog) -> None:
    said = chosen(home(log, START, [banks]), "1\n")[1]
    for name in ("drill", "predict", "fix", "trace", "review", "exam"):
        assert f") {name}" not in said


def test_p_tells_what_was_reached_and_asks_again(banks: Path, log: EventLog) -> None:
    assert "Nothing is answered yet." in chosen(home(log, START, [banks]), "p\n")[1]
    quizzed(log, home(log, START, [banks]))
    found, said = chosen(home(log, LATER, [banks]), "p\n1\nquiz\n")
    assert "own/apples: About apples \\x1b[2J\n  Not yet: " in said
    assert found is not None


def test_a_mode_that_is_known_already_leaves_only_the_topic_to_be_chosen(banks: Path, log: EventLog) -> None:
    found, said = chosen(home(log, START, [banks]), "2\n", "quiz")
    assert "Topics for quiz, " in said
    assert found is not None
    assert found.topic is not None
    assert (found.topic.address, found.mode.name) == ("own/apricots", "quiz")


def test_a_mode_that_no_topic_serves_is_told_in_a_sentence(banks: Path, log: EventLog) -> None:
    found, said = chosen(home(log, START, [banks]), "1\n", "drill")
    assert found is None
    assert said.startswith("No topic here has anything for drill")
