"""Where a regrade works: on a copy of the journal that can take the journal's place in one step."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizkit.report.journal import NAME, Journal, open_journal

PREFIX = ".regrade-"


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """A folder elsewhere with a copy of the journal in `folder`, if it has one: a dry run opens that."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as place:
        if (folder / NAME).is_file():
            shutil.copyfile(folder / NAME, Path(place) / NAME)
        yield Path(place)


@contextmanager
def drafted(before: Journal) -> Iterator[Journal]:
    """A copy of a journal, beside it: until it takes the original's place, nothing has happened.

    What a killed regrade left there is swept.
    """
    beside = before.path.parent
    for left in beside.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside) as place:
        shutil.copyfile(before.path, Path(place) / NAME)
        journal = open_journal(Path(place), before.header, fixed_secret=True)
        try:
            yield journal
        finally:
            journal.close()
