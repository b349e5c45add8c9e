"""Which brackets of a formula belong together, and which names have their conditions below them."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit.text.math_tree import Node, Script, Symbol

DEEPEST = 16  # pairs of brackets within each other that get a row of their own

# Names below which a condition stands as below a sum, where there is room.
LIMITS = frozenset({"lim", "max", "min", "sup", "inf", "argmax", "argmin"})
PAIRS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}


def partner(items: Sequence[Node], at: int) -> int | None:
    """Where the bracket that opens at `at` is closed; None if none opens there, or it stays open."""
    item = items[at]
    opening = item.text if isinstance(item, Symbol) else ""
    if opening not in PAIRS:
        return None
    depth = 0
    for place in range(at, len(items)):
        found = sign(items[place])
        depth += (found == opening) - (found == PAIRS[opening])
        if depth == 0:
            return place
    return None


def sign(item: Node) -> str:
    """What an item shows on the line: a script's base."""
    base = item.base if isinstance(item, Script) else item
    return base.text if isinstance(base, Symbol) else ""
