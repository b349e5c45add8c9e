"""A new topic lints as it stands, for each runner, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.bank.lint import lint
from quizkit.bank.loaded import LoadedTopic, load_topic
from quizkit.bank.runners import load_runner
from quizkit.bank.scaffold import write_topic
from quizkit.errors import UnknownName, UsageError
from tests.support.disk import full_after


@pytest.mark.parametrize("runner", ["python", "pytorch"])
@pytest.mark.parametrize("topic", ["first-steps", "2024-01-01", "007", "null", "no"])
def test_a_new_topic_lints_as_it_stands(topic: str, runner: str, tmp_path: Path) -> None:
    path = write_topic(f"mine/{topic}", runner, tmp_path)
    assert path == tmp_path / "mine" / f"{topic}.yaml"
    loaded = load_topic(path)
    assert isinstance(loaded, LoadedTopic)
    assert loaded.address == f"mine/{topic}"
    assert {question.kind for question in loaded.topic.questions} == {"choice", "code"}
    assert lint(loaded, load_runner(runner)) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = write_topic("mine/first", "python", tmp_path)
    path.write_text("my work")
    with pytest.raises(UsageError, match="exists already"):
        write_topic("mine/first", "python", tmp_path)
    assert path.read_text() == "my work"


def test_a_full_disk_leaves_nothing_in_the_way_of_the_next_try(tmp_path: Path) -> None:
    with full_after(100), pytest.raises(OSError, match="too large"):
        write_topic("mine/first", "python", tmp_path)
    assert write_topic("mine/first", "python", tmp_path).is_file()


@pytest.mark.parametrize(
    "address", ["first", "../x/y", "mine/../x", "Mine/x", "a/b/c", "mine/", "/x", "a/" + "b" * 65]
)
def test_an_address_cannot_lead_elsewhere(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no address"):
        write_topic(address, "python", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_runner_without_a_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'pytorch'"):
        write_topic("mine/first", "pytroch", tmp_path)
