for number in range(100):
    with open(f"/box/{number}", "wb") as handle:
        handle.write(bytes(1 << 20))
