"""An exam's package as a file: a zip, or the folder it was unpacked into, with everything in `exam.json`.

Who opens one need not trust who made it: sizes are bounded, nothing is unpacked to disk, no link is followed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pydantic import ValidationError

from quizkit.errors import UsageError
from quizkit.formats.archives import open_archive
from quizkit.formats.disk import DiskTree
from quizkit.formats.opening import Refusal, root_folder
from quizkit.formats.trees import Tree, unwrapped
from quizkit.model.package import Package

NAME = "exam.json"
MAX_BYTES = 20_000_000
MOST_MEMBERS = 1_000
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


def packed(package: Package) -> bytes:
    """The package as a zip; the same bytes for the same package."""
    return zipped({NAME: package.model_dump_json(indent=1, exclude_defaults=True)})


def zipped(files: Mapping[str, str]) -> bytes:
    """A zip of text files; the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def is_package(path: Path) -> bool:
    """Whether `path` looks like a package rather than like a form file."""
    return path.suffix.lower() == ".zip" or (path / NAME).is_file()


def read_package(path: Path) -> Package:
    """The package at `path`, a zip or a folder. Raises UsageError if it is none, or none that can be used."""
    with _opened(path) as tree:
        inside = (*unwrapped(tree, ()), NAME)
        data = tree.read(inside, MAX_BYTES) if tree.kind(inside) else Refusal("There is none.")
    if isinstance(data, Refusal):
        raise UsageError(f"'{path}' is no exam package: {NAME} cannot be read in it. {data.reason}")
    if len(data) > MAX_BYTES:
        raise UsageError(f"'{path}' is no exam package: its {NAME} is larger than 20 MB; ask for it again.")
    try:
        return Package.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"][:6])[:80] or "its beginning"
        raise UsageError(
            f"'{path}' is no exam package that this quizkit can use ({place}: {first['msg'][:80]}); "
            "ask for it again."
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[Tree]:
    if not path.exists():
        raise UsageError(f"there is no exam package '{path}'; check the path.")
    with ExitStack() as stack:
        try:
            if path.is_dir():
                yield DiskTree(stack.enter_context(root_folder(path)))
                return
            if not path.is_file():
                raise UsageError(f"'{path}' is neither a file nor a folder; name the package of the exam.")
            tree = open_archive(stack.enter_context(path.open("rb")), path.name, MOST_MEMBERS)
        except OSError as error:
            raise UsageError(f"'{path}' could not be opened: {error.strerror}.") from error
        if isinstance(tree, Refusal):
            raise UsageError(f"'{path}' is no exam package. {tree.reason}")
        yield tree
