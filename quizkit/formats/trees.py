"""What was handed in seen as a tree of files, whether it lies in a folder or in an archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from quizkit.formats.opening import Refusal
from quizkit.model.finding import Finding

Parts = tuple[str, ...]  # the names from the top down to a file or folder; () is the top itself

FILE, FOLDER, LINK = "file", "folder", "link"
_READ = (".py", ".yaml", ".ipynb", ".zip")


class Tree(Protocol):
    """Files by their place. Several threads may use it at once.

    Nothing that it holds makes it raise; OSError if the system cannot open or read what is there.
    """

    @property
    def is_archive(self) -> bool:
        """Whether the files lie in an archive."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What was left out of the tree, and why."""

    def names(self, at: Parts) -> list[str] | Refusal:
        """The sorted names in a folder, without hidden ones; of very many only some."""

    def kind(self, at: Parts) -> str:
        """FILE, FOLDER, LINK or another word for what is there, such as "named pipe"; "" for nothing."""

    def read(self, at: Parts, limit: int) -> bytes | Refusal:
        """The bytes of a regular file; one more than `limit` of them if it is larger."""


def unwrapped(tree: Tree, at: Parts) -> Parts:
    """The folder at `at`, or the one within it if there is nothing else: packing often adds one around.

    A folder that is named like a file is left where it is.
    """
    for _ in range(3):
        names = tree.names(at)
        if isinstance(names, Refusal) or len(names) != 1 or names[0].endswith(_READ):
            break
        if tree.kind((*at, names[0])) != FOLDER:
            break
        at = (*at, names[0])
    return at
