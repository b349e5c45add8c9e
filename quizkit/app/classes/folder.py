"""What a grading folder holds beside its journal: the class list, and what its instructor decided.

`policy.yaml` and `overrides.yaml` are the instructor's own files, copied in when they are given and in force
until others are; what `regrade` changed stands in the journal. A later grading reads them all, so that
nothing which a person decided is ever lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from quizkit import source
from quizkit.errors import ContentError, UsageError
from quizkit.model.base import Noun
from quizkit.model.class_list import ClassList
from quizkit.model.finding import Finding
from quizkit.model.policy import ClassPolicy, Overrides, Regrade
from quizkit.report.files import write_private
from quizkit.report.journal import NAME as JOURNAL
from quizkit.report.marks import Rules
from quizkit.source import LineMap

POLICY, OVERRIDES, CLASS = "policy.yaml", "overrides.yaml", "class.json"

N = TypeVar("N", bound=Noun)


@dataclass(frozen=True)
class Decisions:
    """What is in force. `new` are the texts to be copied into the folder, by name."""

    rules: Rules
    policy_lines: LineMap
    overrides_lines: LineMap
    new: Mapping[str, str]

    def regraded(self, regrades: Sequence[Regrade]) -> Decisions:
        """These decisions with the journal's regrades."""
        rules = Rules(self.rules.policy, self.rules.overrides, tuple(regrades))
        return replace(self, rules=rules)


def decisions(folder: Path, policy: Path | None = None, overrides: Path | None = None) -> Decisions:
    """What the given files say, else those in `folder`; regrades apart. Writes nothing.

    Raises UsageError for a missing or damaged file, ContentError with every finding for a broken one.
    """
    new: dict[str, str] = {}
    found_policy, policy_lines = _yaml(policy, folder / POLICY, ClassPolicy, new)
    found_overrides, override_lines = _yaml(overrides, folder / OVERRIDES, Overrides, new)
    given = found_overrides.overrides if found_overrides else ()
    rules = Rules(found_policy or ClassPolicy(), given)
    return Decisions(rules, policy_lines, override_lines, new)


def _yaml(given: Path | None, own: Path, model: type[N], new: dict[str, str]) -> tuple[N | None, LineMap]:
    path = given or own
    if given is None and not own.exists():
        return None, LineMap()
    if not path.is_file():
        raise UsageError(f"there is no file '{path}'; check the name.")
    loaded = source.load(path, model)
    if loaded.value is None:
        raise ContentError(f"'{path}' cannot be used.", loaded.findings)
    if given is not None:
        new[own.name] = given.read_text(encoding="utf-8-sig")
    return loaded.value, loaded.lines


def write_class(folder: Path, listed: ClassList) -> None:
    """Write the class list. Raises OSError if the disk is full."""
    write_private(folder / CLASS, json.dumps(listed.model_dump(mode="json"), indent=1) + "\n")


def read_class(folder: Path) -> ClassList:
    """The class list of a graded folder. Raises UsageError if it is missing or damaged."""
    path = folder / CLASS
    if not path.is_file():
        raise UsageError(f"'{folder}' holds no graded class; name the folder that 'quizkit grade -o' wrote.")
    try:
        return ClassList.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise UsageError(f"'{path}' is damaged; run the same 'quizkit grade' once more.") from error


def unfitting(decided: Decisions, learners: Sequence[str], questions: Sequence[str]) -> list[Finding]:
    """A finding for each decision on a learner or a question that this class does not have."""
    findings = []
    for index, one in enumerate(decided.rules.overrides):
        for kind, name, known in (("learner", one.learner, learners), ("question", one.question, questions)):
            if name not in known:
                line = decided.overrides_lines.at(("overrides", index))
                findings.append(_unknown(OVERRIDES, line, kind, name))
    policy = decided.rules.policy
    named = [("points", "question", name) for name in policy.points if name not in questions]
    named += [("time_factors", "learner", name) for name in policy.time_factors if name not in learners]
    amended = dict.fromkeys(change.question for change in decided.rules.amendments)
    findings += [_unknown(JOURNAL, 1, "question", name) for name in amended if name not in questions]
    return findings + [
        _unknown(POLICY, decided.policy_lines.at((field, name)), kind, name) for field, kind, name in named
    ]


def timeless(decided: Decisions, listed: ClassList) -> list[Finding]:
    """If lateness costs points, a finding on all work that tells no time; it is taken to be in time.

    And one for each learner whose work the platform marks late, without telling how late.
    """
    if decided.rules.policy.late is None:
        return []
    without = [one.learner for one in listed.learners for made in one.attempts if made.submitted is None]
    late = [
        one.learner
        for one in listed.learners
        if any(made.marked_late and made.submitted is None for made in one.attempts)
    ]
    says = [
        ("late-unknown", f"The platform marks '{one}' late, but nothing tells how late; no points were lost.")
        for one in late
    ]
    if without:
        many = "1 attempt was" if len(without) == 1 else f"{len(without)} attempts were"
        told = f"Nothing tells when {many} handed in, such as that of '{without[0]}'; no points were lost."
        says.insert(0, ("no-time", told))
    line = decided.policy_lines.at(("late",))
    fix = "Give the times with --times."
    return [
        Finding(code=code, file=POLICY, line=line, message=message, fix=fix, severity="note")
        for code, message in says
    ]


def _unknown(file: str, line: int, kind: str, name: str) -> Finding:
    return Finding(
        code=f"unknown-{kind}",
        file=file,
        line=line,
        message=f"This class has no {kind} '{name}'.",
        fix="Correct the name; until then this has no effect.",
        severity="note",
    )
