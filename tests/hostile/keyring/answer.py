import ctypes

serial = ctypes.CDLL(None, use_errno=True).syscall(248, b"user", b"quizkit-test", b"note", ctypes.c_size_t(4), -2)
got = "kept" if serial > 0 else -1
