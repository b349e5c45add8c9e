"""A name finds one topic or question, or says which were meant."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.bank import catalogue
from quizkit.bank.loaded import BrokenTopic, LoadedTopic, load_topic
from quizkit.errors import ContentError, UnknownName, UsageError

Topics = Callable[..., LoadedTopic]


@pytest.fixture
def banks(topic: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A folder of two topics, and nothing that ships."""
    monkeypatch.setattr("quizkit.paths.banks", lambda: tmp_path / "none")
    topic(id="small")
    topic(id="smaller", questions=[{"id": "q"}, {"id": "only-here"}])
    return [tmp_path]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("lab/small", "lab/small"),
        ("small", "lab/small"),
        ("smaller", "lab/smaller"),
        ("lab/smalle", "lab/smaller"),
        ("smalle", "lab/smaller"),
    ],
)
def test_an_address_a_bare_id_or_a_unique_prefix_finds_the_topic(
    name: str, address: str, banks: list[Path]
) -> None:
    assert catalogue.open_topic(name, banks).address == address


def test_an_ambiguous_prefix_names_what_it_could_be(banks: list[Path]) -> None:
    with pytest.raises(UsageError, match="lab/small, lab/smaller"):
        catalogue.open_topic("lab", banks)


@pytest.mark.parametrize("name", ["lab/smal1er", "smalller"])
def test_the_nearest_topic_is_suggested(name: str, banks: list[Path]) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean '(lab/)?smaller'"):
        catalogue.open_topic(name, banks)


def test_an_empty_name_is_no_prefix(banks: list[Path]) -> None:
    with pytest.raises(UnknownName):
        catalogue.open_topic("", banks)


def test_a_question_is_found_by_address_file_or_its_own_id(banks: list[Path]) -> None:
    path = banks[0] / "lab" / "smaller.yaml"
    for name in ("lab/smaller/only-here", "smaller/only-here", f"{path}/only-here", "only-here"):
        loaded, question = catalogue.open_question(name, banks)
        assert (loaded.address, question.id) == ("lab/smaller", "only-here")


def test_the_nearest_question_is_suggested(banks: list[Path]) -> None:
    for name in ("lab/smaller/only-her", "only-her"):
        with pytest.raises(UnknownName, match="Did you mean 'only-here'"):
            catalogue.open_question(name, banks)


def test_a_bare_question_id_in_two_topics_is_ambiguous(banks: list[Path]) -> None:
    with pytest.raises(UsageError, match="lab/small/q, lab/smaller/q"):
        catalogue.open_question("q", banks)


def test_a_file_outside_of_every_bank_has_the_address_of_its_folder(topic: Topics) -> None:
    path = topic(id="small").path
    assert catalogue.open_topic(str(path)).address == "lab/small"
    assert catalogue.open_topic(path).address == "lab/small"


def test_added_paths_win_over_what_ships(
    banks: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / "lab"
    other.mkdir(parents=True)
    (other / "small.yaml").write_text((banks[0] / "lab" / "small.yaml").read_text())
    monkeypatch.setattr("quizkit.paths.banks", lambda: banks[0])
    assert catalogue.open_topic("lab/small").path == banks[0] / "lab" / "small.yaml"
    monkeypatch.setenv("QUIZKIT_PATH", str(other.parent))
    assert catalogue.open_topic("lab/small").path == other / "small.yaml"
    assert catalogue.open_topic("lab/small", banks).path == banks[0] / "lab" / "small.yaml"


def test_a_file_and_a_folder_of_topics_can_be_added(banks: list[Path]) -> None:
    folder = banks[0] / "lab"
    assert [entry.address for entry in catalogue.entries([folder])] == ["lab/small", "lab/smaller"]
    assert [entry.address for entry in catalogue.entries([folder / "small.yaml"])] == ["lab/small"]


def test_a_missing_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="take banks from"):
        catalogue.entries([tmp_path / "missing"])
    with pytest.raises(UsageError, match="no file"):
        catalogue.open_topic("./missing.yaml")


def test_a_folder_is_no_topic(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder; name a topic's file"):
        catalogue.open_topic(str(tmp_path))


def test_a_topic_where_a_question_is_expected_is_told_as_that(banks: list[Path]) -> None:
    for name in ("lab/smaller", "smaller", str(banks[0] / "lab" / "smaller.yaml")):
        with pytest.raises(UsageError, match="is a topic; name one of its questions") as caught:
            catalogue.open_question(name, banks)
        assert f"{name}/QUESTION" in str(caught.value)


def test_a_broken_topic_carries_its_findings_and_stops_no_other(banks: list[Path]) -> None:
    (banks[0] / "lab" / "broken.yaml").write_text("format: 2\n")
    os.mkfifo(banks[0] / "lab" / "pipe.yaml")
    found = catalogue.all_topics(banks)
    assert [type(each) for each in found] == [BrokenTopic, BrokenTopic, LoadedTopic, LoadedTopic]
    with pytest.raises(ContentError, match="broken") as caught:
        catalogue.open_topic("lab/broken", banks)
    assert caught.value.findings


def test_a_topic_must_be_called_like_its_file(banks: list[Path]) -> None:
    path = (banks[0] / "lab" / "small.yaml").rename(banks[0] / "lab" / "other.yaml")
    loaded = load_topic(path)
    assert isinstance(loaded, BrokenTopic)
    assert [finding.code for finding in loaded.findings] == ["id-is-not-file-name"]


def test_an_unreadable_lock_is_a_note_and_the_topic_is_used(topic: Topics) -> None:
    path = topic(id="small").path
    for content in ("{", "[]", '{"format": 1, "questions": {"q": 3}}'):
        path.with_name("small.lock.json").write_text(content)
        loaded = load_topic(path)
        assert isinstance(loaded, LoadedTopic)
        assert loaded.lock is None
        assert [(note.code, note.severity) for note in loaded.notes] == [("broken-lock", "note")]
        assert loaded.variants("q") == ()
