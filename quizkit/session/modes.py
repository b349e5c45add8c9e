"""The modes of a session: a table of policies, not a program each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from quizkit.errors import UnknownName


@dataclass(frozen=True)
class Policy:
    """What a mode serves and how it treats the learner.

    It serves the topic's section called `section`, if the topic has one; otherwise `draws` questions mixed
    over the difficulties, or, where `draws` is None, every live question in the order of the file. `retries`
    lets a wrong program be edited again. `shuffles` mixes options, which stand as written otherwise. `score`
    is what stands at the end: nothing, a count, or the strength of the topic. `then` names the modes offered
    when it ends.
    """

    name: str
    says: str
    section: str | None
    draws: int | None
    feedback: Literal["at-once", "at-end"]
    hints: bool
    retries: bool
    shuffles: bool
    score: Literal["none", "count", "strength"]
    insight: bool = False
    then: tuple[str, ...] = ()


MODES: Mapping[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy(
            name="practice",
            says="the topic's questions in order, with hints; not scored",
            section="practice",
            draws=None,
            feedback="at-once",
            hints=True,
            retries=True,
            shuffles=False,
            score="none",
            insight=True,
            then=("quiz", "test"),
        ),
        Policy(
            name="quiz",
            says="a short set, told at once",
            section="quiz",
            draws=3,
            feedback="at-once",
            hints=True,
            retries=True,
            shuffles=True,
            score="count",
            then=("test",),
        ),
        Policy(
            name="test",
            says="mixed easy, medium and hard, told at the end: strong or not yet",
            section=None,
            draws=10,
            feedback="at-end",
            hints=False,
            retries=False,
            shuffles=True,
            score="strength",
        ),
    )
}


def mode_named(name: str) -> Policy:
    """The policy of mode `name`; UnknownName if there is none."""
    if name not in MODES:
        raise UnknownName("mode", name, MODES, f"The modes are {', '.join(MODES)}.")
    return MODES[name]
