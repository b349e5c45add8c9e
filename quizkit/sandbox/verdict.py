"""Turns what was seen of a run into a RunResult. Pure."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

from quizkit.model.job import Ended, Job, Limits, RunResult, Usage
from quizkit.model.value import Raised, Value
from quizkit.sandbox.lastline import line_within
from quizkit.sandbox.running import Facts, Spoken
from quizkit.sandbox.wire import Frame, Malformed, decoded
from quizkit.sandbox.wording import limit_hint, sentence

OUT_OF_MEMORY_SIGNS = (b"std::bad_alloc", b"MemoryError", b"Cannot allocate memory")
FROM_KILL = {"cpu": Ended.CPU, "wall": Ended.WALL, "output": Ended.OUTPUT, "result": Ended.RESULT}
WHERE = (Ended.CPU, Ended.WALL, Ended.OUTPUT, Ended.MEMORY, Ended.EXITED)  # where a line is worth telling
FROM_FRAME = {
    "ok": Ended.OK,
    "raised": Ended.RAISED,
    "memory": Ended.MEMORY,
    "large": Ended.RESULT,
    "author": Ended.AUTHOR,
}


def result_of(job: Job, facts: Facts, level: str) -> RunResult:
    """How the run ended, in the contract's words."""
    frame = None
    ended = forced_end(job.limits, facts, level)
    if ended is None:
        try:
            frame = decoded(facts.result)
            ended = FROM_FRAME[frame.end]
        except Malformed:
            ended = Ended.RESULT
    said = frame.raised if frame else None
    raised = honest(job, said) if said and ended in (Ended.RAISED, Ended.AUTHOR) else None
    line = last_line(job, facts, said) if ended in WHERE else None
    return RunResult(
        ended=ended,
        values=observed(job, ended, frame, raised, facts.stdout) if frame else {},
        raised=raised,
        stdout=text(facts.stdout),
        stderr=text(facts.stderr),
        usage=Usage(round(facts.cpu_s, 4), round(facts.wall_s, 4), round(facts.memory_mb, 1)),
        detail=sentence(ended, job.limits, facts, raised or said, line),
        hint=limit_hint(raised, job.limits) if raised and ended is Ended.RAISED else "",
        line=line,
        level=level,
    )


def forced_end(limits: Limits, facts: Facts, level: str) -> Ended | None:
    """The end that shows from outside, whatever the frame says; None if the run came to its own end.

    At L3 code is process 1 of its namespace, which cannot kill itself: somebody else did.
    """
    if not facts.sealed or facts.killed == "seal":
        return Ended.SYSTEM
    if facts.killed is not None:
        return FROM_KILL[facts.killed]
    shot = os.WIFSIGNALED(facts.status) and os.WTERMSIG(facts.status) == signal.SIGKILL
    if shot and facts.cpu_s >= limits.cpu_s / 2:  # RLIMIT_CPU, whose ticks may run ahead of the time reported
        return Ended.CPU
    if shot and facts.overrun:
        return Ended.MEMORY
    if shot and level == "L3":
        return Ended.SYSTEM
    if facts.status == 0 and facts.result:
        return None
    return Ended.MEMORY if any(sign in facts.stderr.data for sign in OUT_OF_MEMORY_SIGNS) else Ended.EXITED


def last_line(job: Job, facts: Facts, said: Raised | None) -> int | None:
    """Where the code was when it was stopped, or what it raised for want of memory; a line that it has."""
    return line_within(job.code, facts.line or (said.line if said else None))


def honest(job: Job, said: Raised) -> Raised:
    """What was raised, with a line only if the code has it: the frame may be forged."""
    return replace(said, line=line_within(job.code, said.line))


def observed(job: Job, ended: Ended, frame: Frame, raised: Raised | None, stdout: Spoken) -> dict[str, Value]:
    """The values that were asked for; what was printed and raised is known here, not from the frame."""
    values = {name: value for name, value in frame.values.items() if name in job.observe}
    values.pop("stdout", None)
    values.pop("raises", None)
    if ended in (Ended.OK, Ended.RAISED):
        if "stdout" in job.observe:
            values["stdout"] = stdout.data.decode(errors="replace")
        if "raises" in job.observe:
            values["raises"] = raised.type if raised else None
    return values


def text(spoken: Spoken) -> str:
    """What was kept, with a note of what was not."""
    kept = bytes(spoken.data).decode(errors="replace")
    dropped = spoken.total - len(spoken.data)
    return f"{kept}\n[{dropped} more bytes were not kept]\n" if dropped else kept
