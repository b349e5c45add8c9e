"""Prepared keys as a file, and back: the secret, the expected values, the mistakes' values.

A digest of all the rest, the head's length, the head as JSON, then a frame of values for each run, as jails
send them. What is read is taken only if it is exactly what the question and the secret ask for.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace

from pydantic import ConfigDict, Field

from quizkit.grading.code.keys import DrawKey, KeyValues, VariantRuns
from quizkit.grading.code.plan import Draw, Grading, draw, draws
from quizkit.grading.expected import MAX_ATTEMPTS
from quizkit.grading.keystore import Ready
from quizkit.model.base import Noun
from quizkit.model.job import Ended, RunResult, Usage
from quizkit.model.question import CodeQuestion
from quizkit.sandbox.wire import Frame, decoded
from quizkit.sandbox.wire_out import encoded

LENGTH = struct.Struct("<I")
DIGEST = hashlib.sha256
ARGUMENTS = "arguments"


class KeptRun(Noun):
    """A run but for its values, which are in the frame of `size` bytes."""

    size: int = Field(ge=0)
    ended: Ended
    stdout: str
    stderr: str
    usage: tuple[float, float, float]
    detail: str
    hint: str
    line: int | None
    level: str


class KeptDraw(Noun):
    """A draw, the reference's run on it, and the size of the frame with its arguments."""

    case: str
    index: int
    seed: int
    expected: KeptRun
    arguments: int = Field(ge=0)


class KeptVariant(Noun):
    """The runs of one wrong variant, which may be infinitely far from the key."""

    model_config = ConfigDict(ser_json_inf_nan="constants")

    mistake: str
    separation: float
    runs: tuple[KeptRun, ...]


class Head(Noun):
    """All but values. `label` says which question these keys are for, and what they were made with."""

    label: str
    secret: str
    draws: tuple[KeptDraw, ...]
    variants: tuple[KeptVariant, ...]
    declared: tuple[str, ...]


def written(label: str, ready: Ready) -> bytes:
    """The file's content."""
    frames: list[bytes] = []
    head = Head(
        label=label,
        secret=ready.secret,
        draws=tuple(_kept_draw(key, frames) for key in ready.keys.draws),
        variants=tuple(
            KeptVariant(
                mistake=variant.mistake,
                separation=variant.separation,
                runs=tuple(_kept_run(run, frames) for run in variant.runs),
            )
            for variant in ready.keys.variants
        ),
        declared=tuple(sorted(ready.keys.declared)),
    )
    text = head.model_dump_json().encode()
    content = LENGTH.pack(len(text)) + text + b"".join(frames)
    return DIGEST(content).digest() + content


def _kept_draw(key: DrawKey, frames: list[bytes]) -> KeptDraw:
    expected = _kept_run(key.expected, frames)
    frames.append(encoded({ARGUMENTS: key.arguments}))
    made = key.draw
    return KeptDraw(
        case=made.case.id, index=made.index, seed=made.seed, expected=expected, arguments=len(frames[-1])
    )


def _kept_run(run: RunResult, frames: list[bytes]) -> KeptRun:
    frames.append(encoded(run.values, run.raised))
    used = run.usage
    return KeptRun(
        size=len(frames[-1]),
        ended=run.ended,
        stdout=run.stdout,
        stderr=run.stderr,
        usage=(used.cpu_s, used.wall_s, used.memory_mb),
        detail=run.detail,
        hint=run.hint,
        line=run.line,
        level=run.level,
    )


def read(data: bytes, label: str, question: CodeQuestion, grading: Grading) -> Ready | None:
    """The keys in a file that `written` made for this very label and question; None for any other bytes.

    `grading` gives the address and the variant; the secret is the file's own.
    """
    digest, content = data[: DIGEST().digest_size], data[DIGEST().digest_size :]
    if DIGEST(content).digest() != digest:
        return None
    try:
        (size,) = LENGTH.unpack_from(content)
        head = Head.model_validate_json(content[LENGTH.size : LENGTH.size + size])
        if head.label != label:
            return None
        keys = _keys(head, _Frames(content[LENGTH.size + size :]), question)
    except (struct.error, ValueError, KeyError):  # pydantic's and the decoder's errors are ValueErrors
        return None
    return Ready(head.secret, keys) if _fits(keys, question, replace(grading, secret=head.secret)) else None


class _Frames:
    """Takes one frame after the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.used = 0

    def next(self, size: int) -> Frame:
        self.used += size
        return decoded(self.data[self.used - size : self.used])


def _keys(head: Head, frames: _Frames, question: CodeQuestion) -> KeyValues:
    """The keys, frames in the order in which they were written. Raises KeyError, Malformed, ValueError."""
    cases = {case.id: case for case in question.cases}
    keys = []
    for kept in head.draws:
        expected = _run(kept.expected, frames)
        arguments = frames.next(kept.arguments).values[ARGUMENTS]
        keys.append(DrawKey(Draw(cases[kept.case], kept.index, kept.seed), expected, arguments))
    variants = [
        VariantRuns(kept.mistake, tuple(_run(run, frames) for run in kept.runs), kept.separation)
        for kept in head.variants
    ]
    if frames.used != len(frames.data):
        raise ValueError("bytes that belong to no frame")
    return KeyValues(tuple(keys), tuple(variants), frozenset(head.declared))


def _run(kept: KeptRun, frames: _Frames) -> RunResult:
    frame = frames.next(kept.size)
    return RunResult(
        ended=kept.ended,
        values=frame.values,
        raised=frame.raised,
        stdout=kept.stdout,
        stderr=kept.stderr,
        usage=Usage(*kept.usage),
        detail=kept.detail,
        hint=kept.hint,
        line=kept.line,
        level=kept.level,
    )


def _fits(keys: KeyValues, question: CodeQuestion, grading: Grading) -> bool:
    """Whether these are draws of this question and secret, and runs of its mistakes on them."""
    made = [key.draw for key in keys.draws]
    asked = draws(question, grading)
    if len(made) != len(asked):
        return False
    for one, first in zip(made, asked, strict=True):
        attempts = range(MAX_ATTEMPTS) if first.fresh else range(1)
        if one not in [draw(grading, first.case, first.index, attempt) for attempt in attempts]:
            return False
    mistakes = [variant.mistake for variant in keys.variants] == [wrong.mistake for wrong in question.wrong]
    return mistakes and all(len(variant.runs) == len(made) for variant in keys.variants)
