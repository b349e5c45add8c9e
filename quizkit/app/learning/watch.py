"""Checks a program at every save of its file: the use case behind `quizkit check --watch`."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from quizkit.app.check import Checked
from quizkit.app.examiner import Examiner
from quizkit.app.learning.saves import Gone, Saved, Unreadable, saves
from quizkit.bank.catalogue import open_question
from quizkit.errors import UsageError
from quizkit.model.answer import Program
from quizkit.model.question import CodeQuestion
from quizkit.rng import new_secret
from quizkit.sandbox import open_sandbox
from quizkit.sandbox.opening import remark


def watch(
    name: str,
    file: Path,
    extra: Sequence[Path] = (),
    runner_paths: Sequence[Path] = (),
    own_code: bool = False,
) -> Iterator[Checked | Gone | Unreadable]:
    """A verdict on what `file` holds now and at each save, each with inputs of its own; without end.

    Raises as `check` does; an answer that cannot be taken is told and waited out.
    """
    loaded, question = open_question(name, extra)
    if not isinstance(question, CodeQuestion):
        raise UsageError(f"'{question.id}' is a {question.kind} question; --watch is for programs.")
    loaded.require_built([question])
    opener = partial(open_sandbox, own_code=own_code, shared=True)
    with Examiner("own", runner_paths=runner_paths, opener=opener) as examiner:
        if loaded.topic.runner:
            examiner.warm_up(loaded.topic.runner)
        for news in saves(file, threading.Event(), at_once=True):
            if isinstance(news, Saved):
                verdict = examiner.judge(loaded, question, Program(code=news.code))
                examiner.secret = new_secret()  # the next verdict meets other inputs, and names its own seed
                yield Checked(loaded, question, verdict, remark(verdict.level, own_code))
            else:
                yield news
