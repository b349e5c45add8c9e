"""The lock file beside a bank: where it is, reading it, writing it, and when it is stale."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import ValidationError

from quizkit.bank.canonical import digest
from quizkit.model.finding import Finding
from quizkit.model.lock import Lock
from quizkit.model.question import Numeric, Predict, Question
from quizkit.source import read_text

REBUILD = "Run 'quizkit bank build' on this topic."


def lock_path(bank: Path) -> Path:
    """Where the lock of the topic file `bank` lies."""
    return bank.with_name(f"{bank.stem}.lock.json")


def is_computed(question: Question) -> bool:
    """Whether parts of `question` are computed by running, and so stand in the lock."""
    if isinstance(question, Numeric):
        programs = [question.code, *(wrong.code for wrong in question.wrong)]
        return bool(question.params) or any(program is not None for program in programs)
    return isinstance(question, Predict)


def source_hash(question: Question, runner: str | None) -> str:
    """SHA-256 of everything in the bank that the variants of a computed `question` follow from."""
    if not isinstance(question, Numeric | Predict):
        raise TypeError(f"nothing of a {question.kind} question is computed")
    parts = question.model_dump(
        mode="json", include={"id", "kind", "params", "code", "observe", "value", "tolerance"}
    )
    wrong = [w.model_dump(mode="json", exclude={"feedback"}) for w in question.wrong]
    return digest({**parts, "wrong": wrong, "runner": runner})


def read_lock(path: Path) -> tuple[Lock | None, Finding | None]:
    """The lock at `path`, None if there is no file; a finding if there is one that cannot be used."""
    if not path.exists():
        return None, None
    text, findings = read_text(path)
    if text is None:
        return None, findings[0].model_copy(update={"severity": "note"})
    try:
        return Lock.model_validate_json(text), None
    except ValidationError as error:
        return None, Finding(
            code="broken-lock",
            file=str(path),
            line=1,
            message=f"The lock file cannot be used: {error.errors()[0]['msg']}.",
            fix=REBUILD,
            severity="note",
        )


def write_lock(path: Path, lock: Lock) -> None:
    """Write `lock` to `path` in one step: the file is the old one or the new one, never half of it."""
    text = json.dumps(lock.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=1)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
