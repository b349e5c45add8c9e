"""A folder on disk as a tree of files: each part of a path is opened by itself, so no link is followed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from quizkit.formats.opening import Refusal, learner_folder, names_in, read_bytes, refuse_or_raise, what_is
from quizkit.formats.trees import Parts
from quizkit.model.finding import Finding


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
            except OSError as error:
                refuse_or_raise(error)
                return ""

    def read(self, at: Parts, limit: int) -> bytes | Refusal:
        """The bytes of a regular file; one more than `limit` of them if it is larger."""
        with self._folder(at[:-1]) as folder:
            return folder if isinstance(folder, Refusal) else read_bytes(folder, at[-1], limit)

    @contextmanager
    def _folder(self, at: Parts) -> Iterator[int | Refusal]:
        with ExitStack() as stack:
            top = os.dup(self._root)
            stack.callback(os.close, top)
            folder: int | Refusal = top
            for name in at:
                if isinstance(folder, Refusal):
                    break
                folder = stack.enter_context(learner_folder(folder, name))
            yield folder
