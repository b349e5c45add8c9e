"""The laws of watching a file: one piece of news for each save, however an editor saves."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizkit.app.learning.saves import Gone, News, Saved, Unreadable, saves
from quizkit.errors import UsageError

Watched = Callable[[], News]
PATIENCE_S = 30


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answer.py"
    path.write_text("first")
    return path


@pytest.fixture
def news(file: Path) -> Iterator[Watched]:
    """The next piece of news about the file; what it held at first is told already."""
    told: queue.Queue[News] = queue.Queue()
    stop = threading.Event()

    def collect() -> None:
        for one in saves(file, stop, at_once=True):
            told.put(one)

    thread = threading.Thread(target=collect)
    thread.start()
    assert told.get(timeout=PATIENCE_S) == Saved("first")
    yield lambda: told.get(timeout=PATIENCE_S)
    stop.set()
    thread.join()
    assert told.empty()


def test_a_file_written_in_place_is_a_save(file: Path, news: Watched) -> None:
    file.write_text("second")
    assert news() == Saved("second")


def test_a_file_renamed_into_its_place_is_a_save(file: Path, news: Watched) -> None:
    other = file.with_name(".answer.py.swp")
    other.write_text("second")
    other.replace(file)
    assert news() == Saved("second")


def test_the_same_content_saved_again_is_a_save(file: Path, news: Watched) -> None:
    file.write_text("first")
    assert news() == Saved("first")


def test_a_file_that_goes_and_comes_back(file: Path, news: Watched) -> None:
    file.unlink()
    assert news() == Gone()
    file.write_text("back")
    assert news() == Saved("back")


def test_what_is_written_in_steps_is_one_save(file: Path, news: Watched) -> None:
    with file.open("w") as being_written:
        for part in ("def ", "half", "(): ", "whole"):
            being_written.write(part)
            being_written.flush()
    assert news() == Saved("def half(): whole")


def test_a_storm_of_saves_ends_with_the_last(file: Path, news: Watched) -> None:
    for number in range(300):
        file.write_text(f"save {number}")
    told = news()
    while told != Saved("save 299"):
        told = news()


def test_an_emptied_file_waits_for_its_content(file: Path, news: Watched) -> None:
    file.write_text("")
    file.write_text("content")
    assert news() == Saved("content")


def test_a_file_that_is_no_text_is_a_sentence(file: Path, news: Watched) -> None:
    file.write_bytes(b"\xff")
    told = news()
    assert isinstance(told, Unreadable)
    assert "not UTF-8" in told.reason


def test_other_files_are_no_news(file: Path, news: Watched) -> None:
    file.with_name("other.py").write_text("other")
    file.write_text("mine")
    assert news() == Saved("mine")


def test_a_file_behind_a_link_is_watched_too(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    real = tmp_path / "far" / "real.py"
    real.write_text("first")
    (tmp_path / "near.py").symlink_to(real)
    stop = threading.Event()
    watched = saves(tmp_path / "near.py", stop, at_once=True)
    assert next(watched) == Saved("first")
    real.write_text("second")
    assert next(watched) == Saved("second")


@pytest.mark.parametrize("name", ["missing/answer.py", "."])
def test_what_cannot_be_watched_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"make it first|name the file"):
        next(saves(tmp_path / name, threading.Event()))
