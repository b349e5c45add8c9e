"""Grades a class: whatever it handed in goes in; a journal, grades, pages and a summary come out."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from quizkit.app.classes.folder import Decisions, decisions, write_class
from quizkit.app.classes.judging import Judged, Order, Progress, judge_all, opened, writing
from quizkit.app.classes.pages import write_class_report
from quizkit.app.classes.table import enrolled, judged_attempts, table_of
from quizkit.app.classes.task import Portion
from quizkit.app.classes.tasks import Counting, asked, counted, portions, still_amended
from quizkit.app.classes.telling import TopicTelling
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.formats.handings import Intake
from quizkit.formats.intake import open_intake
from quizkit.formats.roster import enrol, read_roster
from quizkit.formats.times import read_times, timed
from quizkit.model.class_list import ClassList
from quizkit.model.question import Question
from quizkit.report.files import write_private
from quizkit.report.table import ClassTable


@dataclass(frozen=True)
class Request:
    """What to grade and how. `questions` empty: the topic's own choice, see `class_tasks.counted`.

    `policy` and `overrides` replace those that the folder `out` has; `roster` and `times` are read anew.
    """

    topic: str
    submissions: Path
    out: Path
    seed: str | None = None
    workers: int = 2
    questions: tuple[str, ...] = ()
    extra: tuple[Path, ...] = ()
    roster: Path | None = None
    times: Path | None = None
    policy: Path | None = None
    overrides: Path | None = None
    release: bool = False


def grade(request: Request, clock: Clock, progress: Progress) -> tuple[ClassTable, Judged]:
    """Grade `request`; with the same folder again, only what is missing, changed or was a system fault.

    Every learner's problem is an outcome of theirs. Raises UsageError for names and files that do not fit,
    ContentError if a question's key is still to be computed or a policy is broken, QuizkitError if nothing
    more can be written.
    """
    loaded = open_topic(request.topic, request.extra)
    questions = counted(loaded, request.questions)
    loaded.require_built(questions)
    _keep_apart(request.submissions, request.out)
    decided = decisions(request.out, request.policy, request.overrides)
    with ExitStack() as stack:
        intake = _intake(request, loaded, questions, stack)
        hidden = (request.submissions.resolve(), request.out.resolve())
        order = Order("quizkit-grade", loaded.address, request.out, request.seed, request.workers, hidden)
        journal = stack.enter_context(opened(order, clock))
        decided = decided.regraded(journal.regrades)
        counting = still_amended(loaded, questions, decided.rules.amendments)
        for name, content in decided.new.items():
            write_private(request.out / name, content)
        judged = judge_all(order, _wanted(loaded, counting, intake, decided), journal, clock, progress)
        listed = ClassList(
            topic=loaded.address,
            file=str(loaded.path.resolve()),
            layout=intake.layout,
            questions=tuple(one.id for one in questions),
            learners=tuple(enrolled(intake.handings, judged.findings)),
            findings=intake.findings,
        )
        table = table_of(loaded, listed, decided, judged.outcomes, journal.held())
        with writing(request.out):
            write_class(request.out, listed)
            telling = TopicTelling(loaded, table.questions)
            write_class_report(request.out, telling, table, journal, release=request.release)
    return table, judged


def _intake(request: Request, loaded: LoadedTopic, questions: list[Question], stack: ExitStack) -> Intake:
    """What was handed in, with names and times where files with them were given."""
    intake = stack.enter_context(
        open_intake(
            request.submissions,
            [asked(loaded, question) for question in questions],
            [question.id for question in loaded.topic.questions],
        )
    )
    roster = read_roster(request.roster) if request.roster is not None else None
    if request.times is not None:  # before attempts are put in their order
        intake = timed(intake, read_times(request.times), roster)
    if roster is not None:
        intake = enrol(intake, roster)
    if not intake.handings:
        raise UsageError(f"'{request.submissions}' holds nobody's work; name the folder or file that does.")
    return intake


def _wanted(
    loaded: LoadedTopic, counting: list[Counting], intake: Intake, decided: Decisions
) -> list[Portion]:
    """The attempts that the policy needs judged."""
    policy = decided.rules.policy
    judged = [
        pair
        for handing in intake.handings
        for pair in judged_attempts(policy, handing.learner, [one.number for one in handing.attempts])
    ]
    return portions(loaded, counting, intake, judged)


def _keep_apart(submissions: Path, out: Path) -> None:
    """The report must not be taken for a learner's folder, nor a submission for a report."""
    one, other = submissions.resolve(), out.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise UsageError(f"'{out}' and '{submissions}' lie inside one another; write the grades elsewhere.")
