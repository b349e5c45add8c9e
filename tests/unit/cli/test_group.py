"""The help of a group of commands: a whole sentence of each, and where a newcomer begins."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from quizkit.cli.main import application


@pytest.mark.parametrize("group", [[], ["exam"], ["bank"], ["progress"]])
def test_no_sentence_is_cut_in_the_help_of_a_group(group: list[str]) -> None:
    shown = CliRunner().invoke(application(), [*group, "--help"], terminal_width=80).output
    commands = shown.partition("Commands:\n")[2]
    assert commands
    assert "..." not in commands
    assert all(len(line) <= 80 for line in commands.splitlines())


def test_a_newcomer_is_told_where_to_begin() -> None:
    assert "To begin: quizkit take" in CliRunner().invoke(application(), []).output
