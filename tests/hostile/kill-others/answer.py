import os
import signal

got = []
for target in (os.getppid(), -1, 0, 2, 3):
    try:
        os.kill(target, signal.SIGKILL)
    except PermissionError:
        got.append("refused")
