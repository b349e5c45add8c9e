import ctypes

got = "made" if ctypes.CDLL(None, use_errno=True).syscall(425, 1, ctypes.create_string_buffer(120)) > 2 else -1
