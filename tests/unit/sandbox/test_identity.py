"""Which user a root engine becomes."""

from __future__ import annotations

from quizkit.sandbox.identity import NOBODY, UNUSED, pick

EVERYBODY = "         0          0 4294967295\n"
ONLY_ROOT = "         0       1000          1\n"
ROOTLESS = "         0       1000          1\n         1     100000      65536\n"
FEW = "         0       1000          1\n         1     100000        500\n"


def test_an_unused_user_where_everybody_is_mapped() -> None:
    assert pick(EVERYBODY, 7) in UNUSED


def test_two_engines_are_two_users() -> None:
    assert pick(EVERYBODY, 7) != pick(EVERYBODY, 8)


def test_a_mapped_one_where_some_are() -> None:
    assert pick(ROOTLESS, 7) in UNUSED
    assert pick(FEW, 7) == 500
    assert pick("0 0 1\n65534 65534 1\n", 7) == NOBODY


def test_none_where_only_root_is() -> None:
    assert pick(ONLY_ROOT, 7) is None
