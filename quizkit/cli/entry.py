"""The script's first lines: Ctrl-C while the rest is still being imported ends with a sentence, too."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        from quizkit.cli.main import main as command
    except KeyboardInterrupt:
        print("quizkit: interrupted; nothing was begun.", file=sys.stderr)
        sys.exit(130)
    command()
