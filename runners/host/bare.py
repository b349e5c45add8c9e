"""Runs one job as a plain process, without a seal: for code that its user wrote, where no sandbox can be had.

Started as `python -s -P bare.py CONFIG`, CONFIG being JSON: `host`, `runner`, `preload`, `limits`, and
`pipes` (job, result). Everything else is as in a jail: the runner, the wire, who judges. It uses nothing that
only Linux has; a limit that this system does not know is left out.
"""

from __future__ import annotations

import fcntl
import importlib
import json
import math
import os
import resource
import signal
import struct
import sys
from collections.abc import Mapping

MB = 1 << 20
READY = b"QKUNSEAL"  # not to be taken for a jail's word for "sealed"
SO_FAR = struct.Struct("<dd")  # what the warm-up used: seconds of CPU, peak memory as the system counts it
JOB, RESULT = 3, 4
GRACE_S = 5  # beyond the time allowed, until it ends itself: its engine was killed, or it would have ended it
SPARE = 100  # above what the engine left open


def main() -> None:
    """Prepare the runner, bound this process, say so, run the one job."""
    config = json.loads(sys.argv[1])
    sys.path[:0] = [config["host"], config["runner"]]
    import inside

    for name in config["preload"]:
        importlib.import_module(name)
    runner = importlib.import_module("runner")
    runner.warm_up()
    arrange_descriptors(*config["pipes"])
    bound_resources(config["limits"])
    signal.alarm(math.ceil(config["limits"]["wall_s"]) + GRACE_S)
    used = resource.getrusage(resource.RUSAGE_SELF)
    os.write(RESULT, READY + SO_FAR.pack(used.ru_utime + used.ru_stime, used.ru_maxrss))
    inside.run(runner)


def arrange_descriptors(job: int, result: int) -> None:
    """3 the job, 4 the result, wherever they were before. The engine left nothing else open."""
    parked = [fcntl.fcntl(fd, fcntl.F_DUPFD, SPARE) for fd in (job, result)]
    os.closerange(JOB, SPARE)
    for place, fd in zip((JOB, RESULT), parked, strict=True):
        os.dup2(fd, place, inheritable=False)
    os.closerange(SPARE, max(*parked, job, result) + 1)


def bound_resources(limits: Mapping[str, float]) -> None:
    """The limits that this system knows, on top of what the warm-up used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime + limits["cpu_s"])
    bounds = {
        "RLIMIT_CPU": (seconds, seconds + 1),  # the signal at the first may be ignored, the second ends it
        "RLIMIT_NOFILE": (int(limits["files"]),) * 2,
        "RLIMIT_FSIZE": (int(limits["disk_mb"]) * MB,) * 2,
        "RLIMIT_CORE": (0, 0),
    }
    size = own_size()
    if size:
        bounds["RLIMIT_AS"] = (size + int(limits["memory_mb"]) * MB,) * 2
    for name, pair in bounds.items():
        which = getattr(resource, name, None)
        if which is not None:
            hard = resource.getrlimit(which)[1]
            allowed = [value if hard == resource.RLIM_INFINITY else min(value, hard) for value in pair]
            resource.setrlimit(which, (allowed[0], allowed[1]))


def own_size() -> int:
    """Address space of this process in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm") as handle:
            return int(handle.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


if __name__ == "__main__":
    main()
