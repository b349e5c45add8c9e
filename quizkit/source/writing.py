"""Plain data to YAML text, as a person would write it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from quizkit.source import scalars

if TYPE_CHECKING:
    import yaml


@functools.cache
def _dumper() -> type[yaml.SafeDumper]:
    """A dumper that writes texts of several lines as block texts and never an alias."""
    import yaml  # takes 8 ms, and most commands write none

    class Dumper(yaml.SafeDumper):
        """Repeated values are written out: `load` refuses aliases."""

        def ignore_aliases(self, data: object) -> bool:
            """Of no value is an alias made."""
            return True

    Dumper.add_representer(str, _text)
    return Dumper


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else '"' if _needs_quotes(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _needs_quotes(text: str) -> bool:
    try:
        return scalars.ambiguity(text) is not None or not isinstance(scalars.resolve(text), str)
    except scalars.NumberTooLong:
        return True


def dump(data: object) -> str:
    """YAML text that `parse` reads back to `data`: mappings, lists, texts, numbers, truth values, None."""
    import yaml

    return yaml.dump(data, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=100)
