for got in range(1, 4001):
    open(f"/box/{got}", "w").close()
