"""The laws of progress: a function of the log; neither editing a bank nor looking takes anything away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from quizkit.app.learning.due import due_skills
from quizkit.app.learning.progress import Progress, TopicProgress, progress
from quizkit.bank.catalogue import open_topic
from quizkit.clock import Clock
from quizkit.errors import UnknownName
from quizkit.model.answer import Chosen
from quizkit.model.event import Answered, Confident, Hinted, Judged, Presented, Skipped, Started
from quizkit.model.outcome import AuthorFault, Graded, NotAttempted, Outcome
from quizkit.store.log import EventLog, open_log

HEAD = """format: 1
id: names
title: Names
authors: [Ada Example]
license: CC-BY-4.0
minutes: 5
insight: A name is no copy.
skills: {one: The first thing, two: The second thing}
mistakes: {mixed: {says: Mixing them up, why: They differ.}}
questions:
"""
QUESTION = """  - id: ID
    kind: choice
    difficulty: easy
    skills: [SKILL]
    prompt: What is it?
    options:
      - {id: a, text: This, correct: true}
      - {id: b, text: That, mistake: mixed, feedback: No.}
    solution: {answer: This.}
"""
START = datetime(2026, 1, 1, tzinfo=UTC)
RIGHT, WRONG = Graded(score=1), Graded(score=0, mistake="mixed")


def bank(folder: Path, **skills: str) -> Path:
    """A collection `c` with one topic, whose questions have these skills."""
    (folder / "c").mkdir(exist_ok=True)
    questions = (QUESTION.replace("ID", name).replace("SKILL", skill) for name, skill in skills.items())
    (folder / "c" / "names.yaml").write_text(HEAD + "".join(questions))
    return folder


class Learner:
    """Answers questions by writing what happens into a log, a minute from event to event."""

    def __init__(self, path: Path, bank: Path) -> None:
        self.path = path
        self.bank = bank
        self.now = START
        self.sessions = 0

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    @contextmanager
    def log(self) -> Iterator[EventLog]:
        with open_log(self.path, Clock(now=self.tick, monotonic=lambda: 0.0)) as log:
            yield log

    def session(self, mode: str, *outcomes: tuple[str, Outcome | None], hinted: bool = False) -> None:
        """One session; None stands for a skip."""
        self.sessions += 1
        name = f"s{self.sessions}"
        with self.log() as log:
            log.append(name, Started(topic="c/names", mode=mode, items=(), seed="x"))
            for turn, (question, outcome) in enumerate(outcomes):
                at = {"question": f"c/names/{question}", "turn": turn}
                log.append(name, Presented.model_validate(at))
                if hinted:
                    log.append(name, Hinted.model_validate({**at, "rung": 0}))
                if outcome is None:
                    log.append(name, Skipped.model_validate(at))
                    continue
                answer = {**at, "grade_version": "v", "answer": Chosen(option="a")}
                log.append(name, Answered.model_validate(answer))
                log.append(name, Confident.model_validate({**at, "level": 3}))
                log.append(name, Judged.model_validate({**at, "outcome": outcome}))

    def progress(self) -> Progress:
        with self.log() as log:
            return progress(log, self.now, extra=[self.bank])

    def topic(self) -> TopicProgress:
        return self.progress().topics[0]

    def counted(self) -> tuple[int, int]:
        shown = self.topic().mastery.strength
        return shown.right, shown.answered


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Learner:
    monkeypatch.setenv("QUIZKIT_STATE", str(tmp_path / "state"))
    return Learner(tmp_path / "log", bank(tmp_path, q1="one", q2="two"))


def test_nothing_answered_is_no_topic(learner: Learner) -> None:
    assert learner.progress().topics == ()


def test_first_answers_of_the_modes_that_count_are_counted_and_no_others(learner: Learner) -> None:
    learner.session("practice", ("q1", RIGHT))
    learner.session("quiz", ("q1", RIGHT), ("q2", WRONG), ("q2", RIGHT))
    learner.session("test", ("q1", RIGHT))
    learner.session("drill", ("q1", RIGHT))
    assert learner.counted() == (2, 3)
    assert learner.topic().answered == 6
    one, two = learner.topic().skills
    assert (one.mastery.strength.right, one.mastery.strength.answered, one.mastery.sessions) == (2, 2, 2)
    assert (two.mastery.strength.right, two.mastery.strength.answered) == (0, 1)


def test_what_was_hinted_or_skipped_is_not_right_and_what_nobody_could_judge_is_nothing(
    learner: Learner,
) -> None:
    learner.session("quiz", ("q1", RIGHT), hinted=True)
    learner.session("quiz", ("q1", None))
    learner.session("quiz", ("q1", AuthorFault(reason="broken")))
    learner.session("quiz", ("q1", NotAttempted(reason="empty")))
    assert learner.counted() == (0, 3)
    learner.session("quiz", ("q2", None))
    assert learner.counted() == (0, 4), "one that was never answered as well"


def test_mistakes_are_named_once_they_were_made_twice(learner: Learner) -> None:
    learner.session("quiz", ("q1", WRONG))
    assert learner.topic().mistakes == ()
    learner.session("practice", ("q2", WRONG))
    (made,) = learner.topic().mistakes
    assert (made.id, made.says, made.times) == ("mixed", "Mixing them up", 2)


def test_calibration_tells_how_often_the_sure_were_right(learner: Learner) -> None:
    learner.session("quiz", ("q1", RIGHT), ("q2", WRONG))
    learner.session("practice", ("q1", RIGHT))
    assert learner.topic().calibration == {3: (2, 3)}


def test_weeks_begin_on_monday(learner: Learner) -> None:
    learner.session("quiz", ("q1", RIGHT), ("q2", None))
    learner.now = datetime(2026, 1, 5, tzinfo=UTC)
    learner.session("quiz", ("q1", RIGHT))
    assert learner.progress().weeks == {date(2025, 12, 29): 1, date(2026, 1, 5): 1}


def test_an_edited_bank_keeps_the_answers_to_what_is_gone_and_counts_them_apart(learner: Learner) -> None:
    learner.session("quiz", ("q1", RIGHT), ("q2", RIGHT))
    bank(learner.bank, q1="one", other="two")
    assert learner.counted() == (1, 1)
    assert (learner.topic().answered, learner.topic().gone) == (2, 1)
    bank(learner.bank, q1="one", q2="two")
    assert learner.counted() == (2, 2), "and what comes back has its history"


def test_a_topic_that_cannot_be_opened_keeps_its_answers(learner: Learner) -> None:
    learner.session("quiz", ("q1", RIGHT))
    (learner.bank / "c" / "names.yaml").write_text("format: 1\n")
    assert learner.progress().topics == ()
    assert learner.progress().absent == {"c/names": 1}


def test_a_contested_question_counts_for_nothing(learner: Learner) -> None:
    learner.session("quiz", ("q1", RIGHT), ("q2", WRONG))
    path = learner.bank / "c" / "names.yaml"
    text = path.read_text()
    path.write_text(text.replace("skills: [two]", "skills: [two]\n    contested: It depends."))
    assert learner.counted() == (1, 1)
    assert [skill.due is None for skill in learner.topic().skills] == [False, True]


def test_a_skill_given_to_another_question_is_scheduled_anew(learner: Learner) -> None:
    learner.session("quiz", ("q1", RIGHT), ("q2", WRONG))
    before = [skill.due for skill in learner.topic().skills]
    bank(learner.bank, q1="two", q2="one")
    after = [skill.due for skill in learner.topic().skills]
    assert None not in before + after
    assert before != after


def test_what_is_due_does_not_hang_on_when_it_was_looked_at(learner: Learner, tmp_path: Path) -> None:
    other = Learner(tmp_path / "log2", learner.bank)
    for number in range(12):
        for one in (learner, other):
            one.session("quiz", ("q1", RIGHT if number % 3 else WRONG), ("q2", RIGHT))
            one.now += timedelta(days=number)
        learner.progress()
    assert [skill.due for skill in learner.topic().skills] == [skill.due for skill in other.topic().skills]


def test_a_checkpoint_that_cannot_be_read_is_made_anew(learner: Learner) -> None:
    learner.session("quiz", ("q1", RIGHT), ("q2", WRONG))
    before = learner.topic()
    with learner.log() as log:
        assert log.connection.execute("UPDATE checkpoint SET value = '[]'").rowcount == 1
    assert learner.topic() == before


def test_an_answer_that_came_in_late_is_folded_where_it_belongs(learner: Learner, tmp_path: Path) -> None:
    ordered = Learner(tmp_path / "log2", learner.bank)
    for one, days in ((ordered, (1, 5, 9)), (learner, (1, 9, 5))):
        for day in days:
            one.now = START + timedelta(days=day)
            one.session("quiz", ("q1", WRONG if day == 5 else RIGHT))
            one.progress()
    assert [skill.due for skill in learner.topic().skills] == [skill.due for skill in ordered.topic().skills]


def test_due_skills_tell_what_can_be_served_and_what_was_last(learner: Learner) -> None:
    learner.session("quiz", ("q2", RIGHT), ("q1", WRONG))
    loaded = open_topic("c/names", [learner.bank])
    with learner.log() as log:
        assert due_skills(log, [loaded], learner.now) == []
        later = due_skills(log, [loaded], learner.now + timedelta(days=30))
        assert [one.skill for one in later] == ["c/names#one", "c/names#two"]
        assert later[0].questions == ("q1",)
        assert later[0].last is not None
        assert later[0].last.question == "c/names/q1"


def test_one_topic_can_be_asked_for_and_an_unknown_one_is_told(learner: Learner) -> None:
    learner.session("quiz", ("q1", RIGHT))
    with learner.log() as log:
        shown = progress(log, learner.now, "c/nam", [learner.bank])
        assert [topic.address for topic in shown.topics] == ["c/names"]
        with pytest.raises(UnknownName, match="Did you mean 'c/names'"):
            progress(log, learner.now, "c/nmes", [learner.bank])
