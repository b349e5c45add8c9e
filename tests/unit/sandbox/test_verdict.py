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
    ("shot by the kernel for another reason", facts(status=KILL, cpu_s=0.5, result=b""), Ended.EXITED),
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
    ("raised", facts(result=frame('{"end":"raised","raised":["E","m",3],"values":{}}')), Ended.RAISED),
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
    seen = facts(result=frame('{"end":"raised","raised":["ValueError","m",3],"values":{}}'))
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


SENTENCES = [
    (killed("cpu"), "your code used its 2 s of CPU time"),
    (facts(result=frame('{"end":"memory","raised":null,"values":{}}')), "more than its 512 MB of memory"),
    (
        facts(result=frame('{"end":"raised","raised":["E","m",3],"values":{}}')),
        "your code raised E: m in line 3",
    ),
    (
        facts(result=frame('{"end":"raised","raised":["SystemExit","",3],"values":{}}')),
        "your code called exit() in line 3",
    ),
    (facts(result=frame('{"end":"author","raised":["E","m",null],"values":{}}')), "not yours"),
    (facts(result=b"", status=3 << 8), "exit code 3"),
    (facts(result=b"", status=SEGV), "SIGSEGV"),
    (facts(sealed=False, result=b"mount"), "mount"),
]


@pytest.mark.parametrize(("seen", "part"), SENTENCES, ids=[part for _, part in SENTENCES])
def test_the_sentence_says_what_happened(seen: Facts, part: str) -> None:
    assert part in result_of(JOB, seen, "L3").detail
