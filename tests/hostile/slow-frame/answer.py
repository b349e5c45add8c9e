import os
import struct

tree = b"," * 700_000 + b'"' + b'\\"' * 7_000_000
os.write(4, struct.pack("<4sHHIQ", b"QKWF", 1, 0, len(tree), 0))
rest = memoryview(tree)
while rest:
    rest = rest[os.write(4, rest) :]
os._exit(0)
