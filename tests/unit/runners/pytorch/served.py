"""Runs jobs with the PyTorch runner in a plain process, no wall: JSON lines in, frames out, length first.

Called as `served.py RUNNERS THREADS`. It stands in for the jail where a test asks what a run computes, not
how it is shut in.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import struct
import sys
from pathlib import Path


def main() -> None:
    """Answer every line of input with one frame."""
    runners, threads = Path(sys.argv[1]), int(sys.argv[2])
    sys.path[:0] = [str(runners / "host"), str(runners / "pytorch")]
    importlib.import_module("torch").set_num_threads(threads)
    runner = importlib.import_module("runner")
    inside = importlib.import_module("inside")
    runner.warm_up()
    for line in sys.stdin:
        job = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):  # what the code under test prints is not an answer
            runner.reseed(job["seed"])
            frame = inside.frame_of(runner, job)
        sys.stdout.buffer.write(struct.pack("<I", len(frame)) + frame)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
