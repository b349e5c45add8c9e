"""Doing something as somebody who may not open everything, also where the tests run as root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

NOBODY = 65534
NO_ACCOUNT = 54321


@contextmanager
def as_ordinary_user(inside: Path) -> Iterator[None]:
    """Stand in the folder `inside` as an ordinary user, who need not be able to come along the way to it."""
    root = os.geteuid() == 0
    with chdir(inside):
        if root:
            os.seteuid(NOBODY)
        try:
            yield
        finally:
            if root:
                os.seteuid(0)
