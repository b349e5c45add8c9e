"""Ctrl-C before anything was begun is a sentence as well, not a traceback out of an import."""

from __future__ import annotations

import subprocess
import sys

PRESSED = """
import sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Finder())
from quizkit.cli.entry import main
main()
"""


def test_ctrl_c_during_the_imports_is_told_in_a_sentence() -> None:
    done = subprocess.run([sys.executable, "-c", PRESSED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (
        130,
        "",
        "quizkit: interrupted; nothing was begun.\n",
    )
