import ctypes

got = "made" if ctypes.CDLL(None, use_errno=True).syscall(319, b"file", 0) > 2 else -1
