"""Where things are, and what no jail may see."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from quizkit import paths


def test_in_a_checkout_the_whole_project_is_private() -> None:
    assert paths.PACKAGE.parent in paths.private()


def test_every_installed_copy_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editable install leaves the banks in site-packages; the base Python may hold an older release."""
    copies = [tmp_path / top / "lib" / "python3.11" / "site-packages" / "quizkit" for top in ("venv", "base")]
    for copy in copies:
        copy.mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "base"))
    assert set(copies) <= set(paths.private())
