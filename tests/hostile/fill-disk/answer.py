got = 0
for number in range(20):
    with open(f"/box/{number}", "wb", buffering=0) as handle:
        for _ in range(16):
            got += handle.write(bytes(1 << 16)) == 1 << 16
