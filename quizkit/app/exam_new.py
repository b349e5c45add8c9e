"""Writes a commented blueprint to begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from quizkit.bank.catalogue import open_topic
from quizkit.errors import UsageError
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

# Each demand draws its own questions, all different. `difficulty` (easy, medium, hard), `skill` and `points`
# (per question, 1 if left out) are optional. `quizkit bank list` shows the topics, `quizkit bank show TOPIC`
# their questions and skills. Programs, drafts and contested questions are left out; enemies never meet.
demands:
  - {{topic: {topic}, count: 2, difficulty: easy}}
  - {{topic: {topic}, count: 2, difficulty: medium, points: 2}}

# Questions that every form must have, or must not have, by full address. Only `require` takes contested ones.
require: []
exclude: []

# So many forms, A, B, ..., as different as the bank allows; the same seed builds the same forms.
forms: 2
seed: "{seed}"
"""


def new_blueprint(path: Path, topic: str, extra: Sequence[Path]) -> str:
    """Write a blueprint over `topic`, named after its file, with a seed of its own; the topic's address.

    Raises UsageError if `path` exists or its name is no id, UnknownName if there is no such topic.
    """
    if path.exists():
        raise UsageError(f"'{path}' exists already; name another file.")
    if not re.fullmatch(ID_PATTERN, path.stem) or path.suffix != ".yaml":
        raise UsageError(f"'{path.name}' gives no id for the exam; name the file like midterm-1.yaml.")
    address = open_topic(topic, extra).address
    write_private(path, TEMPLATE.format(exam=path.stem, topic=address, seed=new_secret()))
    return address
