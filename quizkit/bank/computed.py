"""What comes back from a bank's own programs, as texts of options and as numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from quizkit.model.value import Value
from quizkit.text import fence, inline_code

LONGEST_OPTION = 2000


@dataclass(frozen=True)
class Computed:
    """The text of an option, and the mistake that it comes from; None for the key."""

    text: str
    mistake: str | None

    @property
    def named(self) -> str:
        """What to call it in a finding."""
        return f"the mistake '{self.mistake}'" if self.mistake else "the right program"


def cannot_use(value: Value) -> str | None:
    """Why `value` can be no option, or None if it can."""
    if isinstance(value, str) and not value.strip():
        return "The program printed nothing"
    if isinstance(value, str) and len(value) > LONGEST_OPTION:
        return f"The program printed more than {LONGEST_OPTION} characters"
    if not (value is None or isinstance(value, bool | int | float | str)):
        return "The value is no number or text"
    return None


def option_text(value: Value) -> str:
    """The Markdown that shows `value`: a code span, or a fenced block for several lines."""
    shown = value.rstrip() if isinstance(value, str) else repr(value)
    return fence(shown) if "\n" in shown else inline_code(shown)


def number_of(value: Value) -> int | float | None:
    """`value` if it is a finite number, else None; a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None
