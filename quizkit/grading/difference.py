"""What a comparison finds: the difference that matters most, in words and in units of the tolerance."""

from __future__ import annotations

import math
from dataclasses import dataclass

from quizkit.model.code_parts import Tolerance


@dataclass(frozen=True)
class Difference:
    """Where and how a value is not the expected one.

    `path` leads from the whole value to the part ("[2]['bias']", empty for the whole). `says` is a phrase
    without the path. `expected` and `actual` are short texts. `largest` is the largest absolute difference
    and `index` where in the tensor it stands, both None unless two numbers or two tensors of one shape were
    compared. `tolerances` is the largest gap in units of what was allowed, infinite where none could bridge
    it.
    """

    path: str
    says: str
    expected: str
    actual: str
    largest: float | None = None
    index: tuple[int, ...] | None = None
    tolerances: float = math.inf

    def __str__(self) -> str:
        return f"at {self.path}: {self.says}" if self.path else self.says


# As in torch.testing.assert_close, by torch's short dtype names; whatever is not listed compares exactly.
DEFAULTS = {
    "float16": Tolerance(rtol=1e-3, atol=1e-5),
    "bfloat16": Tolerance(rtol=1.6e-2, atol=1e-5),
    "float32": Tolerance(rtol=1.3e-6, atol=1e-5),
    "float64": Tolerance(rtol=1e-7, atol=1e-7),
    "complex64": Tolerance(rtol=1.3e-6, atol=1e-5),
    "complex128": Tolerance(rtol=1e-7, atol=1e-7),
}
EXACT = Tolerance(rtol=0, atol=0)


def default_tolerance(dtype: str) -> Tolerance:
    """The tolerance for values of `dtype` where the check names none."""
    return DEFAULTS.get(dtype, EXACT)
