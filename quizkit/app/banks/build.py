"""Use case: compute the locks of topics and write them beside their banks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizkit.app.banks.lint import runner_of
from quizkit.bank import catalogue
from quizkit.bank.building import build
from quizkit.bank.loaded import BrokenTopic, LoadedTopic, load_topic
from quizkit.bank.locking import is_computed, lock_path, read_lock, write_lock
from quizkit.model.finding import Finding
from quizkit.model.job import Sandbox
from quizkit.model.lock import Lock
from quizkit.model.runner import RunnerSpec
from quizkit.sandbox import open_sandbox


@dataclass(frozen=True)
class BuiltTopic:
    """What became of one topic's lock. It is not touched if there are findings."""

    address: str
    lock: Path
    state: Literal["written", "unchanged", "removed", "not needed", "failed"]
    questions: int
    variants: int
    findings: tuple[Finding, ...] = ()


def build_topics(
    targets: Sequence[str], extra: Sequence[Path] = (), runner_paths: Sequence[Path] = ()
) -> Iterator[BuiltTopic]:
    """Build the topics that `targets` name by address, file or folder; all of them if it is empty.

    Opens a sandbox for each runner that is needed. Raises SandboxUnavailable if none can be had.
    """
    entries = catalogue.select(targets, extra)
    with ExitStack() as stack:
        opened: dict[str, Sandbox] = {}

        def sandbox(spec: RunnerSpec) -> Sandbox:
            if spec.id not in opened:
                opened[spec.id] = stack.enter_context(open_sandbox(spec, "own"))
            return opened[spec.id]

        for entry in entries:
            loaded = load_topic(entry.path, entry.address)
            path = lock_path(entry.path)
            if isinstance(loaded, BrokenTopic):
                yield BuiltTopic(entry.address, path, "failed", 0, 0, loaded.findings)
                continue
            spec = runner_of(loaded.topic, runner_paths)
            runs = any(is_computed(question) for question in loaded.topic.questions)
            built = build(loaded, spec, sandbox(spec) if spec and runs else None)
            yield _settled(loaded, path, built.lock, built.findings)


def _settled(loaded: LoadedTopic, path: Path, lock: Lock, findings: tuple[Finding, ...]) -> BuiltTopic:
    """Write the new lock if it is whole and new."""
    count = sum(len(locked.variants) for locked in lock.questions.values())
    state: Literal["written", "unchanged", "removed", "not needed", "failed"]
    if findings:
        state = "failed"
    elif not lock.questions:
        state = "removed" if path.exists() else "not needed"
        path.unlink(missing_ok=True)
    elif read_lock(path)[0] == lock:
        state = "unchanged"
    else:
        write_lock(path, lock)
        state = "written"
    return BuiltTopic(loaded.address, path, state, len(lock.questions), count, findings)
