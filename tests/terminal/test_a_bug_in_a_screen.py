"""A bug inside a screen ends as anywhere else: raised to the command line, and no page of local variables."""

from __future__ import annotations

import sys

import pexpect

PROGRAM = """
from quizkit.terminal.screens.app import FullScreen

class Broken(FullScreen[int]):
    def on_mount(self):
        secret = "what stands in a variable"
        raise LookupError("a bug of ours")

try:
    Broken().carried_out()
except LookupError as error:
    print("raised:", error)
"""


def test_a_bug_is_raised_when_the_screen_is_given_back() -> None:
    child = pexpect.spawn(sys.executable, ["-c", PROGRAM], encoding="utf-8", timeout=60, dimensions=(24, 80))
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "raised: a bug of ours" in child.before
    assert "what stands in a variable" not in child.before
    assert "Traceback" not in child.before
