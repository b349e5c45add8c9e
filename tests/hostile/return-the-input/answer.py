def ordered(numbers):
    return numbers
