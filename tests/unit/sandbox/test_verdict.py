"""How a run's end is named from what was seen outside."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from quizkit.model.job import Ended, Job, Limits, Target
from quizkit.sandbox.running import Facts, Killed, Spoken
from quizkit.sandbox.verdict import result_of
from quizkit.sandbox.wire import HEADER

LIMITS = Limits(cpu_s=2, memory_mb=512)
JOB = Job(
    runner="python",
    target=Target(kind="script"),
    code="x = 1",
    observe=("variable:x", "stdout", "raises"),
    limits=LIMITS,
)
KILL, SEGV = int(signal.SIGKILL), int(signal.SIGSEGV)


def frame(tree: str) -> bytes:
    return HEADER.pack(b"QKWF", 1, 0, len(tree), 0) + tree.encode()


FORGED = '"variable:y":2,"stdout":"no","raises":"no"'
GOOD = frame(f'{{"end":"ok","raised":null,"values":{{"variable:x":1,{FORGED}}}}}')


def spoken(data: bytes, total: int | None = None) -> Spoken:
    return Spoken(1024, bytearray(data), len(data) if total is None else total)


def facts(**changed: Any) -> Facts:  # Any: the fields of Facts, each of its own type
    usual: dict[str, Any] = {  # Any: see above
        "sealed": True, "result": GOOD, "stdout": spoken(b"hi"), "stderr": spoken(b""), "killed": None,
        "status": 0, "cpu_s": 0.1, "memory_mb": 10.0, "wall_s": 0.2,
    }  # fmt: skip
    return Facts(**{**usual, **changed})


def killed(why: Killed) -> Facts:
    return facts(killed=why, status=KILL, result=b"")


ENDS = [
    ("a good frame", facts(), Ended.OK),
    ("no seal", facts(sealed=False, result=b"why"), Ended.SYSTEM),
    ("a seal too late", killed("seal"), Ended.SYSTEM),
    ("CPU used up", killed("cpu"), Ended.CPU),
    (
        "shot by the kernel, which reports a little less",
        facts(status=KILL, cpu_s=1.5, result=b""),
        Ended.CPU,
    ),
    ("shot by somebody else, since it cannot be itself", facts(status=KILL, result=b""), Ended.SYSTEM),
    ("stopped by the clock", killed("wall"), Ended.WALL),
    ("too much printed", killed("output"), Ended.OUTPUT),
    ("too much sent", killed("result"), Ended.RESULT),
    ("nothing sent", facts(result=b""), Ended.EXITED),
    ("nothing sent, exit code 3", facts(result=b"", status=3 << 8), Ended.EXITED),
    ("a crash after a good frame", facts(status=SEGV), Ended.EXITED),
    (
        "a C++ library without memory",
        facts(result=b"", status=SEGV, stderr=spoken(b"std::bad_alloc")),
        Ended.MEMORY,
    ),
    ("half a frame", facts(result=GOOD[:30]), Ended.RESULT),
    ("two frames", facts(result=GOOD + GOOD), Ended.RESULT),
    ("raised", facts(result=frame('{"end":"raised","raised":["E","m",1],"values":{}}')), Ended.RAISED),
    (
        "the author's",
        facts(result=frame('{"end":"author","raised":["E","m",null],"values":{}}')),
        Ended.AUTHOR,
    ),
    ("no memory", facts(result=frame('{"end":"memory","raised":null,"values":{}}')), Ended.MEMORY),
    ("too large", facts(result=frame('{"end":"large","raised":null,"values":{}}')), Ended.RESULT),
]


@pytest.mark.parametrize(("seen", "ended"), [end[1:] for end in ENDS], ids=[end[0] for end in ENDS])
def test_an_end_is_named_by_what_was_seen(seen: Facts, ended: Ended) -> None:
    result = result_of(JOB, seen, "L3")
    assert result.ended is ended
    assert bool(result.detail) is (ended is not Ended.OK)


def test_only_what_was_asked_for_is_taken_and_output_is_the_engines_own() -> None:
    assert result_of(JOB, facts(), "L3").values == {"variable:x": 1, "stdout": "hi", "raises": None}


def test_what_was_raised_is_an_observation_too() -> None:
    seen = facts(result=frame('{"end":"raised","raised":["ValueError","m",1],"values":{}}'))
    assert result_of(JOB, seen, "L3").values == {"stdout": "hi", "raises": "ValueError"}


def test_output_beyond_the_cap_is_dropped_with_a_note() -> None:
    result = result_of(JOB, facts(stdout=spoken(b"abc", 1003)), "L3")
    assert result.ended is Ended.OK
    assert result.stdout == "abc\n[1000 more bytes were not kept]\n"
    assert result.values["stdout"] == "abc"


def test_spoken_keeps_the_first_bytes_and_counts_all() -> None:
    out = Spoken(4)
    out.add(b"abc")
    out.add(b"def")
    assert (bytes(out.data), out.total) == (b"abcd", 6)


def raising(kind: str, message: str) -> bytes:
    return frame(f'{{"end":"raised","raised":["{kind}","{message}",1],"values":{{}}}}')


def too_large(what: str) -> bytes:
    return frame(f'{{"end":"large","raised":["TooLarge","{what}",null],"values":{{}}}}')


NO_MEMORY = frame('{"end":"memory","raised":["MemoryError","",1],"values":{}}')
SENTENCES = [
    (facts(killed="cpu", cpu_s=2.07), "your code used 2 s of 2 s of CPU time; look"),
    (facts(killed="cpu", cpu_s=2.0, line=1), "2 s of CPU time, last seen in line 1; look"),
    (facts(killed="cpu", line=2), "of CPU time; look"),  # the code has one line
    (facts(killed="wall", cpu_s=0.04, line=1), "20 s, 0.0 s of them spent computing, last seen in line 1;"),
    (facts(killed="output", stdout=spoken(b"", 65 << 20)), "printed 65 MB of at most 64 MB; print less"),
    (facts(result=NO_MEMORY), "held 10 MB and asked for more than its 512 MB of memory, last seen in line 1"),
    (facts(result=NO_MEMORY, memory_mb=507.2), "used 507 MB of 512 MB of memory, last seen in line 1;"),
    (facts(result=NO_MEMORY, memory_mb=514.0), "used 512 MB of 512 MB of memory"),
    (facts(result=too_large("items")), "gave more than 200 000 items, which cannot be sent;"),
    (facts(result=too_large("<b>")), "gave values that cannot be sent (at most 16 MB, 200 000 items);"),
    (facts(result=raising("OSError", "[Errno 24] x")), "; a run may have 128 files open at once"),
    (facts(result=raising("OSError", "[Errno 28] x")), "; a run may write 32 MB, in at most 2048 files"),
    (
        facts(result=raising("RuntimeError", "can't start new thread")),
        "; a run may have 32 threads at once, and",
    ),
    (facts(result=raising("PermissionError", "[Errno 1] x")), "; a run may start no other process"),
    (
        facts(result=frame('{"end":"raised","raised":["E","m",1],"values":{}}')),
        "your code raised E: m in line 1",
    ),
    (
        facts(result=frame('{"end":"raised","raised":["SystemExit","",1],"values":{}}')),
        "your code called exit() in line 1",
    ),
    (facts(result=frame('{"end":"author","raised":["E","m",null],"values":{}}')), "not yours"),
    (facts(result=b"", status=3 << 8), "exit code 3"),
    (facts(result=b"", status=SEGV), "(SIGSEGV) before"),
    (facts(result=b"", status=SEGV, line=1), "(SIGSEGV) in line 1 before"),
    (facts(sealed=False, result=b"mount"), "mount"),
]


@pytest.mark.parametrize(("seen", "part"), SENTENCES, ids=[part for _, part in SENTENCES])
def test_the_sentence_says_what_happened(seen: Facts, part: str) -> None:
    assert part in result_of(JOB, seen, "L3").detail


def test_below_the_full_sandbox_code_can_kill_itself() -> None:
    seen = facts(status=KILL, result=b"")
    assert result_of(JOB, seen, "L1").ended is Ended.EXITED
    assert "killed from outside" in result_of(JOB, seen, "L3").detail


@pytest.mark.parametrize("number", sorted(set(range(1, signal.NSIG)) - {KILL, int(signal.SIGSTOP)}))
def test_whatever_signal_ends_a_run_it_is_told_in_a_sentence(number: int) -> None:
    result = result_of(JOB, facts(status=number, result=b""), "L1")
    assert result.ended is Ended.EXITED
    assert "crashed its process (" in result.detail


def test_the_line_of_a_limit_is_one_that_the_code_has() -> None:
    assert result_of(JOB, facts(killed="cpu", line=1), "L3").line == 1
    assert result_of(JOB, facts(killed="cpu", line=2), "L3").line is None
    assert result_of(JOB, facts(result=NO_MEMORY), "L3").line == 1
    assert result_of(JOB, facts(line=1), "L3").line is None  # a run that ended well was nowhere


@pytest.mark.parametrize(("line", "told"), [(1, 1), (2, None), (10**9, None), (0, None)])
def test_the_line_of_an_exception_is_one_that_the_code_has(line: int, told: int | None) -> None:
    forged = frame(f'{{"end":"raised","raised":["E","m",{line}],"values":{{}}}}')
    result = result_of(JOB, facts(result=forged), "L3")
    assert result.raised is not None
    assert result.raised.line == told
    assert ("line" in result.detail) == (told is not None)


def test_a_thread_that_cannot_start_may_want_memory() -> None:
    result = result_of(JOB, facts(result=raising("RuntimeError", "can't start new thread")), "L3")
    assert result.hint.startswith(
        f"a run may have {LIMITS.threads} threads at once, and {LIMITS.memory_mb} MB"
    )


def test_the_limit_behind_an_exception_is_a_hint_of_its_own() -> None:
    full = result_of(JOB, facts(result=raising("OSError", "[Errno 24] Too many open files")), "L3")
    assert full.hint.startswith("a run may have 128 files")
    assert result_of(JOB, facts(result=raising("ValueError", "x")), "L3").hint == ""
