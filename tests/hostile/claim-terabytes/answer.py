import os
import struct

os.write(4, struct.pack("<4sHHIQ", b"QKWF", 1, 0, 10, 1 << 60))
os._exit(0)
