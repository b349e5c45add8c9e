"""What all tests share: which level of the sandbox this machine keeps, and whether it must."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import tempfile
from collections.abc import Callable

import pytest

from quizkit.sandbox import levels
from quizkit.sandbox.launching import Level

# A shell without job control starts what runs in the background deaf to Ctrl-C, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
for told in ("COLUMNS", "LINES"):  # a runner side by side tells them; a terminal has its own size
    os.environ.pop(told, None)
os.environ.setdefault("QUIZKIT_SERVICE", "0")  # no test leaves a service behind, but for those about it
if "QUIZKIT_STATE" not in os.environ:  # nor reads or writes what is the user's own
    os.environ["QUIZKIT_STATE"] = tempfile.mkdtemp(prefix="quizkit-tests-")
    atexit.register(shutil.rmtree, os.environ["QUIZKIT_STATE"], ignore_errors=True)

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
