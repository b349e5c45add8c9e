import ctypes

got = ctypes.CDLL(None, use_errno=True).unshare(0x10000000)
