"""What `step` asks for: data that a terminal, a page or a test carries out.

The effects of one step are carried out in order. Each list ends with exactly one effect that leads to the
next input (`Awaits`), or, when the session is over, with `ShowSummary` or `Leave`.
"""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.model.answer import Answer
from quizkit.model.event import What
from quizkit.session.state import Item, Standing


@dataclass(frozen=True)
class Save:
    """Append `what` to the log, before anything that follows."""

    what: What


@dataclass(frozen=True)
class ShowQuestion:
    """Show a question: the one at `number` of `total`, counted from 1."""

    item: Item
    number: int
    total: int


@dataclass(frozen=True)
class ShowHint:
    """Show hint number `rung`, counted from 0."""

    question: str
    rung: int


@dataclass(frozen=True)
class ShowFeedback:
    """Say how the latest answer was judged; with `closing`, also the right answer and its reason."""

    standing: Standing
    closing: bool


@dataclass(frozen=True)
class Refuse:
    """Say why a wish is not met; the question stands as it stood."""

    reason: str


@dataclass(frozen=True)
class ShowSummary:
    """The session is over: show what it amounts to."""

    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class Leave:
    """The learner left in the middle: say how to go on later."""


@dataclass(frozen=True)
class AskAnswer:
    """Wait for Give, Hint, Repeat, Skip, Quit, or for Verdict where the question cannot be judged here.

    `draft` is the learner's last program, to be edited again.
    """

    item: Item
    draft: str | None = None


@dataclass(frozen=True)
class AskConfidence:
    """Wait for Sure or Quit."""

    item: Item


@dataclass(frozen=True)
class Judge:
    """Judge `answer`, the attempt of that number counted from 0, then give Verdict."""

    item: Item
    answer: Answer
    attempt: int


@dataclass(frozen=True)
class AskRetry:
    """A program was wrong: wait for Again, Hint, Reveal, Skip, Repeat or Quit."""

    item: Item


@dataclass(frozen=True)
class AskNext:
    """Wait for Next or Quit; `last` when no question follows."""

    last: bool


Awaits = AskAnswer | AskConfidence | Judge | AskRetry | AskNext
Effect = Save | ShowQuestion | ShowHint | ShowFeedback | Refuse | ShowSummary | Leave | Awaits
