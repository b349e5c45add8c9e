import ctypes
import os

call = ctypes.CDLL(None, use_errno=True).syscall
parent, got = os.getppid(), "refused"
if parent:
    held = call(434, parent, 0)  # pidfd_open
    if held >= 0 and call(438, held, 0, 0) >= 0:  # pidfd_getfd
        got = "taken"
