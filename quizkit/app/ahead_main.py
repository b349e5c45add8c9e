"""Run as a script, by a check: becomes the helper that prepares keys ahead. Its standard input is the plan.

It holds the descriptor that its argument names, a lock, until it ends. Like the warm service's script it
starts isolated and without `site`, and takes the engine's own sys.path from the plan.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Take the plan, let go of the terminal, wait until a check that follows at once is over, work."""
    plan = json.loads(sys.stdin.buffer.read())
    sys.path[:] = plan.pop("path")
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in range(3):
        os.dup2(nothing, fd)
    os.close(nothing)
    time.sleep(plan["quiet_s"])
    from quizkit.app import ahead  # found by the path above

    ahead.refill(plan)


if __name__ == "__main__":
    main()
