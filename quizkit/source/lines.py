"""Where each value of a YAML file stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Part = str | int
Path = tuple[Part, ...]


@dataclass(frozen=True)
class LineMap:
    """Line numbers, counted from 1, by the path of keys and indices that leads to a value."""

    by_path: Mapping[Path, int] = field(default_factory=dict)

    def at(self, path: Sequence[Part]) -> int:
        """The line of the value at `path`, or of the nearest value around it; 1 if there is none."""
        whole = tuple(path)
        for length in range(len(whole), -1, -1):
            line = self.by_path.get(whole[:length])
            if line is not None:
                return line
        return 1
