import ctypes
import os

call = ctypes.CDLL(None, use_errno=True).syscall
got = "blind"
watch = call(294, 0)
if watch >= 0 and call(254, watch, os.path.dirname(os.__file__).encode(), 0x20) >= 0:  # whoever opens
    with open(os.__file__):
        got = "seen" if os.read(watch, 4096) else "blind"
