"""A topic as loaded from its file, with its lines and its lock; or the findings that keep it from use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from quizkit.bank import index
from quizkit.bank.locking import is_computed, lock_path, read_lock, source_hash
from quizkit.errors import ContentError, UnknownName
from quizkit.model.base import ID_PATTERN
from quizkit.model.finding import Finding
from quizkit.model.lock import Lock, Variant
from quizkit.model.question import Question
from quizkit.model.topic import Topic
from quizkit.source import LineMap


@dataclass(frozen=True)
class LoadedTopic:
    """A topic that can be used. `notes` are findings that do not keep it from use, such as a broken lock."""

    address: str
    path: Path
    topic: Topic
    lines: LineMap
    lock: Lock | None
    notes: tuple[Finding, ...] = ()

    def question(self, question_id: str) -> Question:
        """The question of that id. Raises UnknownName, which suggests the nearest."""
        for question in self.topic.questions:
            if question.id == question_id:
                return question
        known = [question.id for question in self.topic.questions]
        remedy = f"'quizkit bank show {self.address}' lists its questions."
        raise UnknownName("question", question_id, known, remedy, within=self.address)

    def variants(self, question_id: str) -> tuple[Variant, ...]:
        """The question's built variants; empty if nothing of it is computed, or nothing is built yet."""
        locked = self.lock.questions.get(question_id) if self.lock else None
        return locked.variants if locked else ()

    def unbuilt(self, question: Question) -> Finding | None:
        """Why the lock does not hold what `question` computes; None if it does, or nothing is computed."""
        if not is_computed(question):
            return None
        locked = self.lock.questions.get(question.id) if self.lock else None
        if locked and locked.variants and locked.source == source_hash(question, self.topic.runner):
            return None
        stale = locked is not None and bool(locked.variants)
        return Finding(
            code="stale-lock" if stale else "missing-lock",
            file=str(self.path),
            line=self.lines.at(("questions", self.topic.questions.index(question))),
            message="It was changed after its key was computed." if stale else "Its key is not computed yet.",
            fix=f"Run 'quizkit bank build {self.path}'.",
            question=question.id,
        )

    def require_built(self, questions: Iterable[Question]) -> None:
        """Raise ContentError if one of `questions` is unbuilt: no learner must be blamed for that."""
        findings = [finding for question in questions if (finding := self.unbuilt(question))]
        if findings:
            raise ContentError(f"'{self.path}' has questions whose key is not computed.", findings)


@dataclass(frozen=True)
class BrokenTopic:
    """A topic file that cannot be used, with every reason."""

    address: str
    path: Path
    findings: tuple[Finding, ...]


def address_of(path: Path) -> str:
    """The address that the file at `path` has: its folder's name made an id, and its own name."""
    return f"{collection_of(path.absolute().parent)}/{path.stem}"


def collection_of(folder: Path) -> str:
    """The name of the collection in `folder`."""
    words = re.findall(r"[a-z0-9]+", folder.name.lower())
    return "-".join(words)[:64].strip("-") or "local"


def load_topic(path: Path, address: str | None = None) -> LoadedTopic | BrokenTopic:
    """Load one topic file and the lock beside it. Never raises for what they hold."""
    address = address or address_of(path)
    loaded = index.load(path, Topic)
    if loaded.value is None:
        return BrokenTopic(address, path, tuple(loaded.findings))
    misnamed = _misnamed(path, loaded.value, loaded.lines)
    if misnamed is not None:
        return BrokenTopic(address, path, (*loaded.findings, misnamed))
    lock, complaint = read_lock(lock_path(path))
    notes = (*loaded.findings, complaint) if complaint else tuple(loaded.findings)
    return LoadedTopic(address, path, loaded.value, loaded.lines, lock, notes)


def _misnamed(path: Path, topic: Topic, lines: LineMap) -> Finding | None:
    if topic.id == path.stem:
        return None
    named = re.fullmatch(ID_PATTERN, path.stem) is not None
    return Finding(
        code="id-is-not-file-name",
        file=str(path),
        line=lines.at(("id",)),
        message=f"The topic calls itself '{topic.id}', but its file is '{path.name}'.",
        fix=f"Write 'id: {path.stem}'." if named else f"Rename the file to '{topic.id}.yaml'.",
    )


def usable(found: LoadedTopic | BrokenTopic) -> LoadedTopic:
    """`found` itself. Raises ContentError with its findings if it is broken."""
    if isinstance(found, LoadedTopic):
        return found
    count = sum(finding.severity == "error" for finding in found.findings)
    what = "1 thing has" if count == 1 else f"{count} things have"
    raise ContentError(f"'{found.path}' cannot be used: {what} to be mended first.", found.findings)
