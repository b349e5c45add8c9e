def total(numbers):
    return float("nan")
