"""A folder on disk as a tree of files: each part of a path is opened by itself, so no link is followed.

What a learner put there (a link, a pipe, a folder in a file's place) is refused. What is gone, what the
engine may not open and what a disk or a network fails on is the system's: it is raised, so that it costs
nobody.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from quizkit.formats.opening import Refusal, names_in, read_bytes, what_is
from quizkit.formats.trees import Parts
from quizkit.model.finding import Finding

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PUT_THERE = (errno.ENOTDIR, errno.ELOOP, errno.ENXIO)  # a file, a link or a socket in another thing's place


class DiskTree:
    """The files below an open folder, which stays open as long as the tree is used."""

    is_archive = False
    findings: Sequence[Finding] = ()

    def __init__(self, root: int) -> None:
        self._root = root

    def names(self, at: Parts) -> list[str] | Refusal:
        """The sorted names in a folder, without hidden ones; of very many only some."""
        with self._folder(at) as folder:
            return folder if isinstance(folder, Refusal) else names_in(folder)

    def kind(self, at: Parts) -> str:
        """What is there, by a word; "" for nothing."""
        with self._folder(at[:-1]) as folder:
            if isinstance(folder, Refusal):
                return ""
            try:
                return what_is(folder, at[-1])
            except FileNotFoundError:
                return ""

    def read(self, at: Parts, limit: int) -> bytes | Refusal:
        """The bytes of a regular file; one more than `limit` of them if it is larger."""
        with self._folder(at[:-1]) as folder:
            if isinstance(folder, Refusal):
                return folder
            try:
                return read_bytes(folder, at[-1], limit)
            except OSError as error:
                return _refused(error, "file")

    @contextmanager
    def _folder(self, at: Parts) -> Iterator[int | Refusal]:
        with ExitStack() as stack:
            top = os.dup(self._root)
            stack.callback(os.close, top)
            folder: int | Refusal = top
            for name in at:
                if isinstance(folder, Refusal):
                    break
                folder = _opened(folder, name)
                if not isinstance(folder, Refusal):
                    stack.callback(os.close, folder)
            yield folder


def _opened(folder: int, name: str) -> int | Refusal:
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except OSError as error:
        return _refused(error, "folder")


def _refused(error: OSError, kind: str) -> Refusal:
    """Why the learner's file or folder is refused; raises `error` if it is the system's."""
    if error.errno not in _PUT_THERE:
        raise error
    return Refusal(f"The {kind} could not be opened: {error.strerror}; hand in a plain copy of it.")
