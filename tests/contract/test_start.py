"""What a command loads before it can speak: nothing that it has no use for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Loaded = Callable[..., set[str]]
PROGRAM = """
import sys
from quizkit.cli.main import main
sys.argv = ["quizkit", *sys.argv[1:]]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """Call quizkit with an own state folder; the modules that were loaded when it ended well."""

    def call(*arguments: str, given: str = "", code: int = 0) -> set[str]:
        environment = {**os.environ, "QUIZKIT_STATE": str(tmp_path)}
        command = [sys.executable, "-c", PROGRAM, *arguments]
        done = subprocess.run(
            command, input=given, capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == code, done.stderr
        return set(done.stderr.split())

    return call


def test_help_needs_neither_models_nor_tables_nor_a_bank(loaded: Loaded) -> None:
    seen = loaded("--help")
    assert "typer" in seen
    assert not seen & {
        "pydantic",
        "rich",
        "yaml",
        "numpy",
        "jinja2",
        "sqlite3",
        "markdown_it",
        "quizkit.bank",
    }


def test_a_verb_loads_no_other(loaded: Loaded) -> None:
    assert "quizkit.cli.grade" not in loaded("check", "--help")


@pytest.mark.parametrize("arguments", [("bank", "list"), ("take",), ("take", "pytorch/weight-decay")])
def test_a_bank_that_was_read_before_needs_no_yaml(arguments: tuple[str, ...], loaded: Loaded) -> None:
    left = 3 if len(arguments) > 1 and arguments[0] == "take" else 0
    assert "yaml" in loaded(*arguments, given="q\n", code=left)
    again = loaded(*arguments, given="q\n", code=left)
    assert "quizkit.bank.index" in again
    assert not again & {"yaml", "rich", "numpy", "jinja2", "quizkit.sandbox", "quizkit.app.examiner"}
