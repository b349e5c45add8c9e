"""quizkit as a process of its own, as a shell would start it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

QUIZKIT = (sys.executable, "-c", "from quizkit.cli.main import main; main()")


def quizkit(
    *words: object, place: Path | None = None, before: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in the folder `place`; `before` stands in front of it."""
    return subprocess.run(
        [*before, *QUIZKIT, *map(str, words)],
        capture_output=True,
        text=True,
        cwd=place,
        env={**os.environ, **environment},
        check=False,
    )


def call(place: Path, *words: object, code: int = 0) -> str:
    """What a command says on both streams, with a state of its own in `place`. It must end with `code`."""
    done = quizkit(*words, place=place, QUIZKIT_STATE=str(place / "state"), PYTHONHASHSEED="random")
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr
