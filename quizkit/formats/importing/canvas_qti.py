"""Canvas QTI 1.2: a quiz export or a cartridge as a zip, or a single XML file of either."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast
from urllib.parse import unquote

from quizkit.errors import ContentError
from quizkit.formats.archives import ZipTree, open_archive
from quizkit.formats.importing.model import (
    NO_COUNTERPART,
    Imported,
    Item,
    Note,
    NotTaken,
    Pictures,
    Rich,
    given_up,
    guessed,
    is_too_much,
    problem,
)
from quizkit.formats.importing.pictures import MOST_BYTES as MOST_PICTURE
from quizkit.formats.importing.pictures import MOST_IN_ALL
from quizkit.formats.importing.qti_item import metadata, read_item
from quizkit.formats.importing.qti_scoring import BadItem
from quizkit.formats.importing.qti_texts import read_prompt, together
from quizkit.formats.importing.xml_tree import MAX_BYTES, Element, read_xml
from quizkit.formats.opening import Refusal
from quizkit.formats.trees import FILE, FOLDER, Parts
from quizkit.model.finding import Finding

MOST_MEMBERS = 20_000
MOST_QUIZZES = 500
_BASES = ("$IMS-CC-FILEBASE$", "$IMS_CC_FILEBASE$", "$IMS_CC_FILE_BASE$", "$CANVAS_COURSE_REFERENCE$")
_OTHER = "non_cc_assessments"  # here all of a quiz is; the copy beside it has what other systems can read
_EMPTY: Pictures = {}
_DRAWN = guessed("It stood in a group of which some are drawn; a blueprint says such things here.")
_PASSAGE = guessed("The text that several questions are about stands before it.")


class _Packed:
    """The pictures of a package, by the addresses that its texts have for them."""

    def __init__(self, tree: ZipTree, folder: Parts) -> None:
        self._tree, self._folder = tree, folder
        self._read: dict[str, bytes | None] = {}
        self._left = MOST_IN_ALL

    def get(self, address: str, /) -> bytes | None:
        """The file's bytes, wherever Canvas puts files; None too when very much has been read."""
        if address not in self._read:
            self._read[address] = self._unpacked(address) if self._left > 0 else None
            self._left -= len(self._read[address] or b"")
        return self._read[address]

    def _unpacked(self, address: str) -> bytes | None:
        plain = unquote(address.partition("?")[0])
        for base in _BASES:
            plain = plain.replace(base, "", 1)
        parts = tuple(part for part in posixpath.normpath(plain).split("/") if part)
        for at in (("web_resources", *parts), parts, (*self._folder, *parts)):
            if self._tree.kind(at) == FILE:
                data = self._tree.read(at, MOST_PICTURE)
                return None if isinstance(data, Refusal) else data
        return None


def read_canvas_zip(data: bytes, file: str) -> Imported:
    """Every question of a package. Raises ContentError if it is no zip or holds no quiz."""
    tree = open_archive(cast("io.BufferedReader", io.BytesIO(data)), file, MOST_MEMBERS)
    if isinstance(tree, Refusal):
        raise _unreadable(file, tree.reason)
    found: list[Imported] = []
    findings: list[Finding] = list(tree.findings)
    for at in _quizzes(tree):
        name = f"{file}/{'/'.join(at)}"
        content = tree.read(at, MAX_BYTES)
        if isinstance(content, Refusal):
            findings.append(problem("unreadable-file", name, 1, content.reason, "Export the quiz again."))
            continue
        try:
            root = read_xml(content, name)
        except ContentError as error:
            findings += error.findings
            continue
        if root.name == "questestinterop":
            found.append(_read(root, name, _Packed(tree, at[:-1])))
    if not found and not findings:
        raise _unreadable(file, "It holds no quiz in QTI 1.2.")
    title = found[0].title if len(found) == 1 else ""
    items = tuple(item for one in found for item in one.items)
    return Imported(title, items, (*findings, *(each for one in found for each in one.findings)))


def read_canvas_xml(data: bytes, file: str) -> Imported:
    """Every question of a single file. Raises ContentError if it is no XML, or beyond the bounds."""
    return _read(read_xml(data, file), file, _EMPTY)


def _unreadable(file: str, why: str) -> ContentError:
    finding = problem("unreadable-file", file, 1, why, "Export the quiz from Canvas again.")
    return ContentError(f"'{file}' cannot be read.", [finding])


def _quizzes(tree: ZipTree) -> list[Parts]:
    """The files that may hold a quiz; of two copies of one the fuller."""
    found = [at for at in _files(tree, ()) if at[-1].endswith((".xml", ".xml.qti"))]
    fuller = {at[-1].removesuffix(".xml.qti") for at in found if at[:-1] == (_OTHER,)}
    kept = [at for at in found if not (at[-1] == "assessment_qti.xml" and at[-2:-1] and at[-2] in fuller)]
    return [at for at in kept if at[-1] not in ("imsmanifest.xml", "assessment_meta.xml")][:MOST_QUIZZES]


def _files(tree: ZipTree, at: Parts) -> Iterator[Parts]:
    names = tree.names(at)
    for name in [] if isinstance(names, Refusal) else names:
        kind = tree.kind((*at, name))
        if kind == FOLDER:
            yield from _files(tree, (*at, name))
        elif kind == FILE:
            yield (*at, name)


def _read(root: Element, file: str, pictures: Pictures) -> Imported:
    assessment = next(root.every("assessment"), None)
    title = assessment.attributes.get("title", "") if assessment else ""
    passages = _passages(root, pictures)
    items: list[Item] = []
    findings: list[Finding] = []
    for element, notes in _items(root, ()):
        identity = element.attributes.get("ident", "")
        place = Item(
            file,
            element.line,
            element.attributes.get("title", ""),
            Rich(""),
            _reference(element),
            identity=identity or element.attributes.get("item_ref", ""),
            category=title,
            notes=notes,
        )
        if identity in passages:
            continue
        if is_too_much(items, findings):
            findings.append(given_up(file, element.line))
            break
        if element.name != "item":
            items.append(place)
            continue
        try:
            found = list(read_item(element, place, pictures))
        except BadItem as error:
            says = f"The item '{identity[:60]}' cannot be read: {error}"
            fix = "Mend it in Canvas and export it again, or write it anew in the bank."
            findings.append(problem("unreadable-question", file, element.line, says, fix))
            continue
        passage = passages.get(metadata(element).get("parent_stimulus_item_ident", ""))
        items += [_after(passage, item) if passage else item for item in found]
    return Imported(title, tuple(items), tuple(findings))


def _items(holder: Element, notes: Sequence[Note]) -> Iterator[tuple[Element, tuple[Note, ...]]]:
    """Every item with what is to be said of the groups around it."""
    for part in holder.children():
        if part.name in ("item", "bankentry_item"):
            yield part, tuple(notes)
            continue
        drawn = next(part.every("selection_number"), None) if part.name == "section" else None
        yield from _items(part, [_DRAWN] if drawn is not None else notes)


def _reference(element: Element) -> NotTaken:
    return NO_COUNTERPART["other bank" if element.name != "item" else "description"]


def _passages(root: Element, pictures: Pictures) -> dict[str, Rich]:
    """The texts that several items are about, by the identity of their own item."""
    wanted = {metadata(item).get("parent_stimulus_item_ident", "") for item in root.every("item")} - {""}
    found: dict[str, Rich] = {}
    for item in root.every("item"):
        presentation = item.child("presentation")
        if presentation is not None and item.attributes.get("ident", "") in wanted:
            found[item.attributes["ident"]] = read_prompt(presentation, pictures)
    return found


def _after(passage: Rich, item: Item) -> Item:
    """`item` with the passage before its own text."""
    both = together([passage, item.prompt], item.prompt.pictures)
    return replace(item, prompt=both, notes=(*item.notes, _PASSAGE))
