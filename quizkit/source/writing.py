"""Plain data to YAML text, as a person would write it."""

from __future__ import annotations

import yaml

from quizkit.source import scalars


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as block texts and never an alias."""

    def ignore_aliases(self, data: object) -> bool:
        """Repeated values are written out: `load` refuses aliases."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else '"' if _needs_quotes(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _needs_quotes(text: str) -> bool:
    try:
        return scalars.ambiguity(text) is not None or not isinstance(scalars.resolve(text), str)
    except scalars.NumberTooLong:
        return True


_Dumper.add_representer(str, _text)


def dump(data: object) -> str:
    """YAML text that `parse` reads back to `data`: mappings, lists, texts, numbers, truth values, None."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
