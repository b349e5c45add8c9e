"""What a layout makes out of a tree: whose files are whose, and which attempt they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quizkit.formats.trees import Parts
from quizkit.model.finding import Finding


@dataclass(frozen=True)
class Lot:
    """The files of one attempt: all that `folders` hold, and single ones under the name that counts.

    With a `reason` none of them can be read; with a `fault` the system kept them from being told apart.
    """

    folders: tuple[Parts, ...] = ()
    files: tuple[tuple[str, Parts], ...] = ()
    late: bool = False
    reason: str = ""
    fault: OSError | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Owner:
    """One learner as the layout tells them apart; `learner` may still be unprintable, or another's too."""

    learner: str
    lots: tuple[Lot, ...]
    name: str = ""
    aliases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sorted:
    """A tree that a layout has sorted. `findings` are about what is nobody's."""

    layout: str
    owners: Sequence[Owner]
    findings: Sequence[Finding] = field(default=())
