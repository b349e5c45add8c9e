import ctypes
import os

got = ctypes.CDLL(None, use_errno=True).ptrace(0, 0, None, None)  # TRACEME: the parent would be stopped with it
