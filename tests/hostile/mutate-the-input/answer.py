def total(numbers):
    numbers.clear()
    return 0
