import ctypes

libc = ctypes.CDLL(None, use_errno=True)
made = libc.syscall(29, 0, ctypes.c_size_t(4096), 0o1600)
got = -1
if made >= 0:
    libc.syscall(31, made, 0, None)
    got = "made"
