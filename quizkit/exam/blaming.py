"""Out of rules that cannot be kept together, some that cannot, though any fewer of them can (QuickXplain)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from quizkit.exam.problem import Rule

State = Literal["found", "impossible", "open"]
Oracle = Callable[[frozenset[Rule]], State]


def irreducible(rules: Sequence[Rule], oracle: Oracle) -> tuple[tuple[Rule, ...], bool]:
    """Rules that contradict each other, and whether it is proved that any one less can be kept.

    `rules` together are impossible. Where the oracle leaves a question open, nothing is claimed of it: the
    rules are more than needed, perhaps, but always impossible together.
    """
    asked: dict[frozenset[Rule], State] = {}

    def state(some: frozenset[Rule]) -> State:
        if some not in asked:
            asked[some] = oracle(some)
        return asked[some]

    def explained(base: frozenset[Rule], fresh: bool, among: Sequence[Rule]) -> list[Rule]:
        """What of `among` is needed beside `base`; `fresh` says that `base` was not yet asked about."""
        if fresh and state(base) == "impossible":
            return []
        if len(among) == 1:
            return list(among)
        half = len(among) // 2
        second = explained(base | set(among[:half]), True, among[half:])
        first = explained(base | set(second), bool(second), among[:half])
        return first + second

    found = tuple(sorted(explained(frozenset(), False, rules), key=list(rules).index)) if rules else ()
    if state(frozenset(found)) != "impossible":
        return tuple(rules), False
    return found, all(state(frozenset(found) - {rule}) == "found" for rule in found)
