"""Takes over the questions of another system: reads its file, writes a topic with pictures beside it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from quizkit import source
from quizkit.bank.loaded import address_of
from quizkit.errors import ContentError, UnknownName, UsageError
from quizkit.formats.importing.aiken import looks_like_aiken, read_aiken
from quizkit.formats.importing.canvas_qti import read_canvas_xml, read_canvas_zip
from quizkit.formats.importing.drafting import Drafted, drafted
from quizkit.formats.importing.gift import read_gift
from quizkit.formats.importing.model import Imported
from quizkit.formats.importing.moodle_xml import read_moodle_xml
from quizkit.formats.importing.names import LONGEST, slug
from quizkit.formats.notes import shown
from quizkit.model.base import ID_PATTERN
from quizkit.model.finding import Finding
from quizkit.model.topic import Topic

Form = Literal["gift", "aiken", "moodle", "canvas"]
FORMS: tuple[Form, ...] = get_args(Form)
MOST_BYTES = 256_000_000
MOST_TEXT = 20_000_000

_HEAD = """\
# Taken over from {file}. A question with 'status: draft' is not asked before somebody looked at it.
"""
_LOOK = "Write what is true of this topic, and sort its questions."
_BLUEPRINT = "Say in the blueprint of an exam what its questions are worth."


@dataclass(frozen=True)
class Brought:
    """What was written: a bank with its address and pictures; how many of its questions can be asked."""

    path: Path
    address: str
    questions: int
    complete: int
    pictures: tuple[Path, ...]
    findings: tuple[Finding, ...]


def import_bank(file: Path, form: str | None, out: Path | None) -> Brought:
    """Write the questions of `file`, in the format `form` or the one it seems to have, as a topic at `out`.

    Raises UsageError for a file that is missing or exists already and for a name that gives no id,
    UnknownName for an unknown format, ContentError if nothing in the file can be taken over.
    """
    if form is not None and form not in FORMS:
        raise UnknownName("format", form, FORMS, f"Known are {', '.join(FORMS)}.")
    path = _target(file, out)
    imported = _read(file, form)
    made = drafted(imported, path.stem, path.stem.replace("-", " ").capitalize())
    if not made.questions:
        raise ContentError(f"'{file}' holds no question that can be taken over.", made.findings)
    text = _HEAD.format(file=repr(shown(file.name))) + source.dump(made.topic)
    loaded = source.parse(text, str(path), Topic)
    if loaded.value is None:
        raise ContentError(f"'{file}' gives a topic that is too large or cannot be held.", loaded.findings)
    written = _write(path, text, made.pictures)
    findings = (*_about(path, made), *made.findings)
    return Brought(path, address_of(path), made.questions, made.complete, written, findings)


def _target(file: Path, out: Path | None) -> Path:
    """Where the topic goes; its name is its id."""
    path = out or Path(f"{slug(file.stem) or 'imported'}.yaml")
    if path.suffix != ".yaml" or not re.fullmatch(ID_PATTERN, path.stem) or len(path.stem) > LONGEST:
        raise UsageError(f"'{path.name}' gives no id for the topic; name the file like first-steps.yaml.")
    if path.exists() or path.is_symlink():
        raise UsageError(f"'{path}' exists already; name another file with -o, or delete it first.")
    return path


def _read(file: Path, form: str | None) -> Imported:
    data = _bytes(file)
    name = shown(str(file))
    kind = form or _recognised(data, name)
    if kind == "canvas":
        return (read_canvas_zip if data.startswith(b"PK") else read_canvas_xml)(data, name)
    if kind == "moodle":
        return read_moodle_xml(data, name)
    text = _text(data, name)
    return read_aiken(text, name) if kind == "aiken" else read_gift(text, name)


def _bytes(file: Path) -> bytes:
    if not file.is_file():
        what = "is no regular file" if file.exists() else "does not exist"
        raise UsageError(f"'{file}' {what}; name the file that the other system exported.")
    with file.open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UsageError(f"'{file}' is larger than {MOST_BYTES // 1_000_000} MB; export it in parts.")
    return data


def _recognised(data: bytes, name: str) -> Form:
    """The format that a file seems to have."""
    if data.startswith(b"PK"):
        return "canvas"
    head = data[:4000].replace(b"\0", b"")
    if b"<questestinterop" in head:
        return "canvas"
    if b"<quiz" in head or head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<?xml"):
        return "moodle"
    return "aiken" if looks_like_aiken(_text(data, name)) else "gift"


def _text(data: bytes, name: str) -> str:
    if len(data) > MOST_TEXT:
        raise UsageError(f"'{name}' is larger than {MOST_TEXT // 1_000_000} MB; import it in parts.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"'{name}' is not UTF-8 on line {line}; save it as UTF-8.") from error


def _about(path: Path, made: Drafted) -> list[Finding]:
    """What is to be said of the topic as a whole."""
    guessed = "Authors, license, insight, language, minutes and difficulties without a tag are placeholders."
    findings = [_topic_finding("placeholder", path, guessed, _LOOK)]
    if made.had_points:
        says = "The points of its questions were left out: here a question has none of its own."
        findings.append(_topic_finding("lost", path, says, _BLUEPRINT))
    return findings


def _topic_finding(code: str, path: Path, says: str, fix: str) -> Finding:
    return Finding(code=code, file=str(path), line=1, message=says, fix=fix, severity="note")


def _write(path: Path, text: str, pictures: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write the bank, which must not exist, and its pictures; nothing is left of them if that fails."""
    made: list[Path] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            made.append(path)
            file.write(text)
        for name, data in pictures.items():
            place = path.parent / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():  # else it is the same: its name holds the sum of its bytes
                made.append(place)
                place.write_bytes(data)
    except FileExistsError:
        raise UsageError(f"'{path}' exists already; name another file with -o, or delete it first.") from None
    except OSError as error:
        for place in made:
            with contextlib.suppress(OSError):
                place.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from error
    return tuple(path.parent / name for name in pictures)
