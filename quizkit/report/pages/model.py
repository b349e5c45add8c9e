"""What stands on each page, prepared: words and figures, with nothing left to be judged or read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quizkit.model.lock import Variant
from quizkit.model.question import Question

Tone = Literal["right", "partly", "wrong", "none"]


@dataclass(frozen=True)
class Told:
    """One question as its learners met it: `options` are (id, Markdown) in the order shown.

    `released`: its key and worked solution may be told. `hints`: what to look at next may be taken from them.
    `number` is the one on their form, 0 where there is no form.
    """

    question: Question
    prompt: str
    options: tuple[tuple[str, str], ...] = ()
    variant: Variant | None = None
    released: bool = False
    hints: bool = False
    number: int = 0


@dataclass(frozen=True)
class Said:
    """A sentence: Markdown of an author, or plain words that may quote a learner."""

    words: str
    quotes: bool


@dataclass(frozen=True)
class ShownAnswer:
    """An answer: texts of options or blocks (Markdown), typed words (plain), or a program.

    `line` is the one of a program, from 1, that an error came from; `left_out` characters are not shown.
    """

    kind: Literal["nothing", "options", "order", "typed", "program"]
    texts: tuple[str, ...] = ()
    line: int | None = None
    left_out: int = 0


@dataclass(frozen=True)
class ShownMistake:
    """A recognised mistake: its name, what was done (Markdown), why it is one, what the question adds."""

    name: str
    says: str
    why: str
    adds: str = ""


@dataclass(frozen=True)
class ShownCheck:
    """One check of a program. `values` are (name, value); a check that shows only its name has none."""

    name: str
    passed: bool
    points: str
    shown: bool
    case: str = ""
    says: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShownVerdict:
    """How one answer was judged, in words. `points` reads "0.5 of 1 point"; `notes` say what was changed."""

    word: str
    tone: Tone
    points: str
    notes: tuple[str, ...] = ()
    said: Said | None = None
    mistake: ShownMistake | None = None
    checks: tuple[ShownCheck, ...] = ()
    output: str = ""


@dataclass(frozen=True)
class ShownKey:
    """What is right, then the worked steps, the answer in words and a quick check (Markdown)."""

    right: ShownAnswer
    steps: tuple[str, ...] = ()
    answer: str = ""
    check: str = ""


@dataclass(frozen=True)
class LearnerQuestion:
    """A question on a learner's page: `program` is the one to be read, `next` (Markdown) what to look at."""

    name: str
    prompt: str
    program: str
    answer: ShownAnswer
    verdict: ShownVerdict
    next: tuple[str, ...] = ()
    key: ShownKey | None = None
    number: int = 0

    @property
    def heading(self) -> str:
        """What it is called on the page: by its number first, where it has one."""
        return f"Question {self.number}: {self.name}" if self.number else self.name


@dataclass(frozen=True)
class LearnerPage:
    """What one learner reads about their own answers, and nothing of anybody else's."""

    title: str
    language: str
    learner: str
    name: str
    points: str
    percent: str
    notes: tuple[str, ...]
    questions: tuple[LearnerQuestion, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bin:
    """A bar of the histogram: totals from `low` to below `high` percent (the last one: up to 100)."""

    low: int
    high: int
    count: int


@dataclass(frozen=True)
class Share:
    """`count` of `of` learners; `percent` is empty where the class is too small for one."""

    label: str  # Markdown
    count: int
    of: int
    percent: str = ""
    note: str = ""


@dataclass(frozen=True)
class QuestionFigures:
    """One question in the class; `facility` is the mean share of its points over `n` judged answers.

    That share is at most 1, and below 0 where an exam's scoring takes points off.
    """

    name: str
    prompt: str
    n: int
    facility: float | None
    outcomes: tuple[Share, ...]
    options: tuple[Share, ...] = ()
    checks: tuple[Share, ...] = ()
    alarm: str = ""
    page: str = ""


@dataclass(frozen=True)
class MistakeCount:
    """How many learners made a mistake in a question."""

    question: str
    name: str
    says: str
    count: int


@dataclass(frozen=True)
class ClassRow:
    """One learner in the table of the class: a cell per question, blank if it was not presented."""

    learner: str
    name: str
    cells: tuple[str, ...]
    points: str
    percent: str
    changed: bool
    page: str = ""


@dataclass(frozen=True)
class Change:
    """What was changed, as its learners are told (Markdown); without a `question`, on all they handed in."""

    question: str
    note: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Unjudged:
    """Whose answers to a question have no number, and why (plain words)."""

    question: str
    why: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class ClassPage:
    """The class at a glance; `first` are sentences (Markdown) to be read first, `figures` (name, value)."""

    title: str
    language: str
    what: str
    first: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    bins: tuple[Bin, ...]
    outcomes: tuple[Share, ...]
    columns: tuple[str, ...]
    questions: tuple[QuestionFigures, ...]
    mistakes: tuple[MistakeCount, ...]
    unjudged: tuple[Unjudged, ...]
    decisions: tuple[str, ...]
    changes: tuple[Change, ...]
    absent: tuple[str, ...]
    findings: tuple[str, ...]
    rows: tuple[ClassRow, ...]


@dataclass(frozen=True)
class AuthorAnswer:
    """One learner's answer, as the author sees it. `how` are (name, value): attempt, seed, level ..."""

    learner: str
    name: str
    answer: ShownAnswer
    verdict: ShownVerdict
    how: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AuthorMistake:
    """A mistake that the question knows, and who made it."""

    mistake: ShownMistake
    who: tuple[str, ...]


@dataclass(frozen=True)
class AuthorPage:
    """One question with everything: key, solution, mistakes with names, all answers with all checks."""

    title: str
    language: str
    name: str
    prompt: str
    program: str
    hints: tuple[str, ...]
    key: ShownKey
    figures: QuestionFigures
    mistakes: tuple[AuthorMistake, ...]
    answers: tuple[AuthorAnswer, ...]
