"""Turns what was seen of a run into a RunResult.

Pure, and every end but a good one gets a sentence to act on.
"""

from __future__ import annotations

import os
import signal

from quizkit.model.job import Ended, Job, Limits, RunResult, Usage
from quizkit.model.value import Raised, Value
from quizkit.sandbox.running import Facts, Spoken
from quizkit.sandbox.wire import Frame, Malformed, decoded

OUT_OF_MEMORY_SIGNS = (b"std::bad_alloc", b"MemoryError", b"Cannot allocate memory")
FROM_KILL = {"cpu": Ended.CPU, "wall": Ended.WALL, "output": Ended.OUTPUT, "result": Ended.RESULT}
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
    ended = forced_end(job.limits, facts)
    if ended is None:
        try:
            frame = decoded(facts.result)
            ended = FROM_FRAME[frame.end]
        except Malformed:
            ended = Ended.RESULT
    raised = frame.raised if frame and ended in (Ended.RAISED, Ended.AUTHOR) else None
    return RunResult(
        ended=ended,
        values=observed(job, ended, frame, raised, facts.stdout) if frame else {},
        raised=raised,
        stdout=text(facts.stdout),
        stderr=text(facts.stderr),
        usage=Usage(round(facts.cpu_s, 4), round(facts.wall_s, 4), round(facts.memory_mb, 1)),
        detail=sentence(ended, job.limits, facts, raised),
        level=level,
    )


def forced_end(limits: Limits, facts: Facts) -> Ended | None:
    """The end that shows from outside, whatever the frame says; None if the run came to its own end."""
    if not facts.sealed or facts.killed == "seal":
        return Ended.SYSTEM
    if facts.killed is not None:
        return FROM_KILL[facts.killed]
    shot = os.WIFSIGNALED(facts.status) and os.WTERMSIG(facts.status) == signal.SIGKILL
    if shot and facts.cpu_s >= limits.cpu_s / 2:  # RLIMIT_CPU, whose ticks may run ahead of the time reported
        return Ended.CPU
    if facts.status == 0 and facts.result:
        return None
    return Ended.MEMORY if any(sign in facts.stderr.data for sign in OUT_OF_MEMORY_SIGNS) else Ended.EXITED


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


def sentence(ended: Ended, limits: Limits, facts: Facts, raised: Raised | None) -> str:
    """One sentence for people; empty for a run that ended well."""
    match ended:
        case Ended.OK:
            return ""
        case Ended.RAISED | Ended.AUTHOR:
            return raised_sentence(raised, ended is Ended.AUTHOR)
        case Ended.CPU:
            return f"your code used its {limits.cpu_s:g} s of CPU time; look for a loop that does not end."
        case Ended.WALL:
            return f"your code was not done after {limits.wall_s:g} s; look for a sleep, an input, a lock."
        case Ended.MEMORY:
            budget = limits.memory_mb
            return f"your code asked for more than its {budget} MB of memory; look for something that grows."
        case Ended.OUTPUT:
            return f"your code printed more than {len_mb(facts)} MB; print less, or nothing."
        case Ended.RESULT:
            return (
                "your code gave values that cannot be sent (at most 16 MB, 200 000 items); give smaller ones."
            )
        case Ended.EXITED:
            return exit_sentence(facts.status)
        case Ended.SYSTEM:
            said = (facts.result[:500] or b"it did not say why").decode(errors="replace")
            return f"the jail could not be sealed, so that nothing was run: {said}."


def raised_sentence(raised: Raised | None, author: bool) -> str:
    """Who raised what, and where."""
    if raised is None:
        return "the run ended with an exception that could not be read."
    where = f" in line {raised.line}" if raised.line else ""
    what = f"{raised.type}: {raised.message}" if raised.message else raised.type
    if author:
        return f"the question's own code, not yours, raised {what}"
    if raised.type == "SystemExit":
        return f"your code called exit(){where}; take the call out, since the run ends by itself."
    return f"your code raised {what}{where}"


def exit_sentence(status: int) -> str:
    """The process ended by itself and sent nothing."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return (
            f"your code ended its process (exit code {code}) before its values were sent; take os._exit out."
        )
    return f"your code crashed its process ({signal.Signals(-code).name}) before its values could be read."


def len_mb(facts: Facts) -> int:
    """How much was printed, in whole MB."""
    return max(facts.stdout.total, facts.stderr.total) >> 20
