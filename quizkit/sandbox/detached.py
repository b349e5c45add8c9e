"""Starts processes of the engine that have no terminal and outlive the command that started them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

KEPT = ("PATH", "HOME", "TMPDIR", "LANG")


def start(script: Path, fd: int, plan: Mapping[str, object]) -> None:
    """Run `script`, whose argument is the number of `fd`, handed over, and whose standard input is `plan`.

    The plan, as JSON, also holds `path`: the engine's own sys.path, since the script is run isolated and
    without `site`, so that nothing is imported from anywhere but where the engine itself imports from.
    Raises OSError.
    """
    with tempfile.TemporaryFile() as told:
        told.write(json.dumps({**plan, "path": [each for each in sys.path if each]}).encode())
        told.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(script), str(fd)],
            env={name: os.environ[name] for name in KEPT if name in os.environ},
            pass_fds=[fd],
            stdin=told,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
    # Reaped, should it end before us, by a thread of its own: nobody here waits for it.
    threading.Thread(target=process.wait, daemon=True).start()
