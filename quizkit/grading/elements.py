"""The elements of a tensor, read from its bytes with numpy; bfloat16 is widened by hand."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from quizkit.model.value import Tensor

Array = NDArray[np.generic]

NUMPY = {
    "bool": "?",
    "uint8": "u1",
    "int8": "i1",
    "int16": "<i2",
    "uint16": "<u2",
    "int32": "<i4",
    "uint32": "<u4",
    "int64": "<i8",
    "uint64": "<u8",
    "float16": "<f2",
    "bfloat16": "<u2",  # the upper half of a float32, widened by `elements`
    "float32": "<f4",
    "float64": "<f8",
    "complex64": "<c8",
    "complex128": "<c16",
}


def count(tensor: Tensor) -> int:
    """The number of elements that the shape promises."""
    return math.prod(tensor.shape)


def elements(tensor: Tensor) -> Array | None:
    """The elements as a flat array, or None if the dtype is unknown or the bytes do not fit the shape."""
    code = NUMPY.get(tensor.dtype)
    if code is None or min(tensor.shape, default=1) < 0:
        return None
    dtype = np.dtype(code)
    if count(tensor) * dtype.itemsize != len(tensor.data):
        return None
    flat = np.frombuffer(tensor.data, dtype=dtype)
    if tensor.dtype == "bfloat16":
        return (flat.astype(np.uint32) << 16).view(np.float32)
    return flat


def first_elements(tensor: Tensor, most: int) -> list[bool | int | float | complex]:
    """The first `most` elements; none where they cannot be read."""
    flat = elements(tensor)
    return [] if flat is None else flat[:most].tolist()


def scalar(tensor: Tensor) -> bool | int | float | None:
    """The Python number in a 0-dimensional tensor; None for another shape or a complex number."""
    flat = elements(tensor) if tensor.shape == () else None
    item = None if flat is None else flat[0].item()
    return item if isinstance(item, bool | int | float) else None
