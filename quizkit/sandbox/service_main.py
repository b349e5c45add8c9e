"""Run as a script, by the engine: becomes the warm service. Its standard input is the plan, as JSON.

The plan's `path` is the engine's own sys.path: this starts isolated and without `site`, so that nothing is
imported from anywhere but where the engine itself imports from.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Take the plan, let go of the terminal and the folder, serve."""
    plan = json.loads(sys.stdin.buffer.read())
    sys.path[:] = plan.pop("path")
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in range(3):
        os.dup2(nothing, fd)
    os.close(nothing)
    os.chdir("/")
    from quizkit.sandbox import service_host  # found by the path above

    service_host.serve(int(sys.argv[1]), plan)


if __name__ == "__main__":
    main()
