import ctypes
import os

for _ in range(20 << 4):
    os.write(4, bytes(1 << 16))
ctypes.string_at(0)
