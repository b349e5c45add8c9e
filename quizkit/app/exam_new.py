"""Writes a commented blueprint to begin with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import UsageError
from quizkit.exam.pool import is_usual
from quizkit.model.base import ID_PATTERN
from quizkit.report.files import write_private
from quizkit.rng import new_secret

TEMPLATE = """\
# The blueprint of an exam: `quizkit exam build THIS-FILE -o FOLDER` builds its forms.
format: 1
exam: {exam}
title: A title for the head of the paper
minutes: 30
instructions: |
  Write one letter per question, unless it says otherwise. No books, no computer.

# On paper, or at a computer with `quizkit exam export` and `quizkit take`; only there are programs taken.
taken: paper

# Each demand draws its own questions, all different. `difficulty` (easy, medium, hard), `skill` and `points`
# (per question, 1 if left out) are optional. `quizkit bank list` shows the topics, `quizkit bank show TOPIC`
# their questions and skills. Drafts and contested questions are left out; enemies never meet.
demands:
{demands}

# Questions that every form must have, or must not have, by full address. Only `require` takes contested ones.
require: []
exclude: []

# So many forms, A, B, ..., as different as the bank allows; the same seed builds the same forms.
forms: 2
seed: "{seed}"
"""


def new_blueprint(path: Path, topic: str, extra: Sequence[Path]) -> str:
    """Write a blueprint over `topic`, named after its file, with a seed of its own; the topic's address.

    Raises UsageError if `path` exists, its name is no id or the topic has nothing for an exam, UnknownName if
    there is no such topic.
    """
    if path.exists():
        raise UsageError(f"'{path}' exists already; name another file.")
    if not re.fullmatch(ID_PATTERN, path.stem) or path.suffix != ".yaml":
        raise UsageError(f"'{path.name}' gives no id for the exam; name the file like midterm-1.yaml.")
    loaded = open_topic(topic, extra)
    demands = _demands(loaded)
    write_private(path, TEMPLATE.format(exam=path.stem, demands=demands, seed=new_secret()))
    return loaded.address


def _demands(loaded: LoadedTopic) -> str:
    """Demands to begin with: of each difficulty at most two questions, and no more than there are."""
    there = Counter[str](question.difficulty for question in loaded.topic.questions if is_usual(question))
    if not there:
        raise UsageError(
            f"{loaded.address} has no question for an exam; programs, drafts and contested ones are left out."
        )
    return "\n".join(
        f"  - {{topic: {loaded.address}, count: {min(2, there[difficulty])}, difficulty: {difficulty}, "
        f"points: {points}}}"
        for points, difficulty in enumerate(("easy", "medium", "hard"), start=1)
        if there[difficulty]
    )
