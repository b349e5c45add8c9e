"""Small pages in which every word that a learner can choose is given: for tests of what pages hold."""

from __future__ import annotations

from pydantic import TypeAdapter

from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Program, Typed
from quizkit.model.code_parts import Case, Check, CodeSolution, Wrong
from quizkit.model.finding import Finding
from quizkit.model.outcome import AuthorFault, CheckResult, Graded, LearnerFault, NotAttempted, SystemFault
from quizkit.model.question import Block, Option, Question, Solution
from quizkit.model.topic import Mistake
from quizkit.report.pages.author import Answered, author_page
from quizkit.report.pages.classroom import Links, class_page
from quizkit.report.pages.learner import learner_page
from quizkit.report.pages.model import AuthorPage, ClassPage, LearnerPage, Told
from quizkit.report.pages.parts import tell
from quizkit.report.table import ClassTable, Mark, Row, as_judged

MISTAKES = {"m": Mistake(says="Doing `m`", why="Because $m^2$.")}
KEY = "THE-KEY"


def _question(**more: object) -> Question:
    given = {"difficulty": "easy", "skills": ["s"], "prompt": "What is **this**?", "hint": ["Look."], **more}
    question: Question = TypeAdapter(Question).validate_python(given)
    return question


OPTIONS = (
    Option(id="a", text="the *first*", correct=True, feedback=f"{KEY} it is."),
    Option(id="b", text="the second", mistake="m", feedback="It is `not`."),
)
SOLVED = Solution(steps=(f"{KEY} one", f"{KEY} two"), answer=KEY, check=KEY)
CHOICE = _question(kind="choice", id="pick", options=OPTIONS, solution=SOLVED)
MULTIPLE = _question(kind="multiple", id="picks", options=OPTIONS, solution=SOLVED)
TEXT = _question(kind="text", id="word", accept=(KEY,), solution=SOLVED)
NUMERIC = _question(kind="numeric", id="sum", value=4.5, solution=SOLVED)
ORDER = _question(
    kind="order",
    id="sort",
    blocks=(Block(id="x", text="`x = 1`"), Block(id="y", text="`y = x`")),
    answer=("x", "y"),
    solution=SOLVED,
)
CODE = _question(
    kind="code",
    id="write",
    entry="f",
    starter="def f(): ...",
    cases=(Case(id="usual"),),
    checks=(Check(id="value", observe="return"), Check(id="secret", observe="return", show="name")),
    solution=CodeSolution(code=f"def f(): return '{KEY}'"),
    wrong=(Wrong(mistake="m", code="def f(): return 0", feedback="It adds."),),
)
QUESTIONS = {one.id: one for one in (CHOICE, MULTIPLE, TEXT, NUMERIC, ORDER, CODE)}
KNOWN = dict.fromkeys(QUESTIONS, MISTAKES)
SHOWN = CheckResult(
    id="value",
    passed=False,
    points=1,
    earned=0.5,
    case="usual",
    says="The shape is [1], not [2].",
    expected="tensor([1, 2])",
    actual="tensor([1])",
    difference="2 at [1]",
)
HIDDEN = SHOWN.model_copy(
    update={"id": "secret", "shown": False, "says": "HIDDEN", "expected": "HIDDEN", "actual": "HIDDEN"}
)
PASSED = CheckResult(id="value", passed=True, points=1, earned=1)


def told(*, released: bool = False, hints: bool = False) -> dict[str, Told]:
    """Every question as a class meets it."""
    return {name: tell(one, None, released=released, hints=hints) for name, one in QUESTIONS.items()}


def answers(words: str) -> dict[str, Answer | None]:
    """An answer to each question, with `words` wherever words are free."""
    return {
        "pick": Chosen(option="b"),
        "picks": ChosenSet(options=frozenset({"a", "b"})),
        "word": Typed(text=words),
        "sum": Typed(text=words),
        "sort": Ordered(blocks=("y", "x")),
        "write": Program(code=words),
    }


def marks(words: str) -> dict[str, Mark]:
    """A mark on each question, quoting `words` wherever a verdict can quote a learner."""
    quoting = SHOWN.model_copy(update={"says": words, "actual": words, "expected": words})
    return {
        "pick": as_judged(Graded(score=0, mistake="m", reason="It is `not`."), 1.0),
        "picks": as_judged(Graded(score=0.5, reason="1 wrong option was picked."), 2.0),
        "word": as_judged(Graded(score=0, reason=f"No: {words}"), 1.0),
        "sum": as_judged(LearnerFault(fault="unreadable", reason=f"No: {words}"), 1.0),
        "sort": as_judged(NotAttempted(reason="Nothing was answered."), 1.0),
        "write": as_judged(
            LearnerFault(
                fault="raised", reason=f"It raised {words}", line=1, checks=(quoting, HIDDEN), output=words
            ),
            4.0,
        ),
    }


def finding(words: str, code: str = "odd-file") -> Finding:
    """A note that quotes `words`."""
    return Finding(code=code, file=f"/home/x/{words}", line=1, message=f"Odd: {words}", fix="Rename it.")


def row(words: str, **more: Mark) -> Row:
    """A learner who is called `words`."""
    return Row(
        learner=words,
        marks={**marks(words), **more},
        name=words,
        attempt=1,
        attempts=2,
        notes=("Late.",),
        findings=(finding(words),),
    )


def learner(words: str, *, released: bool = False, hints: bool = False) -> LearnerPage:
    """A learner's page."""
    return learner_page("Title", row(words), told(released=released, hints=hints), answers(words), KNOWN)


def classroom(words: str, size: int = 3) -> ClassPage:
    """The page of a class of `size` learners, one of whom no program of could be judged."""
    lost = as_judged(SystemFault(reason=f"lost {words}"), 4.0)
    rows = (row(f"{words}0", write=lost), *(row(f"{words}{number}") for number in range(1, size)))
    table = ClassTable(
        what="c/t",
        title="Title",
        questions=tuple(QUESTIONS),
        rows=rows,
        mistakes=KNOWN,
        findings=(finding(words, "missing-learner"), finding(words)),
        decisions=(f"Override: {words}, pick.",),
    )
    links = Links(
        {one.learner: f"f/{place}.html" for place, one in enumerate(rows)}, {"pick": "author/pick.html"}
    )
    return class_page(table, told(), {"pick": {"a": 1, "b": size - 1}}, links)


def author(words: str) -> AuthorPage:
    """The author's view of the code question."""
    given = [
        Answered(words, marks(words)["write"], Program(code=words), words, 1, 2, "17", "L4", "torch", "0.1"),
        Answered("other", as_judged(AuthorFault(reason=f"broken {words}"), 1.0), None),
        Answered("third", as_judged(Graded(score=1, checks=(PASSED,)), 1.0), Program(code="x")),
        Answered("fourth", as_judged(Graded(score=0.5, mistake="m", checks=(SHOWN, HIDDEN)), 1.0), None),
    ]
    return author_page("Title", "write", told()["write"], given, MISTAKES)
