"""What a program's values depend on beside the program: Python, the machine's kind, the libraries."""

from __future__ import annotations

import importlib.metadata
import platform
from contextlib import suppress

from quizkit.model.runner import RunnerSpec


def environment(spec: RunnerSpec) -> str:
    """One line for people and for keys: "CPython 3.11.7 x86_64, torch 2.13.0+cpu". Imports nothing."""
    parts = [f"{platform.python_implementation()} {platform.python_version()} {platform.machine()}"]
    for package in sorted({name.partition(".")[0] for name in spec.preload}):
        with suppress(importlib.metadata.PackageNotFoundError):
            parts.append(f"{package} {importlib.metadata.version(package)}")
    return ", ".join(parts)
