"""Puts parameters into text: `${name}` stands for a value, `$${` for a literal `${`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from quizkit.model.params import Scalar

_PLACE = re.compile(r"\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def fill(text: str, params: Mapping[str, Scalar]) -> str:
    """`text` with each `${name}` replaced by its value; names without a value are left as they stand."""

    def value(place: re.Match[str]) -> str:
        name = place.group(1)
        if name is None:
            return "${"
        return str(params[name]) if name in params else place.group()

    return _PLACE.sub(value, text)


def names_in(text: str) -> set[str]:
    """The names that `text` has places for."""
    return {place.group(1) for place in _PLACE.finditer(text) if place.group(1)}
