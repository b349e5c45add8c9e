import os

with open("/box/sparse", "wb") as file:
    os.ftruncate(file.fileno(), 1 << 40)
    got = os.fstat(file.fileno()).st_size == 1 << 40
