"""What is built for others: the wheel holds all that the program reads, and works wherever it is unpacked."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import program

ROOT = Path(__file__).parents[2]
PLACES = {"quizkit": "quizkit", "banks": "quizkit/_data/banks", "runners": "quizkit/_data/runners"}
BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 10
demands: [{topic: python/aliasing, count: 1, difficulty: easy}]
seed: 5
"""
Quizkit = Callable[..., str]


def build(source: Path, kind: str, into: Path) -> Path:
    """The one file that the build backend makes of a source tree, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (built,) = into.iterdir()
    return built


def content(wheel: Path) -> dict[str, bytes]:
    """Every file of a wheel but what describes it."""
    with zipfile.ZipFile(wheel) as packed:
        return {name: packed.read(name) for name in packed.namelist() if ".dist-info/" not in name}


def shipped() -> dict[str, bytes]:
    """Every file of the checkout that the program may read, by its place in the wheel."""
    files = [(path, here) for here in PLACES for path in (ROOT / here).rglob("*") if path.is_file()]
    names = [(path, path.relative_to(ROOT / here), PLACES[here]) for path, here in files]
    return {
        f"{there}/{name.as_posix()}": path.read_bytes()
        for path, name, there in names
        if not any(part.startswith((".", "__pycache__")) for part in name.parts)
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def quizkit(wheel: Path, tmp_path: Path) -> Quizkit:
    """Runs the program out of the wheel, far from the checkout; what it prints."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")

    def run(*words: str) -> str:
        done = program.quizkit(*words, place=tmp_path, PYTHONPATH=str(tmp_path / "installed"))
        assert (done.returncode, done.stderr) == (0, ""), words
        return done.stdout

    return run


def test_the_wheel_holds_every_file_and_no_other(wheel: Path) -> None:
    assert content(wheel) == shipped()
    assert "quizkit/py.typed" in content(wheel)


def test_the_source_archive_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build(ROOT, "sdist", tmp_path / "sdist")) as packed:
        if hasattr(tarfile, "data_filter"):  # from 3.11.4 on
            packed.extraction_filter = tarfile.data_filter
        packed.extractall(tmp_path / "source")
    (source,) = (tmp_path / "source").iterdir()
    assert content(build(source, "wheel", tmp_path / "again")) == content(wheel)


def test_an_exam_is_built_and_printed_out_of_the_wheel(quizkit: Quizkit, tmp_path: Path) -> None:
    assert str(tmp_path / "installed") in quizkit("bank", "list", "--json")
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    quizkit("exam", "build", "blueprint.yaml", "-o", "built")
    for kind in ("pdf", "html"):
        quizkit("exam", "export", "built", "-o", "papers", "--to", kind)
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == ["e-A.html", "e-A.pdf"]


def test_a_class_is_graded_and_reported_on_out_of_the_wheel(quizkit: Quizkit, tmp_path: Path) -> None:
    (tmp_path / "work" / "ada").mkdir(parents=True)
    (tmp_path / "work" / "ada" / "answers.yaml").write_text("format: 1\nanswers: {repeated-row: o1}\n")
    told = quizkit("grade", "python/aliasing", "work", "-o", "graded", "--questions", "repeated-row")
    assert "1 judged" in told
    quizkit("report", "graded")
    assert "<style>" in (tmp_path / "graded" / "class.html").read_text()
