"""Writes what a graded class can be turned into: its pages anew, gradebooks, a report of alike answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from quizkit.analysis.similarity import QuestionSimilarity, compare
from quizkit.app.classes.grade_lines import grade_line
from quizkit.app.classes.graded import graded_class
from quizkit.app.classes.judging import writing
from quizkit.app.classes.pages import page_of, whole, write_class_report
from quizkit.app.exams.folder import NAME as EXAM
from quizkit.app.exams.folder import graded_exam
from quizkit.app.results.gradings import Graded
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.formats.gradebooks import Filled, GradeLine, canvas, gradescope, moodle
from quizkit.formats.gradebooks.moodle_feedback import NAME as FEEDBACK_ZIP
from quizkit.formats.gradebooks.moodle_feedback import feedback_zip, participants
from quizkit.model.answer import Program
from quizkit.model.finding import Finding
from quizkit.model.question import CodeQuestion
from quizkit.report.files import folder_within, write_private
from quizkit.report.pages.learner import learner_page
from quizkit.report.pages.render import similarity_html
from quizkit.report.pages.similarity import Class, similarity_page
from quizkit.report.table import ClassTable

CANVAS, MOODLE, IMPORT, GRADESCOPE, SIMILARITY = (
    "canvas.csv",
    "moodle.csv",
    "moodle-import.csv",
    "gradescope",
    "similarity.html",
)


@dataclass(frozen=True)
class Request:
    """What to write of a graded `folder`. `canvas` and `moodle` are files that the platforms exported.

    `assignment` names the column of `canvas`: its id or its title.
    """

    folder: Path
    release: bool = False
    canvas: Path | None = None
    assignment: str | None = None
    moodle: Path | None = None
    moodle_import: bool = False
    moodle_feedback: bool = False
    gradescope: bool = False
    similarity: bool = False
    extra: tuple[Path, ...] = ()


@dataclass
class Reported:
    """What was written, as (name, how much), and what is to be known about it."""

    written: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def _opened(request: Request, clock: Clock) -> AbstractContextManager[Graded]:
    open_it = graded_exam if (request.folder / EXAM).is_file() else graded_class
    return open_it(request.folder, clock, request.extra)


def report(request: Request, clock: Clock) -> Reported:
    """Write the pages anew, and what else is asked for; nothing is judged.

    Raises UsageError for a folder that holds no graded class, or a platform's file that cannot be filled, and
    QuizkitError if the disk takes no more.
    """
    if request.canvas is not None and request.assignment is None:
        raise UsageError("the gradebook of Canvas has many columns; name the one to fill with --assignment.")
    if request.assignment is not None and request.canvas is None:
        raise UsageError("--assignment names a column of Canvas's gradebook; give that file with --canvas.")
    done = Reported()
    _keep_apart(request)
    with _opened(request, clock) as graded, writing(request.folder):
        table, changed = graded.table(), _changed(graded)
        table = replace(table, findings=(*changed, *table.findings))
        done.findings += changed
        lines = _lines(graded, table)
        for name, filled in _gradebooks(request, lines, table.title):
            write_private(request.folder / name, filled.content)
            done.written.append((name, _many(filled.filled, "learner")))
            done.findings += filled.findings
        if request.gradescope:
            _write_gradescope(request.folder, lines, done)
        if request.similarity:
            _write_similarity(graded, table, done)
        write_class_report(request.folder, graded.telling, table, graded.journal, release=request.release)
        done.written.append(("class.html and the pages of feedback", _many(len(table.rows), "learner")))
        if request.moodle_feedback:  # of the pages that now stand there
            packed = feedback_zip(lines, _participants(request, lines), partial(_page, graded))
            write_private(request.folder / FEEDBACK_ZIP, packed.content)
            done.written.append((FEEDBACK_ZIP, _many(packed.filled, "learner")))
            done.findings += packed.findings
    return done


def _changed(graded: Graded) -> list[Finding]:
    """A finding if the pages show other questions, or other keys, than those that answers were judged by."""
    names = graded.changed()
    if not names:
        return []
    return [
        Finding(
            code="topic-changed",
            file=graded.file,
            line=1,
            message=f"Changed since this class was graded: {', '.join(names)}; the verdicts are older.",
            fix=f"Run the same '{graded.command}' once more.",
            severity="note",
        )
    ]


def _keep_apart(request: Request) -> None:
    """The platform's own file is never written to."""
    for given, name in ((request.canvas, CANVAS), (request.moodle, MOODLE)):
        written = request.folder / name
        if given is not None and given.exists() and written.exists() and given.samefile(written):
            raise UsageError(
                f"'{given}' is what this command writes; give the file as the platform exported it."
            )


def _participants(request: Request, lines: Sequence[GradeLine]) -> dict[str, str]:
    told = moodle.participants(request.moodle, lines) if request.moodle is not None else {}
    return participants(lines) | told


def _page(graded: Graded, learner: str) -> bytes:
    return page_of(graded.folder, graded.journal, learner).read_bytes()


def _lines(graded: Graded, table: ClassTable) -> list[GradeLine]:
    """What a platform is told of each learner; never a key, released or not."""
    told = {form: graded.telling.told(form, released=False) for form in {row.form for row in table.rows}}
    lines = []
    for row in table.rows:
        full, answers = whole(row, graded.journal)
        page = learner_page(table.title, full, told[row.form], answers, table.mistakes)
        lines.append(grade_line(full, page))
    return lines


def _gradebooks(request: Request, lines: Sequence[GradeLine], title: str) -> Iterator[tuple[str, Filled]]:
    if request.canvas is not None and request.assignment is not None:
        yield CANVAS, canvas.fill(request.canvas, request.assignment, lines)
    if request.moodle is not None:
        yield MOODLE, moodle.fill_worksheet(request.moodle, lines)
    if request.moodle_import:
        yield IMPORT, moodle.import_csv(lines, title)


def _write_gradescope(folder: Path, lines: Sequence[GradeLine], done: Reported) -> None:
    results = gradescope.results(lines)
    place = folder_within(folder / GRADESCOPE)
    write_private(place / "README.txt", gradescope.NOTE)
    for name, content in results.files.items():
        write_private(place / name, content)
    for path in place.glob("*.json"):
        if path.name not in results.files:  # of one who has no number any more
            path.unlink(missing_ok=True)
    write_private(place / gradescope.INDEX, gradescope.index_csv(results, lines))
    done.written.append((f"{GRADESCOPE}/", _many(len(results.files), "learner")))
    done.findings += results.findings


def _write_similarity(graded: Graded, table: ClassTable, done: Reported) -> None:
    """Compare the programs of the attempts that count, question by question."""
    attempts = {row.learner: row.attempt for row in table.rows}

    def code(learner: str, question: str) -> str:
        key = (learner, attempts[learner], question)
        answer = graded.journal.read(key).answer if key in graded.journal.kept else None
        return answer.code if isinstance(answer, Program) else ""

    def compared() -> Iterator[QuestionSimilarity]:
        for name, told in graded.telling.told("", released=False).items():
            if isinstance(told.question, CodeQuestion):
                codes = {who: written for who in attempts if (written := code(who, name))}
                yield compare(name, codes, [told.question.starter])

    names = {row.learner: row.name for row in table.rows}
    page = similarity_page(compared(), Class(table.title, code, names, graded.telling.language))
    write_private(graded.folder / SIMILARITY, similarity_html(page))
    done.written.append((SIMILARITY, _many(len(page.pairs), "pair")))


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
