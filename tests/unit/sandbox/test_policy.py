"""The policy as a table: level, whose code, declared wall, own-code flag, and what comes of it."""

from __future__ import annotations

import itertools

import pytest

from quizkit.sandbox.policy import LEVELS, MEANING, Case, Purpose, Refuse, Serve, ServeBare, decide, remark

TABLE = [  # level, purpose, declared wall, --own-code, and the level served, or a part of the refusal
    ("L3", "own", "", False, "L3"),
    ("L3", "own", "", True, "L3"),
    ("L3", "others", "", False, "L3"),
    ("L3", "others", "", True, "never serves other people's"),
    ("L2", "own", "", False, "L2"),
    ("L2", "own", "", True, "L2"),
    ("L2", "others", "", False, "only level L2"),
    ("L2", "others", "container", False, "L2"),
    ("L2", "others", "vm", False, "L2"),
    ("L1", "own", "", False, "L1"),
    ("L1", "own", "container", True, "L1"),
    ("L1", "others", "", False, "QUIZKIT_WALL=container"),
    ("L1", "others", "container", False, "L1"),
    ("L1", "others", "vm", False, "L1"),
    ("L1", "others", "yes", False, "QUIZKIT_WALL=yes names no wall"),
    ("L1", "others", "container", True, "never serves other people's"),
    ("L0", "own", "", False, "--own-code"),
    ("L0", "own", "container", False, "no code can be run safely here: why; remedy"),
    ("L0", "own", "", True, "bare"),
    ("L0", "others", "", False, "no code can be run safely here: why; remedy"),
    ("L0", "others", "container", False, "no code can be run safely"),
    ("L0", "others", "container", True, "never serves other people's"),
    ("L9", "own", "", False, "no code can be run safely"),
    ("", "others", "vm", False, "no code can be run safely"),
]


@pytest.mark.parametrize(("level", "purpose", "wall", "own_code", "comes"), TABLE)
def test_the_table(level: str, purpose: str, wall: str, own_code: bool, comes: str) -> None:
    whose: Purpose = "own" if purpose == "own" else "others"
    answer = decide(Case(level, whose, wall, own_code, "why", "remedy"))
    match answer:
        case Serve(level=served):
            assert served == comes
        case ServeBare():
            assert comes == "bare"
        case Refuse(sentence=sentence):
            assert comes in sentence
            assert sentence.endswith(".")


def test_other_peoples_code_is_never_told_of_the_escape() -> None:
    answer = decide(Case("L0", "others", reason="why"))
    assert isinstance(answer, Refuse)
    assert "--own-code" not in answer.sentence


@pytest.mark.parametrize("level", ["L3", "L2", "L1", "L0", "", "L4", "l3"])
def test_a_plain_process_runs_only_own_code_by_word_where_nothing_else_can(level: str) -> None:
    for wall, own_code, others in itertools.product(["", "container", "x"], [True, False], [True, False]):
        answer = decide(Case(level, "others" if others else "own", wall, own_code))
        if isinstance(answer, ServeBare):
            assert own_code
            assert not others
            assert level not in LEVELS


REMARKS = [
    ("L3", False, "Sandbox level L3."),
    ("L3", True, "changed nothing"),
    ("L1", True, "changed nothing"),
    ("L0", True, "without a sandbox"),
    ("", True, "nothing had to be run"),
    ("", False, ""),
]


@pytest.mark.parametrize(("level", "own_code", "part"), REMARKS)
def test_the_user_is_told_the_level(level: str, own_code: bool, part: str) -> None:
    said = remark(level, own_code)
    assert part in said
    assert bool(said) == bool(part)


def test_every_level_has_a_meaning() -> None:
    assert set(MEANING) == {*LEVELS, "L0"}
