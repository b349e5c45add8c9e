def total(numbers):
    return KNOWN
