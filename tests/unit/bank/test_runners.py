"""Runners are found only where trusted code may lie, and their digest covers all they are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.bank.runners import load_runner
from quizkit.errors import ContentError, UnknownName, UsageError

DESCRIPTION = """\
id: mine
title: Mine
language: Python
limits: {cpu_s: 1}
stages:
  - {name: one, function: one, signature: one(), says: The only one., file: STAGE}
observations: []
"""


def write_runner(folder: Path, stage: str = "one.py") -> Path:
    """A runner called `mine` with one stage; returns the folder that holds it."""
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "runner.yaml").write_text(DESCRIPTION.replace("STAGE", stage))
    (folder / "mine" / "one.py").write_text("def one(): ...\n")
    return folder


def test_a_stage_comes_with_its_text(tmp_path: Path) -> None:
    spec = load_runner("mine", [write_runner(tmp_path)])
    assert [stage.source for stage in spec.stages] == ["def one(): ...\n"]
    assert spec.folder == str(tmp_path / "mine")
    assert load_runner("mine", [tmp_path / "mine"]) == spec


def test_any_file_of_the_runner_changes_its_digest(tmp_path: Path) -> None:
    before = load_runner("mine", [write_runner(tmp_path)]).digest
    for name in ("__pycache__", ".mypy_cache"):
        (tmp_path / "mine" / name).mkdir()
        (tmp_path / "mine" / name / "one").write_bytes(b"x")
    assert load_runner("mine", [tmp_path]).digest == before
    (tmp_path / "mine" / "data.txt").write_text("x")
    assert load_runner("mine", [tmp_path]).digest != before


def test_a_runner_is_not_found_in_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_runner(tmp_path))
    with pytest.raises(UnknownName):
        load_runner("mine")
    monkeypatch.setenv("QUIZKIT_RUNNERS", str(tmp_path))
    assert load_runner("mine").id == "mine"


@pytest.mark.parametrize("name", ["../mine", "mine/../mine", "", "/etc", "host"])
def test_a_name_is_an_id_and_no_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        load_runner(name, [write_runner(tmp_path)])


@pytest.mark.parametrize("stage", ["../secret.py", "/etc/hostname", "missing.py"])
def test_a_stage_is_read_only_from_the_runners_own_folder(stage: str, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("secret = 1")
    with pytest.raises(ContentError) as caught:
        load_runner("mine", [write_runner(tmp_path, stage)])
    assert [(finding.code, finding.line) for finding in caught.value.findings] == [("unreadable-stage", 6)]


@pytest.mark.parametrize("name", ["python", "pytorch"])
def test_shipped_runners_load(name: str) -> None:
    spec = load_runner(name)
    assert len(spec.digest) == 64
    assert all(stage.source for stage in spec.stages)


def test_a_missing_folder_of_runners_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="take runners from; check the path"):
        load_runner("python", [tmp_path / "missing"])
