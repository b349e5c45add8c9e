"""Writes a new topic to start from: a choice and a code question that lint and prove as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from quizkit.errors import UnknownName, UsageError
from quizkit.model.base import ID_PATTERN

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_ID = 64


def write_topic(address: str, runner: str, into: Path) -> Path:
    """Write `into/collection/topic.yaml` for the address `collection/topic` and return its path.

    Raises UsageError for an address that is none and for a file that exists, UnknownName for a runner without
    a template.
    """
    collection, slash, topic = address.partition("/")
    for name in (collection, topic):
        if not slash or not re.fullmatch(ID_PATTERN, name) or len(name) > LONGEST_ID:
            remedy = "write collection/topic in lower-case letters, digits and hyphens"
            raise UsageError(f"'{address}' is no address; {remedy}.")
    known = {path.stem: path for path in TEMPLATES.glob("*.yaml")}
    if runner not in known:
        raise UnknownName("template for the runner", runner, known, f"Use one of {', '.join(sorted(known))}.")
    text = known[runner].read_text(encoding="utf-8")
    title = topic.replace("-", " ").capitalize()
    # Quoted: an id such as 2024-01-01 would be taken for a date.
    filled = text.replace("@ID@", f'"{topic}"').replace("@TITLE@", f'"{title}"')
    path = into / collection / f"{topic}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = path.open("x", encoding="utf-8")
    except FileExistsError:
        raise UsageError(f"'{path}' exists already; choose another name or delete it first.") from None
    try:
        with file:
            file.write(filled)
    except OSError as error:  # a full disk must not leave a file that is in the way of the next try
        path.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from error
    return path
