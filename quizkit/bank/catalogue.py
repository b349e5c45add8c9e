"""Which topics there are, and how a name finds one: address, bare topic id, unique prefix or file path.

A folder of banks holds collections, `<folder>/<collection>/<topic>.yaml`; a folder that holds topics itself
is one collection. Where two files have one address, `extra` wins over QUIZKIT_PATH, and that over what ships.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit import paths
from quizkit.bank.loaded import BrokenTopic, LoadedTopic, address_of, collection_of, load_topic, usable
from quizkit.errors import UnknownName, UsageError
from quizkit.model.question import Question

SUFFIX = ".yaml"


@dataclass(frozen=True)
class Entry:
    """One topic file and the address it has."""

    address: str
    path: Path


def entries(extra: Sequence[Path] = ()) -> list[Entry]:
    """Every topic file by address, unread. Raises UsageError for an added path that does not exist."""
    return entries_of((*extra, *paths.extra_banks(), paths.banks()))


def entries_of(roots: Sequence[Path]) -> list[Entry]:
    """The topic files of these files and folders alone, by address; earlier ones win. Raises likewise."""
    known: dict[str, Entry] = {}
    for root in roots:
        if not root.exists() and root != paths.banks():
            raise UsageError(f"there is no file or folder '{root}' to take banks from; check the path.")
        for entry in _entries_in(root):
            known.setdefault(entry.address, entry)
    return sorted(known.values(), key=lambda entry: entry.address)


def _entries_in(root: Path) -> Iterator[Entry]:
    if not root.is_dir():
        if root.exists():
            yield Entry(address_of(root), root)
        return
    yield from _topics(root)
    for folder in _listed(root):
        if folder.is_dir():
            yield from _topics(folder)


def _topics(folder: Path) -> Iterator[Entry]:
    collection = collection_of(folder.absolute())
    for path in _listed(folder):
        if path.suffix == SUFFIX and not path.is_dir():
            yield Entry(f"{collection}/{path.stem}", path)


def _listed(folder: Path) -> list[Path]:
    with os.scandir(folder) as found:
        names = sorted(entry.name for entry in found if not entry.name.startswith("."))
    return [folder / name for name in names]


def select(targets: Sequence[str], extra: Sequence[Path] = ()) -> list[Entry]:
    """The entries that `targets` name, each an address, a file or a folder of banks; all if it is empty.

    Raises as `find` does.
    """
    if not targets:
        return entries(extra)
    chosen: dict[Path, Entry] = {}
    for target in targets:
        found = list(_entries_in(Path(target))) if Path(target).is_dir() else [find(target, extra)]
        if not found:
            raise UsageError(f"the folder '{target}' holds no topic; name a file ending in {SUFFIX}.")
        for entry in found:
            chosen.setdefault(entry.path, entry)
    return list(chosen.values())


def all_topics(extra: Sequence[Path] = ()) -> list[LoadedTopic | BrokenTopic]:
    """Every topic, loaded, in the order of addresses; broken ones with their findings."""
    return [load_topic(entry.path, entry.address) for entry in entries(extra)]


def find(name: str | Path, extra: Sequence[Path] = ()) -> Entry:
    """The entry that `name` means. Raises UnknownName, or UsageError if it could be several."""
    if isinstance(name, Path) or _looks_like_a_file(name):
        path = Path(name)
        if not path.exists():
            raise UsageError(f"there is no file '{path}'; check the path.")
        if path.is_dir():
            raise UsageError(f"'{path}' is a folder; name a topic's file, ending in {SUFFIX}.")
        return Entry(address_of(path), path)
    known = entries(extra)
    matches = [entry for entry in known if name in (entry.address, _topic_id(entry))]
    if not matches and name:
        matches = [entry for entry in known if entry.address.startswith(name)]
        matches = matches or [entry for entry in known if _topic_id(entry).startswith(name)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        found = ", ".join(entry.address for entry in matches[:6])
        raise UsageError(f"the topic '{name}' could be {found}; write its whole address.")
    names = [form for entry in known for form in (entry.address, _topic_id(entry))]
    raise UnknownName("topic", name, names, "'quizkit bank list' shows all topics.")


def _topic_id(entry: Entry) -> str:
    return entry.address.split("/", 1)[1]


def _looks_like_a_file(name: str) -> bool:
    return name.endswith(SUFFIX) or name.startswith((".", os.sep))


def open_topic(name: str | Path, extra: Sequence[Path] = ()) -> LoadedTopic:
    """The topic that `name` means, ready for use.

    Raises UnknownName or UsageError if no one file is meant, ContentError with its findings if it is broken.
    """
    entry = find(name, extra)
    return usable(load_topic(entry.path, entry.address))


def _refuse_a_topic(name: str, extra: Sequence[Path]) -> None:
    """Raise UsageError if `name` is a whole topic's, which is an easy slip where a question is expected."""
    if _looks_like_a_file(name):
        is_topic = Path(name).is_file()
    else:
        is_topic = any(name in (entry.address, _topic_id(entry)) for entry in entries(extra))
    if is_topic:
        raise UsageError(
            f"'{name}' is a topic; name one of its questions behind it, as in {name}/QUESTION. "
            f"'quizkit bank show {name}' lists them."
        )


def open_question(name: str, extra: Sequence[Path] = ()) -> tuple[LoadedTopic, Question]:
    """The question that `name` means: `topic/question`, where the topic is anything `open_topic` takes.

    A bare question id does where only one topic has such a question. Raises as `open_topic` does.
    """
    _refuse_a_topic(name, extra)
    topic_name, slash, question_id = name.rpartition("/")
    if slash:
        loaded = open_topic(topic_name, extra)
        return loaded, loaded.question(question_id)
    topics = [found for found in all_topics(extra) if isinstance(found, LoadedTopic)]
    owners = [found for found in topics if any(name == question.id for question in found.topic.questions)]
    if len(owners) == 1:
        return owners[0], owners[0].question(name)
    if owners:
        found = ", ".join(f"{owner.address}/{name}" for owner in owners[:6])
        raise UsageError(f"the question '{name}' could be {found}; write its whole address.")
    known = [question.id for found in topics for question in found.topic.questions]
    raise UnknownName("question", name, known, "Write it as collection/topic/question.")
