"""Which questions a class is graded on, and what each learner's folder means for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit.app.batch import Task, Unreadable
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.bank.runners import load_runner
from quizkit.bank.version import grade_version
from quizkit.formats.answers import Asked
from quizkit.formats.opening import Refusal
from quizkit.formats.submissions import Submission
from quizkit.model.finding import Finding
from quizkit.model.lock import Variant
from quizkit.model.question import Choice, CodeQuestion, Multiple, Predict, Question
from quizkit.report.feedback import Told
from quizkit.report.key import right_answer, solution


def counted(loaded: LoadedTopic, named: Sequence[str]) -> list[Question]:
    """The questions that count: those `named`, else the topic's section `assignment`, if it has one.

    Without either, the practice section and every live code question; a topic without practice counts all its
    live questions. What learners chose to hand in never changes what counts. Raises UnknownName.
    """
    chosen = named or loaded.topic.sections.get("assignment", ())
    if chosen:
        return [loaded.question(name) for name in dict.fromkeys(chosen)]
    live = [question for question in loaded.topic.questions if question.status == "live"]
    practice = [loaded.question(name) for name in loaded.topic.sections.get("practice", ())]
    if not practice:
        return live
    return practice + [one for one in live if isinstance(one, CodeQuestion) and one not in practice]


def asked(loaded: LoadedTopic, question: Question) -> Asked:
    """The question as the class met it: in its first variant."""
    shown = present(question, _variant(loaded, question), None)
    return Asked(question, tuple(name for name, _ in shown.options))


def tasks_of(
    loaded: LoadedTopic, questions: Sequence[Question], submissions: Sequence[Submission]
) -> list[list[Task]]:
    """For every learner a task for each question."""
    runs = loaded.topic.runner and any(isinstance(question, CodeQuestion) for question in questions)
    runner = load_runner(loaded.topic.runner) if runs and loaded.topic.runner else None
    versions = {one.id: grade_version(one, runner, _variant(loaded, one)) for one in questions}
    tasks = []
    for submission in submissions:
        answers = {
            name: Unreadable(answer.reason) if isinstance(answer, Refusal) else answer
            for name, answer in submission.answers.items()
        }
        tasks.append(
            [
                Task(submission.learner, one.id, loaded, one, answers.get(one.id), versions[one.id])
                for one in questions
            ]
        )
    return tasks


def told(loaded: LoadedTopic, question: Question, *, release: bool) -> Told:
    """What feedback says about the question itself; key and solution only if they are released."""
    variant = _variant(loaded, question)
    key: tuple[str, ...] = ()
    if release:
        key = ("Right answer: " + right_answer(question, variant, str), "", *_released(question))
    picks = isinstance(question, Choice | Multiple | Predict)
    return Told(present(question, variant, None).prompt, quotes=not picks, key=key)


def _released(question: Question) -> list[str]:
    paragraphs = [line for step in solution(question) for line in (step, "")]
    if isinstance(question, CodeQuestion):
        paragraphs += ["```python", question.solution.code.rstrip(), "```", ""]
    return paragraphs


def contested(loaded: LoadedTopic, questions: Sequence[Question]) -> list[Finding]:
    """A note for each question that counts although its key can be disputed."""
    return [
        Finding(
            code="contested",
            file=loaded.path.name,
            line=loaded.lines.at(("questions", loaded.topic.questions.index(question))),
            message=f"Its key can be disputed: {question.contested.strip()}",
            fix="Leave it out with --questions if it is not to count.",
            question=question.id,
            severity="note",
        )
        for question in questions
        if question.contested
    ]


def _variant(loaded: LoadedTopic, question: Question) -> Variant | None:
    variants = loaded.variants(question.id)
    return variants[0] if variants else None
