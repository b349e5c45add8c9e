import numpy


def double(x):
    return numpy.empty((3, 4), dtype=numpy.float32)
