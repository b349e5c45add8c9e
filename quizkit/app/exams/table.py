"""The class table of an exam: verdicts into marks by the scoring policies of its forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from quizkit.app.classes.folder import Decisions, unfitting
from quizkit.app.classes.table import told
from quizkit.app.exams.tasks import Items, address_of
from quizkit.errors import UsageError
from quizkit.exam.shown import ShownItem
from quizkit.grading.scoring import CONFIDENCE, policy_named, share
from quizkit.model.exam import ExamList, Form, Response
from quizkit.model.outcome import Outcome, score_of
from quizkit.report.journal import Journal, Key
from quizkit.report.marks import Rules, decided, standing
from quizkit.report.table import ClassTable, Mark, Row, as_judged


def exam_table(
    listed: ExamList,
    items: Items,
    made: Decisions,
    journal: Journal,
    outcomes: Mapping[Key, Outcome],
) -> ClassTable:
    """The table of everybody who sat a form, with a column for each question that somebody met.

    `outcomes` are those of the `journal` that stand; answers are read from it where a policy looks at them.
    """
    sat = {response.form for response in listed.responses}
    questions = tuple(
        dict.fromkeys(item.question for form in listed.forms if form.form in sat for item in form.items)
    )
    rules = _addressed(made.rules, questions)
    unfit = unfitting(replace(made, rules=rules), [one.learner for one in listed.responses], questions)

    held = journal.held()

    def marks(response: Response) -> dict[str, Mark]:
        judged = {
            address: _mark(
                shown,
                response,
                journal,
                outcomes.get((response.learner, 1, address)),
                rules.policy.points.get(address, shown.item.points),
            )
            for address, shown in items[response.form].items()
        }
        return {
            address: standing(mark) if (response.learner, 1, address) in held else mark
            for address, mark in decided(rules, response.learner, judged).items()
        }

    return ClassTable(
        what=listed.forms[0].exam,
        title=listed.forms[0].title,
        questions=questions,
        rows=tuple(
            Row(one.learner, marks(one), name=one.name, aliases=frozenset(one.aliases), form=one.form)
            for one in listed.responses
        ),
        mistakes={
            address: shown.loaded.topic.mistakes for form in items.values() for address, shown in form.items()
        },
        findings=(*unfit, *listed.findings),
        decisions=(*_told(listed.forms[0]), *told(rules)),
    )


def _addressed(rules: Rules, questions: tuple[str, ...]) -> Rules:
    """The rules with the full addresses of the questions that overrides and points name by their ids."""

    def named(name: str) -> str:
        try:
            return address_of(name, questions)
        except UsageError:  # a finding tells of it
            return name

    points = {named(name): worth for name, worth in rules.policy.points.items()}
    overrides = (one.model_copy(update={"question": named(one.question)}) for one in rules.overrides)
    policy = rules.policy.model_copy(update={"points": points})
    return replace(rules, policy=policy, overrides=tuple(overrides))


def _mark(
    shown: ShownItem, response: Response, journal: Journal, outcome: Outcome | None, points: float
) -> Mark:
    if outcome is None or shown.item.policy is None:
        return as_judged(outcome, points)
    return as_judged(outcome, points, worth(shown, response, journal, outcome))


def worth(shown: ShownItem, response: Response, journal: Journal, outcome: Outcome) -> float | None:
    """What share of the points the verdict on a learner's answer brings; None without a number.

    That is what the form's policy makes of it, unless an earlier verdict, which was worth more, stands.
    """
    key, name = (response.learner, 1, shown.item.question), shown.item.policy
    kept = journal.kept.get(key)
    if kept is not None and kept.share is not None:
        return kept.share
    if name is None:
        return score_of(outcome)
    policy = policy_named(name)
    answer = journal.read(key).answer if kept is not None and policy.reads(shown.question) else None
    sure = response.certainty.get(shown.item.question, 1)
    return share(policy, shown.question, answer, outcome, sure)


def _told(form: Form) -> Iterator[str]:
    """The scoring in force, which is the same on every form, as sentences for the instructor."""
    used = Counter(item.policy for item in form.items if item.policy is not None)
    for name, count in used.items():
        yield f"Scored by {name}: {count} {'question' if count == 1 else 'questions'} of each form."
    if any(policy_named(name).lowest < 0 for name in used):
        yield "Wrong answers can take points off; a total below 0 counts as 0."
    if CONFIDENCE in used:
        yield "Where nobody wrote how sure they were, 1 (not sure) was taken."
