"""Writes the packages of an exam that is taken at a computer: one zip per form, none of them with a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit.app.exams.grade import read_forms
from quizkit.bank.catalogue import open_topic
from quizkit.errors import UsageError
from quizkit.exam.packing import pack
from quizkit.exam.shown import shown_items
from quizkit.formats.packages import packed
from quizkit.model.exam import Form
from quizkit.model.package import Package
from quizkit.report.files import private_folder, write_all_private

ZIP = ".zip"


@dataclass(frozen=True)
class Exported:
    """A package that was written, and where."""

    package: Package
    path: Path


def export(forms: Path, out: Path, letter: str = "", extra: Sequence[Path] = ()) -> list[Exported]:
    """Write a package for each form of `forms`, a form file or the folder that the exam was built into.

    `out` is a folder, or one zip for one form; `letter` names a form where there are several. Raises
    UsageError if they do not fit, ContentError if a question is no longer what it was.
    """
    every = read_forms(forms)
    chosen = [form for form in every if letter in ("", form.form)]
    letters = ", ".join(form.form for form in every)
    if not chosen:
        raise UsageError(f"there is no form '{letter}' in '{forms}'; it has {letters}.")
    single = out.suffix.lower() == ZIP
    if single and len(chosen) > 1:
        raise UsageError(f"'{forms}' has the forms {letters}; choose one with --form, or name a folder.")
    packages = [package_of(form, extra) for form in chosen]
    folder = out.parent if single else private_folder(out)
    if not folder.is_dir():
        raise UsageError(f"there is no folder '{folder}' to write '{out.name}' into; make it first.")
    paths = [out] if single else [folder / f"{one.exam}-{one.form}{ZIP}" for one in packages]
    write_all_private({path: packed(package) for path, package in zip(paths, packages, strict=True)})
    return [Exported(package, path) for package, path in zip(packages, paths, strict=True)]


def package_of(form: Form, extra: Sequence[Path] = ()) -> Package:
    """The package of one form, from the banks as they are now. Raises ContentError if they have changed."""
    return pack(form, shown_items(form, lambda address: open_topic(address, extra)))
