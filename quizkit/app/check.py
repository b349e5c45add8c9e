"""Checks one answer to one question, given as a file or as text: the use case behind `quizkit check`."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quizkit.app import ahead
from quizkit.app.examiner import Examiner, Verdict
from quizkit.bank.catalogue import open_question
from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import UsageError
from quizkit.formats.answers import Asked, taken
from quizkit.formats.opening import MAX_BYTES, Refusal
from quizkit.grading.code.plan import Grading
from quizkit.model.answer import Answer, ChosenSet, Program
from quizkit.model.outcome import Graded, LearnerFault
from quizkit.model.question import Choice, CodeQuestion, Multiple, OrderQuestion, Predict, Question
from quizkit.sandbox import open_sandbox
from quizkit.sandbox.opening import remark
from quizkit.sandbox.service_client import wanted

# O_NONBLOCK: opening a named pipe must not wait for somebody to write into it.
_OPEN = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True)
class Checked:
    """A verdict with the question that it is about; `remark` says at which level it was run."""

    loaded: LoadedTopic
    question: Question
    verdict: Verdict
    remark: str = ""


def check(
    name: str,
    file: Path | None,
    typed: str | None,
    seed: str | None = None,
    extra: Sequence[Path] = (),
    runner_paths: Sequence[Path] = (),
    own_code: bool = False,
) -> Checked:
    """Judge the program in `file`, or the answer `typed`, as an answer to the question called `name`.

    `own_code` lets a plain process run the program where no sandbox can be had, for this one call.
    Raises UsageError for an unknown question or an answer that cannot be taken, ContentError if the key is
    still to be computed, SandboxUnavailable if a program cannot be run here.
    """
    loaded, question = open_question(name, extra)
    loaded.require_built([question])
    opener = partial(open_sandbox, own_code=own_code, shared=True)
    stock = ahead.Shelf() if seed is None and wanted() else None
    with Examiner("own", seed, runner_paths=runner_paths, opener=opener, stock=stock) as examiner:
        if isinstance(question, CodeQuestion):
            code = _program(question, file)
            if loaded.topic.runner:
                examiner.warm_up(loaded.topic.runner)
            answer: Answer = Program(code=code)
        else:
            answer = _typed(loaded, question, typed)
        verdict = examiner.judge(loaded, question, answer)
        if stock and isinstance(verdict.outcome, Graded | LearnerFault):
            _prepare_next(examiner, loaded, question)
        return Checked(loaded, question, verdict, remark(verdict.level, own_code))


def _prepare_next(examiner: Examiner, loaded: LoadedTopic, question: Question) -> None:
    """Have the keys of this question's next check prepared, if it is one that is run."""
    if isinstance(question, CodeQuestion):
        room = examiner.room(loaded.topic.runner)
        grading = Grading(f"{loaded.address}/{question.id}", "")
        ahead.prepare_next(question, room.spec, grading, room.sandbox)


def _program(question: CodeQuestion, file: Path | None) -> str:
    if file is None:
        raise UsageError(f"'{question.id}' is answered by a program; name its file.")
    return read_program(file)


def _typed(loaded: LoadedTopic, question: Question, typed: str | None) -> Answer:
    if typed is None:
        raise UsageError(f"'{question.id}' is a {question.kind} question; give the answer with --answer.")
    raw: object = typed
    if isinstance(question, Multiple | OrderQuestion):
        raw = [part.strip() for part in typed.split(",") if part.strip()]
    answer = taken(Asked(question, _ids(loaded, question)), raw)
    if isinstance(answer, Refusal):
        raise UsageError(f"the answer cannot be taken: {answer.reason}")
    return answer or ChosenSet(options=frozenset())


def _ids(loaded: LoadedTopic, question: Question) -> tuple[str, ...]:
    """The ids that an answer may name; of a predict question, those of its first variant."""
    if isinstance(question, Choice | Multiple):
        return tuple(option.id for option in question.options)
    if isinstance(question, OrderQuestion):
        return tuple(block.id for block in question.blocks)
    if isinstance(question, Predict):
        return tuple(option.id for built in loaded.variants(question.id)[:1] for option in built.options)
    return ()


def read_program(path: Path) -> str:
    """The text of the learner's own file: regular, at most 1 MB, UTF-8. Raises UsageError for any other."""
    try:
        descriptor = os.open(path, _OPEN)
    except FileNotFoundError:
        raise UsageError(f"there is no file '{path}'; check the name.") from None
    except OSError as error:
        raise UsageError(f"'{path}' cannot be opened: {error.strerror}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UsageError(f"'{path}' is not a regular file; name the file that holds your program.")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UsageError(f"'{path}' is larger than 1 MB; hand in the program alone.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02x}"
        raise UsageError(
            f"'{path}' is not UTF-8 text: byte {byte} on line {line}; save it as UTF-8."
        ) from None
