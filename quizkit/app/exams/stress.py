"""Stresses the questions that an exam may draw, or a topic's: many seeds each, proven in the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quizkit import source
from quizkit.app.examiner import Examiner, Room
from quizkit.app.exams.build import read_blueprint, topics_of
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.locking import is_computed
from quizkit.errors import SandboxUnavailable, UsageError
from quizkit.exam.pool import open_pool
from quizkit.exam.stressing import Stressed, stress, stress_program
from quizkit.model.blueprint import Blueprint
from quizkit.model.question import CodeQuestion, Numeric, Predict, Question

Watch = Callable[[str, int, int], None]  # a question's address, how many seeds in all, how many of its own


@dataclass(frozen=True)
class TopicStress:
    """What became of one question, by its full address."""

    address: str
    stressed: Stressed


def stress_all(
    target: str,
    seeds: int,
    extra: Sequence[Path],
    runner_paths: Sequence[Path],
    watch: Watch = lambda address, in_all, tried: None,
) -> Iterator[TopicStress]:
    """Stress the questions of `target`, a blueprint's file or a topic, as they are found.

    These are the questions with computed parts, and the code questions that draw their inputs. The last one
    is stopped if it was by Ctrl-C. `watch` is told after each seed. Raises
    UsageError if there are none, ContentError for a blueprint or topic that cannot be used,
    SandboxUnavailable where nothing can be run.
    """
    wanted = [(loaded, one) for loaded, one in _asked(target, extra) if _draws(one)]
    if not wanted:
        raise UsageError(f"'{target}' has no question with parameters, programs or drawn inputs to stress.")
    with Examiner("own", runner_paths=runner_paths) as examiner:
        for loaded, question in wanted:
            address = f"{loaded.address}/{question.id}"
            room = examiner.room(loaded.topic.runner) if loaded.topic.runner else None
            told = partial(watch, address, len(wanted) * seeds)
            stressed = _stressed(loaded, question, room, seeds, told)
            yield TopicStress(address, stressed)
            if stressed.stopped:
                return


def _asked(target: str, extra: Sequence[Path]) -> list[tuple[LoadedTopic, Question]]:
    """What a blueprint may draw, or a whole topic without what is retired."""
    if is_blueprint(Path(target)):
        plan = read_blueprint(Path(target))
        pool = open_pool(plan, topics_of(plan, extra))
        drawn = {address for cell in pool.problem.cells for address in cell.candidates}
        return [pool.questions[address] for address in sorted(drawn)]
    loaded = open_topic(target, extra)
    return [(loaded, question) for question in loaded.topic.questions if question.status != "retired"]


def is_blueprint(path: Path) -> bool:
    """Whether the file at `path` is one, or means to be: it has demands and no questions."""
    if not path.is_file():
        return False
    text, _ = source.read_text(path)
    heads = {line.partition(":")[0] for line in (text or "").splitlines()}
    return source.load(path, Blueprint).value is not None or ("demands" in heads and "questions" not in heads)


def _draws(question: Question) -> bool:
    return isinstance(question, CodeQuestion) or is_computed(question)


def _stressed(
    loaded: LoadedTopic, question: Question, room: Room | None, seeds: int, watch: Callable[[int], None]
) -> Stressed:
    spec, sandbox = (room.spec, room.sandbox) if room else (None, None)
    if isinstance(question, CodeQuestion):
        if spec is None or sandbox is None:
            raise SandboxUnavailable(f"'{loaded.path}' names no runner; add 'runner:' to it.")
        return stress_program(loaded, question, spec, sandbox, seeds, watch)
    if isinstance(question, Numeric | Predict):
        return stress(loaded, question, spec, sandbox, seeds, watch)
    raise TypeError(f"a {question.kind} question draws nothing")
