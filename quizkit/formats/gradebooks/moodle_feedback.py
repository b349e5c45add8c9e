"""Moodle: the pages of feedback in a zip, as "Upload multiple feedback files in a zip" takes it.

Moodle reads the participant's number between the first two underscores of a folder's name, so that the name
before it may say anything but an underscore. The folders are called like those of the downloaded submissions;
whatever lies in them becomes the learner's feedback files.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from quizkit.formats.gradebooks.lines import Filled, GradeLine, names
from quizkit.model.finding import Finding

NAME = "moodle-feedback.zip"
PAGE = "feedback.html"
_PARTICIPANT = re.compile(r"participant ([0-9]{1,20})", re.IGNORECASE)
_LONGEST_NAME = 60  # characters of a learner's name; the number tells who it is
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no time before; the same pages give the same bytes


def participants(lines: Sequence[GradeLine]) -> dict[str, str]:
    """The numbers that Moodle gave the learners, by learner, as far as their ids tell exactly one."""
    told = {line.learner: _numbers(line) for line in lines}
    return {learner: numbers.pop() for learner, numbers in told.items() if len(numbers) == 1}


def feedback_zip(
    lines: Sequence[GradeLine], numbers: Mapping[str, str], page: Callable[[str], bytes]
) -> Filled:
    """The zip: the `page` of each learner who has a number of their own; a finding names the others."""
    times = Counter(numbers.values())
    known = [line for line in lines if times[numbers.get(line.learner, "")] == 1]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for line in known:
            folder = f"{_name(line)}_{numbers[line.learner]}_assignsubmission_file_"
            packed.writestr(_entry(f"{folder}/{PAGE}"), page(line.learner))
    there = {line.learner for line in known}
    others = [line.learner for line in lines if line.learner not in there]
    return Filled(out.getvalue(), len(known), tuple([_without(others)] if others else []))


def _numbers(line: GradeLine) -> set[str]:
    found = (_PARTICIPANT.fullmatch(word.strip()) for word in (line.learner, *line.aliases))
    return {match[1] for match in found if match}


def _name(line: GradeLine) -> str:
    """The learner's name as a folder may be called everywhere."""
    plain = "".join(one if one.isalnum() or one in "-'" else " " for one in line.name)
    return " ".join(plain.split())[:_LONGEST_NAME].strip() or "Participant"


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it was written
    entry.external_attr = 0o600 << 16
    return entry


def _without(learners: list[str]) -> Finding:
    return Finding(
        code="no-participant",
        file=NAME,
        line=1,
        message=f"Without one participant's number of Moodle, so not in the zip: {names(learners)}.",
        fix="Give Moodle's grading worksheet with --moodle, which tells the numbers, or a roster with them.",
        severity="note",
    )
