import ctypes
import os

libc, parent, got = ctypes.CDLL(None, use_errno=True), os.getppid(), "refused"
held = ctypes.create_string_buffer(16)
here = (ctypes.c_size_t * 2)(ctypes.addressof(held), 16)
there = (ctypes.c_size_t * 2)(id(None), 16)  # a fork shares the layout of what it was forked from
if parent and libc.syscall(310, parent, here, ctypes.c_long(1), there, ctypes.c_long(1), 0) == 16:
    got = "read"
