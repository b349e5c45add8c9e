"""The other systems that a form can be written for, by the names that they have on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizkit.formats.exporting.gift import gift
from quizkit.formats.exporting.moodle_xml import moodle_xml
from quizkit.formats.exporting.quiz import Quiz, Written


@dataclass(frozen=True)
class System:
    """`whom` a file is for, in a sentence. Every file holds the key, since its readers grade by it."""

    suffix: str
    write: Callable[[Quiz], Written]
    whom: str


SYSTEMS: Mapping[str, System] = {
    "moodle": System(".xml", moodle_xml, "Moodle"),
    "gift": System(".gift", gift, "a system that reads GIFT"),
}
