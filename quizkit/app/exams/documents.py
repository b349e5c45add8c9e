"""Writes the documents of a built exam: a paper for each form and, where it is asked for, its key.

Files for other systems are written by the same request. They always hold the key, so it must be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from quizkit.app.exams.grade import read_forms
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import UsageError
from quizkit.exam.saying import Saying, by_addresses
from quizkit.exam.shown import ShownItem, shown_items
from quizkit.formats.exporting.quiz import quiz_of
from quizkit.formats.exporting.systems import SYSTEMS
from quizkit.model.exam import Form
from quizkit.report.documents.model import key_of, paper_of
from quizkit.report.documents.targets import TARGETS
from quizkit.report.files import private_folder, write_all_private

KEY = "-key"
MOST_APART = 3  # forms whose notes stand apart where only the numbers of questions differ
WORKERS = 2  # Typst sets pages without holding Python up


@dataclass(frozen=True)
class Request:
    """What to write: `forms` is a form file or a folder of them, `to` the name of a target or a system.

    `out` is a folder, or one file for one form; a key goes beside its paper, in a file of its own. `day` is
    for papers, instead of the forms' own.
    """

    forms: Path
    out: Path
    to: str
    key: bool = False
    letter: str = ""
    day: date | None = None
    extra: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Printed:
    """The files written, and what their format cannot express, each with the forms that it is about.

    `holds_key`: every one of the files holds a key.
    """

    files: tuple[Path, ...]
    notes: dict[str, tuple[str, ...]]
    holds_key: bool


class _Written(Protocol):
    """A document or a quiz, written."""

    @property
    def content(self) -> str | bytes: ...

    @property
    def said(self) -> tuple[Saying, ...]: ...


@dataclass(frozen=True)
class _File:
    """A file to be written of a form."""

    form: Form
    write: Callable[[], _Written]


def print_forms(request: Request) -> Printed:
    """Write the documents, all of them or none.

    Raises UsageError if the request does not fit the forms, ContentError if a question is no longer what it
    was or a document cannot be made.
    """
    suffix = _suffix(request)
    forms = _chosen(request)
    paths = _paths(request, forms, suffix)
    topics: dict[str, LoadedTopic] = {}

    def opened(address: str) -> LoadedTopic:
        if address not in topics:
            topics[address] = open_topic(address, request.extra)
        return topics[address]

    files: dict[Path, _File] = {}
    for form, path in zip(forms, paths, strict=True):
        files |= _files(request, form, shown_items(form, opened), path)
    with ThreadPoolExecutor(WORKERS) as pool:
        written = dict(zip(files, pool.map(lambda file: file.write(), files.values()), strict=True))
    if not _is_file(request, suffix):
        private_folder(request.out)
    write_all_private({path: document.content for path, document in written.items()})
    return Printed(tuple(written), _notes(files, written), request.to in SYSTEMS)


def _files(request: Request, form: Form, items: Sequence[ShownItem], path: Path) -> dict[Path, _File]:
    """The files of one form."""
    key = path.with_stem(path.stem + KEY)
    if request.to in SYSTEMS:
        named = path if path.stem.endswith(KEY) else key
        return {named: _File(form, partial(SYSTEMS[request.to].write, quiz_of(form, items)))}
    write = TARGETS[request.to].write
    day = request.day or form.date
    files = {path: _File(form, partial(write, paper_of(form, items, day)))}
    if request.key:
        files[key] = _File(form, partial(write, key_of(form, items, day)))
    return files


def _notes(files: Mapping[Path, _File], written: Mapping[Path, _Written]) -> dict[str, tuple[str, ...]]:
    """Each note once, with the letters of its forms in order.

    Where many forms number its questions in other ways, these are named by their addresses.
    """
    every: dict[str, dict[Saying, dict[str, Form]]] = {}
    letters: dict[str, dict[str, None]] = {}
    for path, file in files.items():
        for said in written[path].said:
            letters.setdefault(said.sentence, {})[file.form.form] = None
            every.setdefault(said.sentence, {}).setdefault(said, {})[file.form.form] = file.form
    notes: dict[str, tuple[str, ...]] = {}
    for sentence, sayings in every.items():
        if len(sayings) == 1 or len(letters[sentence]) <= MOST_APART:
            notes |= {str(said): tuple(forms) for said, forms in sayings.items()}
        else:
            notes[by_addresses(sentence, _addresses(sayings))] = tuple(letters[sentence])
    return notes


def _addresses(sayings: Mapping[Saying, Mapping[str, Form]]) -> list[str]:
    """The questions that something is said of on several forms, each once."""
    return sorted(
        {
            form.items[number - 1].question
            for said, forms in sayings.items()
            for form in forms.values()
            for number in said.numbers
        }
    )


def _suffix(request: Request) -> str:
    """How the files end, if what is asked for can be written."""
    if request.to in TARGETS:
        return TARGETS[request.to].suffix
    if request.to not in SYSTEMS:
        raise UsageError(f"there is no target '{request.to}'; name one of {', '.join([*TARGETS, *SYSTEMS])}.")
    system = SYSTEMS[request.to]
    if not request.key:
        raise UsageError(
            f"a file for {system.whom} holds the key, by which it grades, and is never for learners; "
            "add --key to have it written."
        )
    if request.day:
        raise UsageError(f"a file for {system.whom} has no date; leave out --date, and set it there.")
    return system.suffix


def _chosen(request: Request) -> list[Form]:
    every = read_forms(request.forms)
    chosen = [form for form in every if request.letter in ("", form.form)]
    if not chosen:
        letters = ", ".join(form.form for form in every[:26])
        raise UsageError(f"there is no form '{request.letter}' in '{request.forms}'; it has {letters}.")
    return chosen


def _is_file(request: Request, suffix: str) -> bool:
    return request.out.suffix.lower() == suffix


def _paths(request: Request, forms: Sequence[Form], suffix: str) -> list[Path]:
    if not _is_file(request, suffix):
        mark = SYSTEMS[request.to].mark if request.to in SYSTEMS else ""
        return [request.out / f"{form.exam}-{form.form}{mark}{suffix}" for form in forms]
    if len(forms) > 1:
        raise UsageError(
            f"'{request.forms}' has {len(forms)} forms; choose one with --form, or name a folder for all."
        )
    if not request.out.parent.is_dir():
        raise UsageError(f"there is no folder '{request.out.parent}' to write into; make it first.")
    return [request.out]
