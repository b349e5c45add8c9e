"""What the compiled index gives is what the files give, and nothing that lies there can change that."""

from __future__ import annotations

import math
import os
import resource
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quizkit import paths
from quizkit.bank import index
from quizkit.bank.loaded import BrokenTopic, LoadedTopic, load_topic
from quizkit.bank.runners import load_runner
from quizkit.model.lock import Lock
from quizkit.model.topic import Topic

ROOT = Path(__file__).resolve().parents[3]
BANKS = sorted((ROOT / "banks").glob("*/*.yaml"))
NOBODY = 65534


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the index of this test lies; nothing is there yet."""
    monkeypatch.setenv("QUIZKIT_STATE", str(tmp_path / "state"))
    return tmp_path / "state" / index.NAME


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A topic with its lock, read once."""
    path = tmp_path / "lab" / "aliasing.yaml"
    path.parent.mkdir()
    for name in ("aliasing.yaml", "aliasing.lock.json"):
        shutil.copy(ROOT / "banks" / "python" / name, path.parent / name)
    load(path)
    return path


def load(path: Path) -> LoadedTopic:
    """The topic at `path`, which is a good one."""
    loaded = load_topic(path)
    assert isinstance(loaded, LoadedTopic)
    return loaded


def told(path: Path) -> str:
    """Everything that is known of a topic, as text: 1, 1.0 and true are three things in it."""
    loaded = load_topic(path)
    if isinstance(loaded, BrokenTopic):
        return repr(loaded)
    unset = loaded.topic.model_dump_json(exclude_unset=True)
    return repr((loaded, list(loaded.lines.by_path), loaded.topic.model_dump_json(), unset))


def entry(folder: Path) -> Path:
    """The only entry."""
    (only,) = folder.iterdir()
    return only


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether each topic that is loaded meanwhile comes out of the index."""
    seen: list[bool] = []
    recall = index.recall

    def recalled(key: str) -> object:
        found = recall(key)
        seen.append(found is not None)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(index, "recall", recalled)
        yield seen


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_a_bank_that_ships_comes_back_exactly(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, first = told(path), load_topic(path)
    with served(monkeypatch) as seen:
        assert told(path) == read
        assert load_topic(path) == first
    assert seen == [True, True]


@pytest.mark.parametrize("name", ["python", "pytorch"])
def test_so_does_a_runner(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = load_runner(name)
    with served(monkeypatch) as seen:
        again = load_runner(name)
    assert seen == [True]
    assert repr(again) == repr(read)
    assert again.model_dump_json() == read.model_dump_json()


def test_the_index_is_for_its_owner_alone(bank: Path, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry(folder).stat().st_mode) == 0o600


def test_an_edited_bank_is_never_served_from_the_index(bank: Path) -> None:
    before = bank.stat()
    bank.write_text(bank.read_text().replace("minutes: 8", "minutes: 9"))
    os.utime(bank, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert bank.stat().st_size == before.st_size
    assert load(bank).topic.minutes == 9


def test_neither_is_one_whose_lock_was_changed_taken_away_or_added(bank: Path) -> None:
    lock = bank.with_name("aliasing.lock.json")
    text = lock.read_text()
    known = load(bank).lock
    assert known is not None
    question = next(iter(known.questions))
    lock.write_text(text.replace(known.questions[question].source, "0" * 64))
    changed = load(bank).lock
    assert changed is not None
    assert changed.questions[question].source == "0" * 64
    lock.unlink()
    assert load(bank).lock is None
    lock.write_bytes(b"")
    assert [note.code for note in load(bank).notes] == ["broken-lock"]
    lock.write_text(text)
    assert load(bank).lock == known


def test_a_copy_under_another_name_is_told_as_misnamed(bank: Path) -> None:
    other = bank.rename(bank.with_name("other.yaml"))
    assert "id-is-not-file-name" in told(other)


def test_a_damaged_entry_is_ignored_and_made_again(bank: Path, folder: Path) -> None:
    expected, whole = told(bank), entry(folder).read_bytes()
    flipped = [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in (0, 31, 32, -2)]
    for damaged in (b"", whole[:20], whole[:-1], whole + b" ", *flipped):
        entry(folder).write_bytes(damaged)
        assert told(bank) == expected
        assert entry(folder).read_bytes() == whole


def test_an_entry_under_another_ones_name_is_ignored(bank: Path, folder: Path) -> None:
    first = entry(folder)
    bank.write_text(bank.read_text().replace("minutes: 8", "minutes: 9"))
    load(bank)
    (second,) = set(folder.iterdir()) - {first}
    shutil.copy(first, second)
    assert load(bank).topic.minutes == 9


def make_a_link(path: Path) -> None:
    """The same content, but behind a link."""
    path.symlink_to(path.rename(path.with_name("elsewhere")))


def make_a_fifo(path: Path) -> None:
    """What would block a careless reader."""
    path.unlink()
    os.mkfifo(path, 0o600)


def give_away(path: Path) -> None:
    """Another user's file."""
    if os.geteuid():
        pytest.skip("only root can give a file away")
    os.chown(path, NOBODY, NOBODY)


SPOILS = [make_a_link, make_a_fifo, give_away, lambda path: path.chmod(0o644), lambda path: path.chmod(0o620)]


@pytest.mark.parametrize("spoil", SPOILS)
def test_an_entry_that_is_not_its_owners_alone_is_not_read(
    spoil: Callable[[Path], None], bank: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told(bank)
    spoil(entry(folder))
    with served(monkeypatch) as seen:
        assert told(bank) == expected
        assert told(bank) == expected
    assert seen == [False, True]


@pytest.mark.parametrize("spoil", [make_a_link, give_away, lambda path: path.chmod(0o770)])
def test_a_folder_that_is_not_its_owners_alone_is_neither_read_nor_written(
    spoil: Callable[[Path], None], bank: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(folder)
    entry(folder).unlink()
    with served(monkeypatch) as seen:
        load(bank)
        load(bank)
    assert seen == [False, False]
    assert not list(folder.iterdir())


def test_where_nothing_can_be_written_everything_works_without(
    bank: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told(bank)
    monkeypatch.setenv("QUIZKIT_STATE", str(bank / "state"))  # below a file
    assert told(bank) == expected
    monkeypatch.setenv("QUIZKIT_STATE", str(folder.parent))
    shutil.rmtree(folder)
    folder.write_text("not a folder")
    assert told(bank) == expected
    if os.geteuid():  # root writes everywhere
        folder.unlink()
        folder.parent.chmod(0o500)
        assert told(bank) == expected
        folder.parent.chmod(0o700)


def test_a_full_disk_leaves_nothing_behind(bank: Path, folder: Path) -> None:
    expected = told(bank)
    entry(folder).unlink()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        assert told(bank) == expected
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not list(folder.iterdir())


def test_processes_that_begin_the_index_at_once_agree(bank: Path, folder: Path) -> None:
    expected = load(bank)
    shutil.rmtree(folder)
    program = (
        "import sys; from pathlib import Path; from quizkit.bank.loaded import load_topic;"
        "print(len({repr(load_topic(Path(sys.argv[1]))) for _ in range(20)}), load_topic(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(bank)]
    racing = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = {process.communicate()[0] for process in racing}
    assert said == {f"1 {expected}\n"}
    assert stat.S_ISREG(entry(folder).lstat().st_mode)


BROKEN = [
    b"format: 2\n",
    b"\xff",
    b"",
    b"- a\n",
    b"\xef\xbb\xbf" + BANKS[0].read_bytes(),
    BANKS[0].read_bytes() + b"more: 1\n",
]


@pytest.mark.parametrize("content", BROKEN)
def test_findings_are_the_same_however_often_a_bank_is_read(content: bytes, bank: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    bank.write_bytes(content)
    first = told(bank)
    assert "Finding(" in first
    assert told(bank) == first
    assert not folder.exists()


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the engine's code, from which the index takes its digest, as if it had just been loaded."""
    copy = tmp_path / "quizkit"
    for reader in index.READERS:
        shutil.copytree(paths.PACKAGE / reader, copy / reader)
    with monkeypatch.context() as patch:
        patch.setattr(paths, "PACKAGE", copy)
        patch.setattr(index, "_begun", math.inf)
        index._engine.cache_clear()
        yield copy
    index._engine.cache_clear()


def test_another_engine_never_meets_the_entry(engine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {index.key_of(b"content", Topic), index.key_of(b"content", Lock), index.key_of(b"other", Topic)}
    for changed in ("model/topic.py", "source/scalars.py", "bank/compiled.py"):
        with (engine / changed).open("a") as file:
            file.write("#\n")
        index._engine.cache_clear()
        keys.add(index.key_of(b"content", Topic))
    monkeypatch.setattr(index, "__version__", "another")
    index._engine.cache_clear()
    keys.add(index.key_of(b"content", Topic))
    assert len(keys - {None}) == 7


def test_code_that_changed_since_it_was_loaded_uses_no_index(
    bank: Path, folder: Path, engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told(bank)
    shutil.rmtree(folder)
    monkeypatch.setattr(index, "_begun", (engine / "model" / "topic.py").stat().st_ctime - 1)
    index._engine.cache_clear()
    assert told(bank) == expected
    assert not folder.exists()


def test_old_entries_are_swept(bank: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MOST_ENTRIES", 3)
    monkeypatch.setattr(index, "SWEEP_EVERY", 1)
    text = bank.read_text()
    (folder / ".left-by-a-killed-process").write_text("")
    os.utime(folder / ".left-by-a-killed-process", (0, 0))
    os.utime(entry_of(folder), (1, 1))
    for minutes in range(10, 16):
        bank.write_text(text.replace("minutes: 8", f"minutes: {minutes}"))
        load(bank)
        assert len(list(folder.iterdir())) <= 3
    with served(monkeypatch) as seen:
        assert load(bank).topic.minutes == 15
    assert seen == [True]
    monkeypatch.setattr(index, "MOST_BYTES", 0)
    bank.write_text(text.replace("minutes: 8", "minutes: 16"))
    assert load(bank).topic.minutes == 16
    assert not list(folder.iterdir())


def entry_of(folder: Path) -> Path:
    """The only entry that is no draft."""
    return next(path for path in folder.iterdir() if not path.name.startswith("."))


def test_a_topic_too_large_for_the_index_is_read_each_time(
    bank: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folder)
    monkeypatch.setattr(index, "LARGEST_ENTRY", 1000)
    expected = told(bank)
    assert told(bank) == expected
    assert not folder.exists()
