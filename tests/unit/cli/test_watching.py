"""What is shown while a class is graded: a line of JSON per answer, a bar at a terminal, or nothing."""

from __future__ import annotations

import io
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizkit.app.classes.task import Task
from quizkit.bank.loaded import LoadedTopic, load_topic
from quizkit.cli.watching import interruptible, watched
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted, Outcome, SystemFault

TOPIC = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: word, kind: text, difficulty: easy, skills: [s], prompt: Say it., accept: [it],
     solution: {steps: [x]}}
"""
OUTCOMES: tuple[Outcome, ...] = (
    Graded(score=0.5),
    NotAttempted(reason="x"),
    LearnerFault(fault="raised", reason="x"),
    AuthorFault(reason="x"),
    SystemFault(reason="x"),
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedTopic:
    path = tmp_path_factory.mktemp("c") / "t.yaml"
    path.write_text(TOPIC)
    topic = load_topic(path)
    assert isinstance(topic, LoadedTopic)
    return topic


def task(loaded: LoadedTopic, learner: str) -> Task:
    return Task(learner, "word", loaded, loaded.question("word"), None, "v")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@given(learner=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_learner_is_called_each_answer_is_one_line_of_json(
    learner: str, loaded: LoadedTopic, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    with watched(json_lines=True) as progress:
        progress.begin(len(OUTCOMES))
        for outcome in OUTCOMES:
            progress.done(task(loaded, learner), outcome, True)
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert err == ""
    assert [(line["learner"], line["score"]) for line in lines] == [
        (learner, score) for score in (0.5, 0, 0, None, None)
    ]


def test_lines_of_many_threads_do_not_mix(loaded: LoadedTopic, capsys: pytest.CaptureFixture[str]) -> None:
    with watched(json_lines=True) as progress, ThreadPoolExecutor(8) as many:
        for number in range(400):
            many.submit(progress.done, task(loaded, f"l{number}"), OUTCOMES[0], True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["learner"] for line in lines} == {f"l{number}" for number in range(400)}


def test_a_terminal_sees_a_bar_with_totals(loaded: LoadedTopic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys, "stderr", shown := Terminal())
    with watched() as progress:
        progress.begin(2)
        progress.done(task(loaded, "ada"), OUTCOMES[0], True)
        progress.done(task(loaded, "bob"), OUTCOMES[2], True)
    assert "grading" in shown.getvalue()
    assert "graded 1, learner fault 1" in shown.getvalue()


def test_many_threads_may_tell_a_bar_at_once(loaded: LoadedTopic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys, "stderr", Terminal())
    gate = threading.Barrier(8)
    one = task(loaded, "ada")

    def tell(number: int) -> None:
        gate.wait()
        for turn in range(50):
            progress.done(one, OUTCOMES[(number + turn) % len(OUTCOMES)], True)

    with watched() as progress:
        progress.begin(400)
        with ThreadPoolExecutor(8) as many:
            assert list(many.map(tell, range(8))) == [None] * 8


@pytest.mark.parametrize("ci", [True, False])
def test_in_ci_and_on_a_pipe_nothing_is_shown(
    loaded: LoadedTopic, ci: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = Terminal() if ci else io.StringIO()
    monkeypatch.setenv("CI", "1" if ci else "")
    monkeypatch.setattr(sys, "stderr", shown)
    with watched() as progress:
        progress.begin(1)
        progress.done(task(loaded, "ada"), OUTCOMES[0], True)
    assert (shown.getvalue(), capsys.readouterr().out) == ("", "")


@pytest.mark.parametrize("json_lines", [True, False])
def test_ctrl_c_is_one_sentence_and_130(json_lines: bool, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught, watched(json_lines):
        raise KeyboardInterrupt
    assert caught.value.exit_code == 130
    assert capsys.readouterr() == ("", "quizkit: interrupted; run the same command again.\n")


def test_ctrl_c_in_a_command_without_a_bar_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, interruptible():
        raise KeyboardInterrupt
    assert ended.value.exit_code == 130
    assert capsys.readouterr().err == "quizkit: interrupted; run the same command again.\n"
