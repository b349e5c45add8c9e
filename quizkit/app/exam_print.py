"""Writes the documents of a built exam: a paper for each form and, where it is asked for, its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from quizkit.app.exam_grade import read_forms
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import UsageError
from quizkit.exam.shown import shown_items
from quizkit.model.exam import Form
from quizkit.report.documents.model import Key, Paper, key_of, paper_of
from quizkit.report.documents.targets import TARGETS, Target, Written
from quizkit.report.files import private_folder, write_all_private

KEY = "-key"
WORKERS = 2  # Typst sets pages without holding Python up


@dataclass(frozen=True)
class Request:
    """What to write: `forms` is a form file or a folder of them, `to` the name of a target.

    `out` is a folder, or one file for one form; a key goes beside its paper, in a file of its own.
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
    """The files written, and what their format cannot express, each with the forms that it is about."""

    files: tuple[Path, ...]
    notes: dict[str, tuple[str, ...]]


def print_forms(request: Request) -> Printed:
    """Write the documents, all of them or none.

    Raises UsageError if the request does not fit the forms, ContentError if a question is no longer what it
    was or a document cannot be made.
    """
    target = _target(request.to)
    forms = _chosen(request)
    paths = _paths(request, forms, target)
    topics: dict[str, LoadedTopic] = {}

    def opened(address: str) -> LoadedTopic:
        if address not in topics:
            topics[address] = open_topic(address, request.extra)
        return topics[address]

    documents: dict[Path, Paper | Key] = {}
    for form, path in zip(forms, paths, strict=True):
        items = shown_items(form, opened)
        documents[path] = paper_of(form, items, request.day)
        if request.key:
            documents[path.with_stem(path.stem + KEY)] = key_of(form, items, request.day)
    with ThreadPoolExecutor(WORKERS) as pool:
        written = dict(zip(documents, pool.map(target.write, documents.values()), strict=True))
    if not _is_file(request, target):
        private_folder(request.out)
    write_all_private({path: document.content for path, document in written.items()})
    return Printed(tuple(written), _notes(documents, written))


def _notes(
    documents: Mapping[Path, Paper | Key], written: Mapping[Path, Written]
) -> dict[str, tuple[str, ...]]:
    """Each note once, with the letters of its forms in order."""
    notes: dict[str, dict[str, None]] = {}
    for path, document in documents.items():
        form = document.form if isinstance(document, Paper) else document.paper.form
        for said in written[path].notes:
            notes.setdefault(said, {})[form] = None
    return {said: tuple(letters) for said, letters in notes.items()}


def _target(name: str) -> Target:
    if name not in TARGETS:
        raise UsageError(f"there is no target '{name}'; name one of {', '.join(TARGETS)}.")
    return TARGETS[name]


def _chosen(request: Request) -> list[Form]:
    every = read_forms(request.forms)
    chosen = [form for form in every if request.letter in ("", form.form)]
    if not chosen:
        letters = ", ".join(form.form for form in every[:26])
        raise UsageError(f"there is no form '{request.letter}' in '{request.forms}'; it has {letters}.")
    return chosen


def _is_file(request: Request, target: Target) -> bool:
    return request.out.suffix.lower() == target.suffix


def _paths(request: Request, forms: Sequence[Form], target: Target) -> list[Path]:
    if not _is_file(request, target):
        return [request.out / f"{form.exam}-{form.form}{target.suffix}" for form in forms]
    if len(forms) > 1:
        raise UsageError(
            f"'{request.forms}' has {len(forms)} forms; choose one with --form, or name a folder for all."
        )
    if not request.out.parent.is_dir():
        raise UsageError(f"there is no folder '{request.out.parent}' to write into; make it first.")
    return [request.out]
