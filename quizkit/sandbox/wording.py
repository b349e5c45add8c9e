"""What a learner is told about how a run ended: one sentence that says what was used and what was allowed."""

from __future__ import annotations

import os
import signal

from quizkit.model.job import Ended, Limits
from quizkit.model.value import Raised
from quizkit.sandbox.running import MAX_SPOKEN, Facts

MOST = 0.8  # of the memory: from here on it was used up, below it was asked for in one large piece
INODES = 2048  # files and folders that the jail's disk holds
TOO_LARGE = {  # the words of the jail's encoder; any others are not repeated
    "bytes": "more than 16 MB of values",
    "items": "more than 200 000 items",
    "arrays": "more than 1024 arrays",
    "dimensions": "an array of more than 8 dimensions",
    "digits": "an integer of more than 10 000 hexadecimal digits",
}


def sentence(
    ended: Ended, limits: Limits, facts: Facts, raised: Raised | None, line: int | None = None
) -> str:
    """One sentence for people; empty for a run that ended well.

    `raised` is what the frame says, `line` where the code was.
    """
    match ended:
        case Ended.OK:
            return ""
        case Ended.RAISED | Ended.AUTHOR:
            return raised_sentence(raised, limits, ended is Ended.AUTHOR)
        case Ended.RESULT:
            return result_sentence(raised)
        case Ended.EXITED:
            return exit_sentence(facts.status, line)
        case Ended.SYSTEM if facts.sealed and facts.killed is None:
            return "the run was killed from outside, by somebody or for want of memory on this machine."
        case Ended.SYSTEM:
            said = (facts.result[:500] or b"it did not say why").decode(errors="replace")
            return f"the jail could not be sealed, so that nothing was run: {said}."
        case _:
            return limit_sentence(ended, limits, facts, line)


def limit_sentence(ended: Ended, limits: Limits, facts: Facts, line: int | None) -> str:
    """A limit was reached: how much of it was used, and where."""
    where = f", last seen in line {line}" if line else ""
    if ended is Ended.CPU:
        used = min(facts.cpu_s, limits.cpu_s)
        most_s = f"{limits.cpu_s:g} s of CPU time"
        return f"your code used {used:.3g} s of {most_s}{where}; look for a loop that does not end."
    if ended is Ended.WALL:
        return (
            f"your code was not done after {limits.wall_s:g} s, {facts.cpu_s:.1f} s of them spent computing"
            f"{where}; look for a sleep, an input, a lock."
        )
    if ended is Ended.OUTPUT:
        most = MAX_SPOKEN >> 20
        printed = max(facts.stdout.total, facts.stderr.total) >> 20
        return f"your code printed {printed} MB of at most {most} MB{where}; print less, or nothing."
    budget = limits.memory_mb
    used_mb = min(round(facts.memory_mb), budget)
    if used_mb >= MOST * budget:
        return f"your code used {used_mb} MB of {budget} MB of memory{where}; look for something that grows."
    return (
        f"your code held {used_mb} MB and asked for more than its {budget} MB of memory{where}; "
        "look for something large."
    )


def raised_sentence(raised: Raised | None, limits: Limits, author: bool) -> str:
    """Who raised what, and where."""
    if raised is None:
        return "the run ended with an exception that could not be read."
    where = f" in line {raised.line}" if raised.line else ""
    what = f"{raised.type}: {raised.message}" if raised.message else raised.type
    if author:
        return f"the question's own code, not yours, raised {what}"
    if raised.type == "SystemExit":
        return f"your code called exit(){where}; take the call out, since the run ends by itself."
    hint = limit_hint(raised, limits)
    return f"your code raised {what}{where}; {hint}" if hint else f"your code raised {what}{where}"


def limit_hint(raised: Raised, limits: Limits) -> str:
    """The limit behind an exception, with its number; empty if none is known to be."""
    number = raised.message[:12].partition("]")[0]
    if number == "[Errno 24":
        return f"a run may have {limits.files} files open at once, so close those that are done with."
    if number in ("[Errno 28", "[Errno 122", "[Errno 27"):
        return f"a run may write {limits.disk_mb} MB, in at most {INODES} files and folders."
    if raised.message == "can't start new thread":
        most = f"{limits.threads} threads at once, and {limits.memory_mb} MB of memory"
        return f"a run may have {most}, of which each thread's stack takes some."
    if number == "[Errno 11":
        return f"a run may have {limits.threads} threads at once."
    if number == "[Errno 1":
        return "a run may start no other process or program and open no connection."
    return ""


def result_sentence(raised: Raised | None) -> str:
    """The values do not fit through the wire."""
    what = TOO_LARGE.get(raised.message) if raised else None
    if what is None:
        return "your code gave values that cannot be sent (at most 16 MB, 200 000 items); give smaller ones."
    return f"your code gave {what}, which cannot be sent; give smaller ones."


def exit_sentence(status: int, line: int | None) -> str:
    """The process ended by itself and sent nothing."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return (
            f"your code ended its process (exit code {code}) before its values were sent; take os._exit out."
        )
    where = f" in line {line}" if line else ""
    return f"your code crashed its process ({signal_name(-code)}){where} before its values could be read."


def signal_name(number: int) -> str:
    """The signal's name, or its number: most real-time signals have no name, and code may send itself any."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
