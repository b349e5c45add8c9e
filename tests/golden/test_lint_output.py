"""What `quizkit bank lint` prints for a topic with one of many faults, frozen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quizkit.cli.main import application

HERE = Path(__file__).parent / "lint"


@pytest.mark.parametrize("name", ["schema", "rules", "syntax"])
def test_findings_read_as_they_did(
    name: str, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HERE)
    result = CliRunner().invoke(application(), ["bank", "lint", f"{name}.yaml"])
    assert result.exit_code == 1
    golden(f"lint_{name}.txt", result.output)
