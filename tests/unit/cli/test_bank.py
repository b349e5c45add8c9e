"""The bank commands end with the exit codes of the table, and print what was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quizkit.cli.main import application
from quizkit.errors import ContentError, UnknownName


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of `quizkit bank ...`; errors that the command line would print are raised."""
    result = CliRunner().invoke(application(), ["bank", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A new topic's file."""
    assert run("new", "mine/first", "--into", str(tmp_path))[0] == 0
    return tmp_path / "mine" / "first.yaml"


def test_a_new_topic_is_listed_shown_and_lints(bank: Path) -> None:
    added = ("--path", str(bank.parent.parent))
    assert "mine/first  First, 2 questions, 5 minutes" in run("list", *added)[1]
    assert run("lint", "mine/first", *added) == (0, "1 topic, 2 questions: 0 findings.\n")
    assert "one-two-three (choice, easy)" in run("show", "mine/first", *added)[1]


def test_the_key_is_shown_only_if_asked_for(bank: Path) -> None:
    hidden = run("show", f"{bank}/sum-up-to")[1]
    shown = run("show", f"{bank}/sum-up-to", "--key")[1]
    assert "range(1, n + 1)" not in hidden
    assert "range(1, n + 1)" in shown
    assert "Key: one-four" in run("show", f"{bank}/one-two-three", "--key")[1]


def test_findings_end_with_1_and_are_all_in_the_json(bank: Path) -> None:
    bank.write_text(bank.read_text().replace("minutes: 5", "minutes: none\nmore: 1"))
    code, output = run("lint", str(bank), "--json")
    assert code == 1
    found = json.loads(output)
    assert [finding["code"] for finding in found["findings"]] == ["wrong-type", "unknown-field"]
    assert {"file", "line", "message", "fix", "question"} <= set(found["findings"][0])
    assert found["topics"][0]["questions"] is None


def test_a_note_alone_ends_with_0(bank: Path) -> None:
    bank.write_bytes(b"\xef\xbb\xbf" + bank.read_bytes())
    code, output = run("lint", str(bank))
    assert (code, "byte-order-mark" in output) == (0, True)


def test_all_shipped_banks_lint() -> None:
    code, output = run("lint")
    assert (code, output.rpartition(": ")[2]) == (0, "0 findings.\n")


def test_list_as_json_names_broken_topics(bank: Path) -> None:
    bank.write_text("nonsense")
    topics = json.loads(run("list", "--path", str(bank), "--json")[1])["topics"]
    assert [topic["broken"] for topic in topics if topic["address"] == "mine/first"] == [True]
    with pytest.raises(ContentError):
        run("show", str(bank))


def test_an_unknown_topic_is_a_usage_error_with_the_nearest(bank: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'mine/first'"):
        run("lint", "mine/frist", "--path", str(bank.parent.parent))


def test_the_schema_is_json_and_knows_every_kind() -> None:
    schema = json.loads(run("schema")[1])
    kinds = schema["properties"]["questions"]["items"]["discriminator"]["mapping"]
    assert set(kinds) == {"choice", "multiple", "numeric", "text", "order", "predict", "code"}
