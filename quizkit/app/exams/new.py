"""Writes a commented blueprint to begin with."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import UsageError
from quizkit.exam.expecting import minutes
from quizkit.exam.pool import is_usual
from quizkit.model.base import ID_PATTERN
from quizkit.model.blueprint import DIFFICULTIES
from quizkit.model.question import Difficulty, Question
from quizkit.report.files import write_private
from quizkit.rng import new_secret

AT_MOST = 2  # questions of each difficulty to begin with
STEP = 5

TEMPLATE = """\
# The blueprint of an exam: `quizkit exam build THIS-FILE -o FOLDER` builds its forms.
# What is commented out is optional and shows an example; `quizkit exam schema` lists every field.
format: 1
exam: {exam}
title: A title for the head of the paper
# date: 2026-12-01    # on the papers, unless `quizkit exam export --date` names another one
minutes: {minutes}   # what the questions are expected to take must fit into them
# points: 20          # of a whole form; without it, whatever the demands come to
instructions: |
  Write one letter per question, unless it says otherwise. No books, no computer.

# Programs are asked for only in exams that are taken at a computer (`quizkit exam export --take`, `quizkit
# take`); then nothing is printed. programs: true

# Each demand draws its own questions, all different. `topic` is one or a list, `skill` and `difficulty`
# (easy, medium, hard) are optional. How many: `count: 3`, or `count: 3` up to `most: 5`, or `counts: {{easy:
# 2, hard: 1}}`, or `worth: 10`, so many points in all. `points` per question (1 without it): a number, or one
# per difficulty, `points: {{easy: 1, medium: 2, hard: 3}}`. `quizkit bank list` shows the topics, `quizkit
# bank show TOPIC` their questions and skills. Drafts and contested questions are left out.
demands:
{demands}

# Questions that every form must have, or must not have, by full address. Only `require` takes contested ones.
require: []
exclude: []

# Groups of questions of which a form holds one at most, beside the enemies that the banks name.
enemies: []

# How answers are scored, by kind of question: all-or-nothing, or for several right options net-correct (the
# default there), coverage, each-answer, partial-false2 and others. "-minus-25" at the end takes up to 25 % of
# a question's points off for a wrong answer; a total is never below 0. `confidence` asks how sure they are.
# scoring: {{choice: all-or-nothing-minus-25, multiple: partial-false2}}

# So many forms, A, B, ...; the same seed builds the same forms.
forms: 2
seed: "{seed}"

# So many questions may two forms share, the required ones apart; as few as possible without it.
# overlap: 0

# How far forms may lie apart, as a share: expected score, expected minutes, points. Topics are always equal.
# parallel: {{score: 0.05, minutes: 0.1, points: 0}}

# A form for each learner on a list with the columns id and name, with variants and option orders of its own.
# personal: learners.csv
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
    text = TEMPLATE.format(
        exam=path.stem, demands=_demands(loaded), minutes=_minutes(loaded), seed=new_secret()
    )
    write_private(path, text)
    return loaded.address


def _demands(loaded: LoadedTopic) -> str:
    """Demands to begin with: of each difficulty at most two questions, and no more than there are."""
    there = _there(loaded)
    if not any(there.values()):
        raise UsageError(
            f"{loaded.address} has no question for an exam; programs, drafts and contested ones are left out."
        )
    return "\n".join(
        f"  - {{topic: {loaded.address}, count: {min(AT_MOST, len(there[difficulty]))}, "
        f"difficulty: {difficulty}, points: {points}}}"
        for points, difficulty in enumerate(DIFFICULTIES, start=1)
        if there[difficulty]
    )


def _minutes(loaded: LoadedTopic) -> int:
    """Enough for the slowest questions that the demands can draw, in steps of five."""
    slowest = [sorted(map(minutes, questions))[-AT_MOST:] for questions in _there(loaded).values()]
    return max(1, math.ceil(sum(map(sum, slowest)) / STEP)) * STEP


def _there(loaded: LoadedTopic) -> dict[Difficulty, list[Question]]:
    """The questions that an exam takes without being asked to, by difficulty."""
    usual = [question for question in loaded.topic.questions if is_usual(question)]
    return {level: [one for one in usual if one.difficulty == level] for level in DIFFICULTIES}
