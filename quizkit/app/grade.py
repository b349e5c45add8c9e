"""Grades a class: a folder per learner in, a journal, grades, feedback and a summary out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit.app.batch import Task
from quizkit.app.class_judging import Judged, Order, Progress, judge_all, writing
from quizkit.app.class_report import write_class_report
from quizkit.app.class_tasks import asked, contested, counted, tasks_of, told
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.formats.submissions import Handed, read_submissions
from quizkit.model.question import Question
from quizkit.report.table import ClassTable, Row


@dataclass(frozen=True)
class Request:
    """What to grade and how. `questions` empty: the topic's own choice, see `class_tasks.counted`."""

    topic: str
    submissions: Path
    out: Path
    seed: str | None = None
    workers: int = 2
    questions: tuple[str, ...] = ()
    extra: tuple[Path, ...] = ()
    release: bool = False


def grade(request: Request, clock: Clock, progress: Progress) -> tuple[ClassTable, Judged]:
    """Grade `request`; with the same folder again, only what is missing, changed or was a system fault.

    Every learner's problem is an outcome of theirs. Raises UsageError for names and folders that do not fit,
    ContentError if a question's key is still to be computed, QuizkitError if nothing more can be written.
    """
    loaded = open_topic(request.topic, request.extra)
    questions = counted(loaded, request.questions)
    loaded.require_built(questions)
    _keep_apart(request.submissions, request.out)
    handed = read_submissions(
        request.submissions,
        [asked(loaded, question) for question in questions],
        [question.id for question in loaded.topic.questions],
    )
    if not handed.submissions:
        raise UsageError(f"'{request.submissions}' holds no learner's folder; name the folder above them.")
    tasks = tasks_of(loaded, questions, handed.submissions)
    hidden = (request.submissions.resolve(), request.out.resolve())
    order = Order("quizkit-grade", loaded.address, request.out, request.seed, request.workers, hidden)
    judged = judge_all(order, tasks, clock, progress)
    table = _table(loaded, questions, handed, tasks, judged)
    tellings = {question.id: told(loaded, question, release=request.release) for question in questions}
    with writing(request.out):
        write_class_report(request.out, table, judged.seed, tellings)
    return table, judged


def _keep_apart(submissions: Path, out: Path) -> None:
    """The report must not be taken for a learner's folder, nor a submission for a report."""
    one, other = submissions.resolve(), out.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise UsageError(f"'{out}' and '{submissions}' lie inside one another; write the grades elsewhere.")


def _table(
    loaded: LoadedTopic,
    questions: Sequence[Question],
    handed: Handed,
    tasks: Sequence[Sequence[Task]],
    judged: Judged,
) -> ClassTable:
    rows = [
        Row(
            learner=submission.learner,
            outcomes={task.key: judged.outcomes[task.learner, task.key] for task in learner},
            points={task.key: 1.0 for task in learner},
            findings=submission.findings,
        )
        for submission, learner in zip(handed.submissions, tasks, strict=True)
    ]
    return ClassTable(
        what=loaded.address,
        title=loaded.topic.title,
        questions=tuple(question.id for question in questions),
        rows=tuple(rows),
        mistakes=loaded.topic.mistakes,
        findings=(*handed.findings, *contested(loaded, questions)),
    )
