"""The other systems that a form can be written for, by the names that they have on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quizkit.formats.exporting.canvas_qti import canvas_qti
from quizkit.formats.exporting.gift import gift
from quizkit.formats.exporting.moodle_xml import moodle_xml
from quizkit.formats.exporting.qti22 import qti22
from quizkit.formats.exporting.quiz import Quiz, Written


@dataclass(frozen=True)
class System:
    """`whom` a file is for, in a sentence. Every file holds the key, since its readers grade by it.

    `mark` is part of a file's name where its suffix does not tell what it is for.
    """

    suffix: str
    write: Callable[[Quiz], Written]
    whom: str
    mark: str = ""


SYSTEMS: Mapping[str, System] = {
    "moodle": System(".xml", moodle_xml, "Moodle"),
    "gift": System(".gift", gift, "a system that reads GIFT"),
    "canvas": System(".zip", canvas_qti, "Canvas", "-canvas"),
    "qti22": System(".zip", qti22, "a system that reads QTI 2.2", "-qti22"),
}
