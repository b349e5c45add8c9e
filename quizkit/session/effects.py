"""What `step` asks for: data that a terminal, a page or a test carries out.

The effects of one step are carried out in order. Each list ends with exactly one effect that leads to the
next input (`Awaits`), or, when the session is over, with `ShowSummary` or `Leave`.
"""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.model.answer import Answer
from quizkit.model.event import What
from quizkit.session.order import Place
from quizkit.session.state import Item, Standing, State


@dataclass(frozen=True)
class Save:
    """Append `what` to the log, before anything that follows."""

    what: What


@dataclass(frozen=True)
class ShowInsight:
    """Say what the topic comes down to, before the first question."""


@dataclass(frozen=True)
class ShowQuestion:
    """Show a question, which comes at `place`.

    The first `steps` steps of its solution are shown with it; `worked`: all of it follows, as an example.
    """

    item: Item
    place: Place
    steps: int = 0
    worked: bool = False


@dataclass(frozen=True)
class ShowHint:
    """Show hint number `rung`, counted from 0."""

    item: Item
    rung: int


@dataclass(frozen=True)
class ShowFeedback:
    """Say how the latest answer was judged; with `closing`, also the right answer and its reason.

    `returns`: the question comes back later in this session.
    """

    standing: Standing
    closing: bool
    returns: bool = False


@dataclass(frozen=True)
class ShowNoted:
    """Say that an answer, or with `flag` a mark set or taken away, was noted; nothing about its worth."""

    standing: Standing
    flag: bool = False


@dataclass(frozen=True)
class ShowOverview:
    """Show where the questions of `state` stand, with no sign of right or wrong that is not due yet."""

    state: State


@dataclass(frozen=True)
class Refuse:
    """Say why a wish is not met; the question stands as it stood."""

    reason: str


@dataclass(frozen=True)
class ShowSummary:
    """The session is over: show what it amounts to. Of an exam, only that it was handed in."""

    state: State


@dataclass(frozen=True)
class Leave:
    """The learner left in the middle: say how to go on later."""


@dataclass(frozen=True)
class AskAnswer:
    """Wait for Give, Hint, Repeat, Reveal, Skip, Flag, Overview, Quit, or for Verdict where the question
    cannot be judged here.

    In an exam wait for Give, Repeat, Next, Skip, Flag, Overview, GoTo, HandIn, TimeUp or Quit. `draft` is the
    learner's last program, to be edited again.
    """

    item: Item
    draft: str | None = None


@dataclass(frozen=True)
class AskConfidence:
    """Wait for Sure, Repeat, Flag, Overview or Quit."""

    item: Item


@dataclass(frozen=True)
class Judge:
    """Judge `answer`, the attempt of that number counted from 0, then give Verdict."""

    item: Item
    answer: Answer
    attempt: int


@dataclass(frozen=True)
class AskRetry:
    """A program was wrong: wait for Again, Hint, Reveal, Skip, Repeat, Flag, Overview or Quit."""

    item: Item


@dataclass(frozen=True)
class AskNext:
    """Wait for Next, Repeat, Flag, Overview or Quit; `last` when no question follows."""

    last: bool


@dataclass(frozen=True)
class AskHandIn:
    """Wait for HandIn, Again, GoTo, TimeUp or Quit: so many questions are unanswered, so many flagged."""

    unanswered: int
    flagged: int


Awaits = AskAnswer | AskConfidence | Judge | AskRetry | AskNext | AskHandIn
Effect = (
    Save
    | ShowInsight
    | ShowQuestion
    | ShowHint
    | ShowFeedback
    | ShowNoted
    | ShowOverview
    | Refuse
    | ShowSummary
    | Leave
    | Awaits
)
