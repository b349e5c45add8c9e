import ctypes

got = "made" if ctypes.CDLL(None, use_errno=True).syscall(323, 1) > 2 else -1  # 1: faults of user mode alone
