import os

for _ in range(80 << 4):
    os.write(1, bytes(1 << 16))
got = "all printed"
