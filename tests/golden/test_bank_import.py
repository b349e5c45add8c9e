"""What becomes of small files of our own, one for each format: the topic, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.app.banks.importing import import_bank

HERE = Path(__file__).parent / "imports"


@pytest.mark.parametrize("name", ["loops.gift", "plain.txt", "lists.xml", "quiz.xml"])
def test_a_file_becomes_the_topic_that_it_became(
    name: str, golden: Callable[[str, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes((HERE / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    brought = import_bank(Path(name), None, Path("banks/course/taken.yaml"))
    pictures = "".join(f"{path}: {len(path.read_bytes())} bytes\n" for path in brought.pictures)
    findings = "".join(f"{finding}\n" for finding in brought.findings)
    told = f"{brought.address}: {brought.questions} questions, {brought.complete} complete\n"
    shown = f"{brought.path.read_text('utf-8')}{'-' * 20}\n{told}{pictures}{findings}"
    golden(f"imported_{Path(name).stem}.txt", shown)
