"""What proving a question found: a status, its reason, and a located finding for each refuted claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from quizkit.bank.loaded import LoadedTopic
from quizkit.model.finding import Finding
from quizkit.model.question import Question

Status = Literal["proven", "argued", "contested", "unproven", "refuted"]
STATUSES: tuple[Status, ...] = ("proven", "argued", "contested", "unproven", "refuted")
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Refuted:
    """A claim that did not hold; `path` leads to it inside the question."""

    path: Path
    message: str
    fix: str
    code: str = "refuted-claim"


@dataclass(frozen=True)
class Shown:
    """What running a question's claims showed, and every claim that did not hold.

    `separation` is the smallest distance of a mistake from the key in tolerances, None if not measured.
    """

    says: str
    refuted: tuple[Refuted, ...] = ()
    separation: float | None = None


@dataclass(frozen=True)
class Proof:
    """The status of one question's key, why it has it, and what to mend."""

    question: str
    kind: str
    status: Status
    says: str
    findings: tuple[Finding, ...] = ()
    separation: float | None = None


def concluded(loaded: LoadedTopic, question: Question, shown: Shown | None) -> Proof:
    """The proof that follows from what was shown; `shown` is None if nothing of the question could be run."""
    index = next(at for at, each in enumerate(loaded.topic.questions) if each.id == question.id)
    findings = tuple(_located(loaded, index, question.id, shown.refuted if shown else ()))
    separation = shown.separation if shown else None
    if findings:
        count = len(findings)
        says = "1 claim does not hold" if count == 1 else f"{count} claims do not hold"
        return Proof(question.id, question.kind, "refuted", says, findings, separation)
    if question.contested:
        return Proof(question.id, question.kind, "contested", question.contested, (), separation)
    if shown:
        return Proof(question.id, question.kind, "proven", shown.says, (), separation)
    if question.argued:
        return Proof(question.id, question.kind, "argued", question.argued)
    missing = Refuted((), "Nothing shows that the key is right.", _UNPROVEN, "unproven-key")
    return Proof(
        question.id,
        question.kind,
        "unproven",
        missing.message,
        tuple(_located(loaded, index, question.id, [missing])),
    )


_UNPROVEN = "Add 'evidence' that can be run, or say in 'argued' why it cannot."


def _located(loaded: LoadedTopic, index: int, question: str, refuted: Iterable[Refuted]) -> Iterable[Finding]:
    for claim in refuted:
        yield Finding(
            code=claim.code,
            file=str(loaded.path),
            line=loaded.lines.at(("questions", index, *claim.path)),
            message=claim.message,
            fix=claim.fix,
            question=question,
        )
