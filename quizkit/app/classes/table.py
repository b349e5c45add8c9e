"""From a class list and its verdicts to the class table: which attempt counts, and what was decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from quizkit.app.classes.folder import Decisions, timeless, unfitting
from quizkit.app.classes.tasks import contested
from quizkit.bank.loaded import LoadedTopic
from quizkit.formats.handings import Handing
from quizkit.model.class_list import AttemptMade, ClassList, Learner
from quizkit.model.finding import Finding
from quizkit.model.outcome import Outcome
from quizkit.model.policy import Accept, Amendment, ClassPolicy
from quizkit.report.journal import Key
from quizkit.report.marks import Judged, Rules, counted, judged_numbers, standing
from quizkit.report.table import ClassTable, Row, number

Notes = Mapping[tuple[str, int], tuple[Finding, ...]]  # by learner and attempt


def enrolled(handings: Sequence[Handing], findings: Notes) -> list[Learner]:
    """The learners with what is to be said about each attempt that was read."""
    return [
        Learner(
            learner=one.learner,
            name=one.name,
            aliases=tuple(sorted(one.aliases)),
            attempts=tuple(
                AttemptMade(
                    number=attempt.number,
                    submitted=attempt.submitted,
                    marked_late=attempt.marked_late,
                    findings=findings.get((one.learner, attempt.number), ()),
                )
                for attempt in one.attempts
            ),
        )
        for one in handings
    ]


def judged_attempts(policy: ClassPolicy, learner: str, numbers: Sequence[int]) -> list[tuple[str, int]]:
    """The attempts of a learner whose verdicts are needed; attempt 0 of one who handed in nothing."""
    return [(learner, one) for one in judged_numbers(policy, numbers) or (0,)]


def table_of(
    loaded: LoadedTopic,
    listed: ClassList,
    decided: Decisions,
    outcomes: Mapping[Key, Outcome],
    held: Collection[Key],
) -> ClassTable:
    """The table of a class: marks, totals, every decision told; of answers `held` earlier verdicts stand."""
    questions = [loaded.question(name) for name in listed.questions]
    rows = [_row(one, listed.questions, decided.rules, outcomes, held) for one in listed.learners]
    known = [one.learner for one in listed.learners]
    unfit = unfitting(decided, known, listed.questions)
    notes = (*contested(loaded, questions), *unfit, *timeless(decided, listed))
    return ClassTable(
        what=loaded.address,
        title=loaded.topic.title,
        questions=listed.questions,
        rows=tuple(rows),
        mistakes=dict.fromkeys(listed.questions, loaded.topic.mistakes),
        findings=(*notes, *listed.findings),
        decisions=tuple(told(decided.rules)),
        layout=listed.layout,
    )


def _row(
    learner: Learner,
    questions: Sequence[str],
    rules: Rules,
    outcomes: Mapping[Key, Outcome],
    held: Collection[Key],
) -> Row:
    made = {attempt.number: attempt for attempt in learner.attempts}
    attempts = [
        Judged(
            which,
            {question: outcomes.get((learner.learner, which, question)) for question in questions},
            made[which].submitted if which in made else None,
        )
        for _, which in judged_attempts(rules.policy, learner.learner, list(made))
    ]
    best = counted(rules, learner.learner, attempts)
    return Row(
        learner=learner.learner,
        marks={
            name: standing(mark) if (learner.learner, best.number, name) in held else mark
            for name, mark in best.marks.items()
        },
        name=learner.name,
        aliases=frozenset(learner.aliases),
        attempt=best.number,
        attempts=len(made),
        notes=best.notes,
        findings=made[best.number].findings if best.number in made else (),
        pending=best.pending,
    )


def told(rules: Rules) -> list[str]:
    """Every decision in force as a sentence for the instructor."""
    policy = rules.policy
    lines = [f"Question {name} is worth {number(worth)} points." for name, worth in policy.points.items()]
    if policy.attempts != "last":
        lines.append(f"Of several attempts the {policy.attempts} one counts.")
    if policy.late is not None:
        late = policy.late
        grace = f" and {late.grace_minutes} minutes of grace" if late.grace_minutes else ""
        lines.append(
            f"Handed in after {late.deadline.isoformat()}{grace}: {number(100 * late.per_day)} % off for "
            f"each day begun, not below {number(100 * late.lowest)} %."
        )
    lines += [f"{who} has {number(factor)} times the time." for who, factor in policy.time_factors.items()]
    lines += [
        f"Override: {one.learner}, {one.question}: {number(one.score)}, since {one.reason}"
        for one in rules.overrides
    ]
    for regrade in rules.regrades:
        lower = ", also where that lowers a mark" if regrade.allow_lower else ""
        lines += [
            f"{regrade.at}: {_said(change)} on {change.question}{lower}, since {change.reason}"
            for change in regrade.changes
        ]
    return lines


def _said(change: Amendment) -> str:
    """A change in a word, with what is accepted."""
    if not isinstance(change, Accept):
        return change.change
    answer = " ".join(change.answer) if isinstance(change.answer, tuple) else change.answer
    return f"{change.change} '{answer}'" + (f" of form {change.form}" if change.form else "")
