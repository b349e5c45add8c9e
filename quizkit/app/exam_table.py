"""The class table of an exam: verdicts into marks by the scoring policies of its forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from quizkit.exam.shown import ShownItem
from quizkit.grading.scoring import CONFIDENCE, policy_named, share
from quizkit.model.answer import Answer
from quizkit.model.exam import ExamList, Form, Response
from quizkit.model.outcome import Outcome
from quizkit.report.journal import Key
from quizkit.report.table import ClassTable, Mark, Row, as_judged

Items = Mapping[str, Mapping[str, ShownItem]]  # by the form's letter, by the question's address


def exam_table(
    listed: ExamList,
    items: Items,
    outcomes: Mapping[Key, Outcome],
    answer_of: Callable[[Key], Answer | None],
) -> ClassTable:
    """The table of everybody who sat a form, with a column for each question that somebody met.

    `answer_of` is asked where a policy looks at answers.
    """
    sat = {response.form for response in listed.responses}
    topics = {shown.loaded.address: shown.loaded.topic for form in items.values() for shown in form.values()}

    def marks(response: Response) -> dict[str, Mark]:
        return {
            address: _mark(shown, response, outcomes, answer_of)
            for address, shown in items[response.form].items()
        }

    return ClassTable(
        what=listed.forms[0].exam,
        title=listed.forms[0].title,
        questions=tuple(
            dict.fromkeys(item.question for form in listed.forms if form.form in sat for item in form.items)
        ),
        rows=tuple(
            Row(one.learner, marks(one), name=one.name, aliases=frozenset(one.aliases), form=one.form)
            for one in listed.responses
        ),
        mistakes={name: one for topic in topics.values() for name, one in topic.mistakes.items()},
        findings=listed.findings,
        decisions=tuple(_told(listed.forms[0])),
    )


def _mark(
    shown: ShownItem,
    response: Response,
    outcomes: Mapping[Key, Outcome],
    answer_of: Callable[[Key], Answer | None],
) -> Mark:
    key = (response.learner, 1, shown.item.question)
    outcome, name = outcomes.get(key), shown.item.policy
    if outcome is None or name is None:
        return as_judged(outcome, shown.item.points)
    sure = response.certainty.get(shown.item.question, 1)
    scored = share(policy_named(name), shown.question, answer_of(key), outcome, sure)
    return as_judged(outcome, shown.item.points, scored)


def _told(form: Form) -> Iterator[str]:
    """The scoring in force, which is the same on every form, as sentences for the instructor."""
    used = Counter(item.policy for item in form.items if item.policy is not None)
    for name, count in used.items():
        yield f"Scored by {name}: {count} {'question' if count == 1 else 'questions'} of each form."
    if any(policy_named(name).lowest < 0 for name in used):
        yield "Wrong answers can take points off; a total below 0 counts as 0."
    if CONFIDENCE in used:
        yield "Where nobody wrote how sure they were, 1 (not sure) was taken."
