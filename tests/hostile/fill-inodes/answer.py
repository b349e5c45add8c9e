for number in range(100_000):
    open(f"/box/{number}", "w").close()
