"""Grades returned answers by the form files, in which letters stand for option ids.

They come back as a table that was filled in, or as what learners handed in of an exam at a computer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit import source
from quizkit.app.class_judging import Judged, Order, Progress, judge_all, opened, writing
from quizkit.app.task import Portion, PortionContents, Task, Unreadable
from quizkit.bank.catalogue import open_topic
from quizkit.clock import Clock
from quizkit.errors import ContentError, UsageError
from quizkit.exam.packing import pack, package_digest
from quizkit.exam.reading import answer_on
from quizkit.exam.shown import ShownItem, by_address, shown_items
from quizkit.formats.hand_ins import holds_hand_ins, read_hand_ins
from quizkit.formats.opening import Refusal
from quizkit.formats.responses import Returned, read_responses
from quizkit.model.answer import Answer, Program
from quizkit.model.exam import Form, Response
from quizkit.model.finding import Finding
from quizkit.model.question import CodeQuestion
from quizkit.report.files import write_private
from quizkit.report.grades import NAME as GRADES
from quizkit.report.grades import grades_csv
from quizkit.report.summary import NAME as SUMMARY
from quizkit.report.summary import summary_md
from quizkit.report.table import ClassTable, Row, as_judged


@dataclass(frozen=True)
class Request:
    """What to grade: `forms` is a form file or a folder of them, `responses` what came back.

    That is a table, or a folder or zip of what was handed in.
    """

    forms: Path
    responses: Path
    out: Path
    workers: int = 2
    extra: tuple[Path, ...] = ()


def grade_exam(request: Request, clock: Clock, progress: Progress) -> tuple[ClassTable, Judged]:
    """Grade every row that can be used; the rest are findings with row and column.

    Raises ContentError if a form is broken or its questions are no longer what they were, UsageError for
    files that do not fit.
    """
    forms = read_forms(request.forms)
    shown = {
        form.form: shown_items(form, lambda address: open_topic(address, request.extra)) for form in forms
    }
    items = {letter: by_address(some) for letter, some in shown.items()}
    returned = _returned(request.responses, forms, shown)
    findings = list(returned.findings)
    if not returned.responses:
        why = f": {findings[0].message} {findings[0].fix}" if findings else "; fill in a row per learner."
        raise UsageError(f"'{request.responses}' has no row that can be graded{why}")
    tasks = [
        _tasks(response, items[response.form], returned, request.responses.name, findings)
        for response in returned.responses
    ]
    name = f"{forms[0].exam} {forms[0].blueprint}"
    hidden = tuple(path.resolve() for path in (request.out, request.forms, request.responses))
    order = Order("quizkit-exam", name, request.out, None, request.workers, hidden)
    with opened(order, clock) as journal:
        judged = judge_all(order, [_portion(learner) for learner in tasks], journal, clock, progress)
    table = _table(forms, items, returned.responses, judged, findings)
    with writing(request.out):
        write_private(request.out / GRADES, grades_csv(table))
        write_private(request.out / SUMMARY, summary_md(table))
    return table, judged


def _returned(path: Path, forms: Sequence[Form], shown: Mapping[str, Sequence[ShownItem]]) -> Returned:
    if not holds_hand_ins(path):
        return read_responses(path, forms)
    packages = {form.form: package_digest(pack(form, shown[form.form])) for form in forms}
    return read_hand_ins(path, forms, packages)


def read_forms(path: Path) -> tuple[Form, ...]:
    """The form files at `path`, all of one build. Raises UsageError, or ContentError with findings."""
    files = sorted(path.glob("form-*.yaml")) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise UsageError(
            f"'{path}' has no form file; name a form-A.yaml, or the folder that the exam was built into."
        )
    loaded = [source.load(file, Form) for file in files]
    findings = [finding for one in loaded for finding in one.findings if one.value is None]
    if findings:
        raise ContentError(f"the form files in '{path}' cannot be used.", findings)
    forms = tuple(one.value for one in loaded if one.value is not None)
    if len({(form.exam, form.blueprint) for form in forms}) > 1:
        raise ContentError(
            f"the form files in '{path}' are of several exams; keep each exam in a folder of its own."
        )
    if len({form.form for form in forms}) < len(forms):
        raise ContentError(f"two form files in '{path}' have the same letter; take one away.")
    return forms


def _tasks(
    response: Response, items: Mapping[str, ShownItem], returned: Returned, file: str, findings: list[Finding]
) -> list[Task]:
    """A task for each item of the learner's form; what cannot be read is also told as a finding."""
    tasks = []
    for address, shown in items.items():
        handed = returned.programs.get((response.learner, address))
        answer = _answer(shown, response.answers.get(address, ""), handed)
        if isinstance(answer, Unreadable):
            place = f"Column {returned.columns.get(address, address)}: {answer.reason}"
            findings.append(
                Finding(
                    code="unreadable-answer",
                    file=returned.files.get(response.learner, file),
                    line=returned.rows[response.learner],
                    message=place,
                    fix="Look at what was handed in.",
                    question=shown.question.id,
                    severity="note",
                )
            )
        tasks.append(
            Task(
                response.learner,
                address,
                shown.loaded,
                shown.question,
                answer,
                shown.item.grade_version,
                shown.item.variant,
            )
        )
    return tasks


def _portion(tasks: list[Task]) -> Portion:
    return Portion(tasks[0].learner, 1, len(tasks), lambda: PortionContents(tuple(tasks)))


def _answer(shown: ShownItem, written: str, handed: Program | Refusal | None) -> Answer | Unreadable | None:
    """The answer in a cell, or in the file that stands for it where a program is asked for."""
    if isinstance(handed, Refusal):
        return Unreadable(handed.reason)
    if isinstance(shown.question, CodeQuestion) and (handed is not None or written.strip()):
        return handed or Unreadable("A program is handed in as a file; grade the folder that it lies in.")
    if not written.strip():
        return None
    answer = answer_on(shown, written)
    return Unreadable(answer) if isinstance(answer, str) else answer


def _table(
    forms: Sequence[Form],
    items: Mapping[str, Mapping[str, ShownItem]],
    responses: Sequence[Response],
    judged: Judged,
    findings: Sequence[Finding],
) -> ClassTable:
    rows = [
        Row(
            learner=response.learner,
            form=response.form,
            marks={
                address: as_judged(judged.outcomes.get((response.learner, 1, address)), shown.item.points)
                for address, shown in items[response.form].items()
            },
        )
        for response in responses
    ]
    topics = {shown.loaded.address: shown.loaded.topic for form in items.values() for shown in form.values()}
    return ClassTable(
        what=forms[0].exam,
        title=forms[0].title,
        questions=tuple(dict.fromkeys(item.question for form in forms for item in form.items)),
        rows=tuple(rows),
        mistakes={name: one for topic in topics.values() for name, one in topic.mistakes.items()},
        findings=tuple(findings),
    )
