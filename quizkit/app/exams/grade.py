"""Grades returned answers by the form files, in which letters stand for option ids.

They come back as a table that was filled in, as a platform's report of a quiz, or as what learners handed in
of an exam at a computer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from quizkit import source
from quizkit.app.classes.folder import POLICY, Decisions, decisions
from quizkit.app.classes.judging import Judged, Progress, judge_all, opened, writing
from quizkit.app.classes.pages import write_class_report
from quizkit.app.classes.telling import FormsTelling
from quizkit.app.exams.answers import Answers
from quizkit.app.exams.folder import CORRECT, by_form, order_of, shown_forms, write_exam
from quizkit.app.exams.table import exam_table
from quizkit.app.exams.tasks import as_corrected, countings
from quizkit.clock import Clock
from quizkit.errors import ContentError, UsageError
from quizkit.exam.packing import pack, package_digest
from quizkit.exam.shown import REMEDY, ShownItem
from quizkit.formats.enrolled import on_roster
from quizkit.formats.exam_folders import read_folders
from quizkit.formats.hand_ins import holds_hand_ins, read_hand_ins
from quizkit.formats.quiz_reports import read_returned
from quizkit.formats.responses import Returned
from quizkit.formats.roster import read_roster
from quizkit.grading.scoring import policy_named
from quizkit.model.exam import ExamList, Form
from quizkit.model.policy import ClassPolicy
from quizkit.report.files import write_private
from quizkit.report.journal import NAME as JOURNAL
from quizkit.report.table import ClassTable


@dataclass(frozen=True)
class Request:
    """What to grade: `forms` is a form file or a folder of them, `responses` what came back.

    That is a table, or a folder or zip of what was handed in. `roster` tells who is in the class. `policy`
    and `overrides` replace those that the folder `out` has.
    """

    forms: Path
    responses: Path
    out: Path
    workers: int = 2
    extra: tuple[Path, ...] = ()
    roster: Path | None = None
    policy: Path | None = None
    overrides: Path | None = None
    release: bool = False


def grade_exam(request: Request, clock: Clock, progress: Progress) -> tuple[ClassTable, Judged]:
    """Grade every row that can be used; the rest are findings with row and column.

    What was changed by a regrade of the folder `out` holds. Raises ContentError if a form is broken or its
    questions are no longer what they were, UsageError for files that do not fit.
    """
    forms = read_forms(request.forms)
    hidden = (request.out, request.forms, request.responses)
    order = order_of(forms[0], request.out, request.workers, hidden)
    decided = _decisions(request)
    with ExitStack() as stack:
        begun = (request.out / JOURNAL).is_file()  # nothing is begun for what cannot be graded
        journal = stack.enter_context(opened(order, clock)) if begun else None
        decided = decided.regraded(journal.regrades if journal else ())
        corrected = as_corrected(forms, decided.rules.regrades)
        shown = shown_forms(corrected, request.extra, remedy=CORRECT if begun else REMEDY)
        items = by_form(shown)
        returned = _responses(request, forms, shown)
        given = Answers(returned, items, countings(items, decided.rules.amendments), request.responses.name)
        telling = FormsTelling(items)
        listed = ExamList(
            forms=forms,
            topics={loaded.address: str(loaded.path.resolve()) for loaded in telling.topics},
            responses=tuple(one.model_copy(update={"answers": {}}) for one in returned.responses),
            findings=(*returned.findings, *given.findings()),
        )
        journal = journal or stack.enter_context(opened(order, clock))
        for name, content in decided.new.items():
            write_private(request.out / name, content)
        judged = judge_all(order, given.portions(), journal, clock, progress)
        table = exam_table(listed, items, decided, journal, judged.outcomes)
        with writing(request.out):
            write_exam(request.out, listed)
            write_class_report(request.out, telling, table, journal, release=request.release)
    return table, judged


def _decisions(request: Request) -> Decisions:
    """What was decided. Raises UsageError for a policy that says more than an exam can take."""
    decided = decisions(request.out, request.policy, request.overrides)
    policy = decided.rules.policy
    if policy != ClassPolicy(points=policy.points):
        raise UsageError(
            f"'{request.policy or request.out / POLICY}' says more than 'points'; an exam has one attempt, "
            "which is never late, so take the rest out."
        )
    return decided


def _responses(request: Request, forms: Sequence[Form], shown: Mapping[str, Sequence[ShownItem]]) -> Returned:
    """What was returned. Raises UsageError if it has nothing that can be graded."""
    returned = _returned(request, forms, shown)
    if not returned.responses:
        first = returned.findings[:1]
        why = f": {first[0].message} {first[0].fix}" if first else "; fill in a row per learner."
        raise UsageError(f"'{request.responses}' has no row that can be graded{why}")
    return returned


def _returned(request: Request, forms: Sequence[Form], shown: Mapping[str, Sequence[ShownItem]]) -> Returned:
    path = request.responses
    if holds_hand_ins(path):
        packages = {form.form: package_digest(pack(form, shown[form.form])) for form in forms}
        returned = read_hand_ins(path, forms, packages)
        if not returned.responses and not returned.findings:  # it holds none, but perhaps work as a class's
            returned = read_folders(path, shown)
    else:
        returned = read_returned(path, forms, shown)
    return returned if request.roster is None else on_roster(returned, read_roster(request.roster), path.name)


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
    try:
        for name in sorted({item.policy for form in forms for item in form.items if item.policy}):
            policy_named(name)
    except UsageError as error:
        raise ContentError(f"the form files in '{path}' cannot be scored: {error}") from error
    return forms
