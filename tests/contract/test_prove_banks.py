"""The keys of the banks that ship are proven, and every falsified key is refuted; all runs in the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from quizkit.app.examiner import Examiner, Room
from quizkit.bank.catalogue import all_topics, open_topic
from quizkit.bank.loaded import BrokenTopic, LoadedTopic
from quizkit.bank.prove.proof import Proof
from quizkit.bank.prove.topic import prove_topic
from quizkit.model.code_parts import CodeSolution, Wrong
from quizkit.model.job import Job, RunResult, Sandbox
from quizkit.model.lock import Lock
from quizkit.model.question import Choice, CodeQuestion, Multiple, Predict, Question

SEEDS = 3  # the command's default is 20; more draws only repeat what these show


class Remembering:
    """A sandbox that runs equal jobs once: a falsified key changes verdicts, and hardly any job."""

    def __init__(self, real: Sandbox) -> None:
        self._real = real
        self._known: dict[str, RunResult] = {}

    @property
    def level(self) -> str:
        return self._real.level

    def run(self, job: Job) -> RunResult:
        return self.run_all([job])[0]

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        names = [job.model_dump_json() for job in jobs]
        fresh = {name: job for name, job in zip(names, jobs, strict=True) if name not in self._known}
        self._known.update(zip(fresh, self._real.run_all(list(fresh.values())), strict=True))
        return [self._known[name] for name in names]


Rooms = dict[str, Room]


@pytest.fixture(scope="module")
def rooms() -> Iterator[Rooms]:
    """One sandbox per runner for all tests of this file."""
    with Examiner("own", "tests") as examiner:
        opened = {name: examiner.room(name) for name in {topic.topic.runner for topic in TOPICS} if name}
        yield {name: Room(room.spec, Remembering(room.sandbox)) for name, room in opened.items()}


def loaded_topics() -> list[LoadedTopic]:
    found = all_topics()
    assert not [topic for topic in found if isinstance(topic, BrokenTopic)]
    return [topic for topic in found if isinstance(topic, LoadedTopic)]


TOPICS = loaded_topics()
QUESTIONS = [(topic, question) for topic in TOPICS for question in topic.topic.questions]
# An argued key is run by nothing, and a contested one may stand either way.
PROVEN = [case for case in QUESTIONS if not (case[1].contested or case[1].argued)]


def cases(*kinds: type[Choice | Multiple | Predict | CodeQuestion]) -> pytest.MarkDecorator:
    """Runs a test for every question of these kinds whose key must be proven."""
    chosen = [case for case in PROVEN if isinstance(case[1], kinds)]
    names = [f"{topic.address}/{question.id}" for topic, question in chosen]
    return pytest.mark.parametrize(("topic", "question"), chosen, ids=names)


def prove(rooms: Rooms, topic: LoadedTopic, question: Question) -> Proof:
    """The proof of `question`, put in the place of the topic's question of that id."""
    questions = tuple(question if each.id == question.id else each for each in topic.topic.questions)
    changed = replace(topic, topic=topic.topic.model_copy(update={"questions": questions}))
    room = rooms[topic.topic.runner or ""]
    (proof,) = prove_topic(changed, room.spec, room.sandbox, SEEDS, [question.id])
    return proof


@pytest.mark.parametrize(("topic", "question"), QUESTIONS, ids=lambda part: getattr(part, "id", ""))
def test_every_key_is_proven_argued_or_contested(
    rooms: Rooms, topic: LoadedTopic, question: Question
) -> None:
    proof = prove(rooms, topic, question)
    assert proof.status in ("proven", "argued", "contested"), proof.findings
    assert not isinstance(question, CodeQuestion) or proof.status == "proven"
    assert proof.separation is None or proof.separation >= 100


def moved(question: Choice | Multiple) -> Iterator[Question]:
    """The question with its key moved to each other option, one at a time."""
    for at, option in enumerate(question.options):
        if not option.correct:
            options = [
                each.model_copy(update={"correct": index == at})
                for index, each in enumerate(question.options)
            ]
            yield question.model_copy(update={"options": tuple(options)})


@cases(Choice, Multiple)
def test_a_key_moved_to_any_other_option_is_refuted(
    rooms: Rooms, topic: LoadedTopic, question: Choice | Multiple
) -> None:
    for falsified in moved(question):
        assert prove(rooms, topic, falsified).status == "refuted"


@cases(Predict)
def test_a_computed_key_moved_in_the_lock_is_refuted(
    rooms: Rooms, topic: LoadedTopic, question: Predict
) -> None:
    assert topic.lock is not None
    locked = topic.lock.questions[question.id]
    first = locked.variants[0]
    for option in first.options:
        if option.id != first.key:
            variants = (first.model_copy(update={"key": option.id}), *locked.variants[1:])
            entry = {question.id: locked.model_copy(update={"variants": variants})}
            lock = Lock(format=topic.lock.format, questions={**topic.lock.questions, **entry})
            assert prove(rooms, replace(topic, lock=lock), question).status == "refuted"


@cases(CodeQuestion)
def test_a_wrong_variant_in_the_solutions_place_is_refuted(
    rooms: Rooms, topic: LoadedTopic, question: CodeQuestion
) -> None:
    for wrong in question.wrong:
        for code in (wrong.code, f"{wrong.code}\nunused = 1\n"):  # as it is, and as nobody's copy
            solution = CodeSolution(code=code)
            assert prove(rooms, topic, question.model_copy(update={"solution": solution})).status == "refuted"


UNDONE = """\
def with_totals(table):
    first = [list(row) for row in table]
    for row in table:
        row.append(sum(row))
    table.append(["end"])
    return first, table
"""


def test_a_table_that_was_changed_and_then_returned_as_a_copy_is_wrong(rooms: Rooms) -> None:
    topic = open_topic("python/aliasing")
    question = topic.question("with-totals")
    undone = Wrong(mistake="assignment-copies", code=UNDONE)
    assert prove(rooms, topic, question.model_copy(update={"wrong": (undone,)})).status == "proven"
