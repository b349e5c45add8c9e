import mmap

hoard = []
try:
    while len(hoard) < 250:
        hoard.append(mmap.mmap(-1, 1 << 20))
        hoard[-1].write(bytes(1 << 20))
except (OSError, MemoryError):
    pass
got = "enough" if len(hoard) >= 160 else "little"
