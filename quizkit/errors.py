"""The exception tree: every error that quizkit raises on purpose, its exit code and its way out.

QuizkitError (1)
├── UsageError (2)            the call is wrong: unknown name, missing file, contradictory flags
│   └── UnknownName (2)       carries the nearest known name
├── ContentError (4)          a bank, blueprint or form is broken; carries its findings
├── StoreError (1)            the log of answers cannot be read or written; it is left as it is
│   └── SessionMovedOn (1)    another process went on with the session; only a new start helps
└── SandboxError (5)
    ├── SandboxUnavailable (5)  no sealed sandbox can be had here; says why and the remedy
    └── SandboxFault (5)        the sandbox failed while it ran; never the learner's fault

Only `cli/` catches them. A message is one sentence that says what is wrong, where, and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from quizkit.model.finding import Finding


class QuizkitError(Exception):
    """Root of the tree; `exit_code` is what the process ends with when nothing else handles it."""

    exit_code: ClassVar[int] = 1


class UsageError(QuizkitError):
    """The command was called with something that does not exist or does not fit."""

    exit_code: ClassVar[int] = 2


class UnknownName(UsageError):
    """A name that is not known; the message ends with the nearest known one, if any is near.

    `within` names what was searched, if that was not everything.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], remedy: str, within: str = "") -> None:
        near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
        guess = f" Did you mean '{near[0]}'?" if near else f" {remedy}"
        place = f" in {within}" if within else ""
        super().__init__(f"there is no {kind} '{name}'{place}.{guess}")


class ContentError(QuizkitError):
    """Content that cannot be used as it stands; `findings` lists every reason."""

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class StoreError(QuizkitError):
    """The log of answers cannot be read, or an event not be added; what it holds is left as it is."""


class SessionMovedOn(StoreError):
    """Another process went on with this session; trying again cannot help."""


class SandboxError(QuizkitError):
    """Anything that keeps code from being run and judged."""

    exit_code: ClassVar[int] = 5


class SandboxUnavailable(SandboxError):
    """No level that the caller's purpose demands can be had on this machine."""


class SandboxFault(SandboxError):
    """The sandbox broke in use: it did not start, did not die, or lost a run."""
