import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
got = [libc.unshare(flag) for flag in (0x10000000, 0x20000, 0x40000000)]
got.append(libc.mount(b"none", b"/box", b"tmpfs", 0, None))
