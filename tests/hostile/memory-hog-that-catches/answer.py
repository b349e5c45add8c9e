hoard = []
try:
    while True:
        hoard.append(bytearray(1 << 20))
except MemoryError:
    got = len(hoard) < 160
