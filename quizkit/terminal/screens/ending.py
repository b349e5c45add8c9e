"""How a session on the screen ended."""

from __future__ import annotations

from dataclasses import dataclass

from quizkit.errors import StoreError
from quizkit.session.modes import Policy


@dataclass(frozen=True)
class Ending:
    """How a session ended: finished, or left `at` a question; and the mode that the learner goes on to.

    `lost` says why the last input was not saved, where the learner left without it.
    """

    finished: bool
    at: str = ""
    then: Policy | None = None
    lost: StoreError | None = None
