"""Whether a report on disk is still what would be written: a digest of everything that it is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from quizkit import __version__, paths
from quizkit.bank.loaded import LoadedTopic
from quizkit.report.journal import Journal
from quizkit.report.table import ClassTable

NAME = "report.json"
WRITERS = ("app", "report", "text", "bank", "grading")  # the code that decides what stands on a page


def stamp(topics: Sequence[LoadedTopic], table: ClassTable, journal: Journal, *, release: bool) -> str:
    """The digest; equal stamps mean equal pages. The journal only grows, so that its length stands for it."""
    total = hashlib.sha256(f"{__version__}\n{release}\n{journal.size()}\n".encode())
    total.update(journal.header.model_dump_json().encode())
    for loaded in topics:
        total.update(loaded.topic.model_dump_json().encode())
        total.update(loaded.lock.model_dump_json().encode() if loaded.lock else b"")
    rows = [
        replace(row, aliases=frozenset()) for row in table.rows
    ]  # a set's order is another in each process
    for part in (table.questions, table.decisions, table.findings, *rows):
        total.update(repr(part).encode("utf-8", "backslashreplace"))
    for path in _code():
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _code() -> Iterator[Path]:
    for folder in WRITERS:
        for path in sorted((paths.PACKAGE / folder).rglob("*")):
            if path.suffix in (".py", ".j2", ".css"):
                yield path


def is_current(out: Path, made_of: str, pages: list[Path]) -> bool:
    """Whether the report in `out` bears this stamp and all of its `pages` are there.

    Pages are not synced: after a power failure one may be there and hold nothing.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((out / NAME).read_bytes())["made_of"]
        return said == made_of and all(page.stat().st_size for page in pages)
    return False


def text_of(made_of: str) -> str:
    """The stamp's file."""
    return json.dumps({"made_of": made_of}) + "\n"
