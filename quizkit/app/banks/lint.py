"""Use case: lint topics, each with the runner that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit.bank import catalogue
from quizkit.bank.lint import lint
from quizkit.bank.loaded import BrokenTopic, load_topic
from quizkit.bank.runners import load_runner
from quizkit.errors import UnknownName
from quizkit.model.finding import Finding
from quizkit.model.runner import RunnerSpec
from quizkit.model.topic import Topic


@dataclass(frozen=True)
class Linted:
    """One topic and everything found in it; `questions` is None if it could not be loaded."""

    address: str
    path: Path
    questions: int | None
    findings: tuple[Finding, ...]


def lint_topics(
    targets: Sequence[str], extra: Sequence[Path] = (), runner_paths: Sequence[Path] = ()
) -> list[Linted]:
    """Lint the topics that `targets` name by address, file or folder; all of them if it is empty."""
    known: dict[str, RunnerSpec | None] = {}
    linted = []
    for entry in catalogue.select(targets, extra):
        loaded = load_topic(entry.path, entry.address)
        if isinstance(loaded, BrokenTopic):
            linted.append(Linted(entry.address, entry.path, None, loaded.findings))
            continue
        name = loaded.topic.runner or ""
        if name not in known:
            known[name] = runner_of(loaded.topic, runner_paths)
        findings = tuple(lint(loaded, known[name]))
        linted.append(Linted(entry.address, entry.path, len(loaded.topic.questions), findings))
    return linted


def runner_of(topic: Topic, runner_paths: Sequence[Path] = ()) -> RunnerSpec | None:
    """The runner that `topic` names, None for none or an unknown one. Raises ContentError if it is broken."""
    if topic.runner is None:
        return None
    try:
        return load_runner(topic.runner, runner_paths)
    except UnknownName:
        return None
