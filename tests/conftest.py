"""What all tests share: which level of the sandbox this machine keeps, and whether it must."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable

import pytest

from quizkit.sandbox import levels
from quizkit.sandbox.launching import Level

# A shell without job control starts what runs in the background deaf to Ctrl-C, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ.setdefault("QUIZKIT_SERVICE", "0")  # no test leaves a service behind, but for those about it

EXPECTED = os.environ.get("QUIZKIT_EXPECT_LEVEL", "")

reason_against = functools.cache(lambda level: levels.attempt(level).reason)


@pytest.fixture(scope="session")
def need_level() -> Callable[[Level], None]:
    """Skip where a level cannot be had; fail where QUIZKIT_EXPECT_LEVEL says that it must."""

    def need(level: Level) -> None:
        reason = reason_against(level)
        if reason and level <= EXPECTED:
            pytest.fail(f"{level} is expected here: {reason}")
        if reason:
            pytest.skip(f"{level} cannot be had here: {reason}")

    return need
