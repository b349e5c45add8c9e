hoard = []
try:
    while len(hoard) < 250:
        hoard.append(bytearray(1 << 20))
except MemoryError:
    pass
got = "enough" if len(hoard) >= 160 else "little"
