"""What happens in a sealed jail: takes the job, runs it, sends back one frame.

From here on nothing is trusted.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import io
import json
import os
import signal
import struct
import sys
from types import ModuleType
from typing import NoReturn

import frame
import jail
from program import LearnerRaised, Program

LENGTH = struct.Struct("<I")
OUT_OF_MEMORY = frame.without_values("memory")
TOO_LARGE = {cap: frame.encoded("large", frame.TooLarge(cap), {}, lambda _: None) for cap in frame.CAPS}


def get_ready(runner: ModuleType, ahead: bool) -> None:
    """Do what needs no job; the jail is sealed but has not said so yet.

    If it is made `ahead`, nobody waits for it: it also copies the pages that nearly every run writes to.
    """
    faulthandler.register(signal.SIGUSR2, file=jail.JOB, all_threads=False)  # the engine asks: where are you?
    faulthandler.enable(file=jail.JOB, all_threads=False)
    sys.stdin = open(jail.STDIN, closefd=False)  # noqa: SIM115 - these live as long as the process
    sys.stdout = text_stream(jail.STDOUT)
    sys.stderr = text_stream(jail.STDERR)
    gc.enable()
    if ahead:
        getattr(runner, "rehearse", lambda: None)()
        runner.reseed(0)
        frame.encoded("ok", None, {"x": [1, 2.5, "text"]}, runner.tensor_of)


def run(runner: ModuleType) -> NoReturn:
    """Take the job from its pipe, run it with `runner`, send the frame, end."""
    job = json.loads(read_exactly(*LENGTH.unpack(read_exactly(LENGTH.size))))
    runner.reseed(job["seed"])
    send(frame_of(runner, job))
    os._exit(0)


def frame_of(runner: ModuleType, job: dict[str, object]) -> bytes:
    """Run the job; the frame that says how it ended."""
    try:
        end, error, values = outcome(runner, job)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(
                Exception
            ):  # the learner may have closed it, or put anything in its place
                stream.flush()
        return frame.encoded(end, error, values, runner.tensor_of)
    except frame.TooLarge as error:
        return TOO_LARGE.get(frame.guarded(str, error), TOO_LARGE["bytes"])
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException as error:  # noqa: BLE001 - values and streams are the learner's objects by now
        return frame.encoded("raised", error, {}, lambda _: None)


def outcome(
    runner: ModuleType, job: dict[str, object]
) -> tuple[frame.End, BaseException | None, dict[str, object]]:
    """How the run ended, what was raised, what was observed."""
    try:
        return "ok", None, runner.execute(job, Program())
    except LearnerRaised as raised:
        original = raised.original
        out_of_memory = getattr(runner, "out_of_memory", lambda _: False)
        if isinstance(original, MemoryError) or out_of_memory(original):
            return "memory", original, {}
        return "raised", original, {}
    except MemoryError as error:
        return "memory", error, {}
    except BaseException as error:  # noqa: BLE001 - whatever is not the learner's is the author's
        return "author", error, {}


def text_stream(fd: int) -> io.TextIOWrapper:
    """A buffered text stream on `fd` that writes any string, lone surrogates as escapes."""
    return io.TextIOWrapper(io.FileIO(fd, "w", closefd=False), encoding="utf-8", errors="backslashreplace")


def read_exactly(size: int) -> bytes:
    """`size` bytes of the job; the process ends if the engine has gone away."""
    data = bytearray()
    while len(data) < size:
        piece = os.read(jail.JOB, size - len(data))
        if not piece:
            os._exit(0)
        data += piece
    return bytes(data)


def send(data: bytes) -> None:
    """Write a whole frame to the result pipe."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(jail.RESULT, rest) :]
