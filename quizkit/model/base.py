"""What all nouns share: immutability, refusal of unknown fields, the shape of an id."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints


def _day(given: object) -> object:
    """A date as people write it in a file; pydantic would take a number for seconds since 1970."""
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    if given is None or type(given) is date:
        return given
    raise ValueError("it is no day of the calendar; write it like 2026-12-01")


Day = Annotated[date, BeforeValidator(_day)]
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\n]+$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=100_000)]


class Noun(BaseModel):
    """A frozen model that refuses fields it does not know.

    What checks its values is built when it is first needed: a command uses few of the nouns that it loads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
