"""Lets tests import the host's modules, which belong to no package: they run alone inside the wall."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from quizkit import paths


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a module of runners/host by name."""
    monkeypatch.syspath_prepend(str(paths.runners() / "host"))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return importlib.import_module
