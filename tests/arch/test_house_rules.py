"""The rules of the house that no linter knows: sizes, first lines, trust boundaries, generic engine."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from quizkit.model.question import Question
from quizkit.model.runner import RunnerSpec
from quizkit.model.topic import Topic
from quizkit.source import load

ROOT = Path(__file__).resolve().parents[2]
ENGINE = sorted((ROOT / "quizkit").rglob("*.py"))
INSIDE = sorted((ROOT / "runners").rglob("*.py"))
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if path.name.startswith(("test_", "conftest")))
BENCH = sorted((ROOT / "bench").rglob("*.py"))
OWN = ENGINE + INSIDE + TESTS + BENCH


def name_of(path: Path) -> str:
    """The path as a test id."""
    return str(path.relative_to(ROOT))


KINDS = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Question)[0])}


def imports_of(tree: ast.AST) -> set[str]:
    """Every top-level package that `tree` imports, at any depth."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_a_file_says_what_it_is_for_and_stays_small(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "the first line must say what the file is for"
    assert text.count("\n") <= 400
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, f"{node.name} is too long"


@pytest.mark.parametrize("path", INSIDE, ids=name_of)
def test_nothing_inside_the_wall_imports_the_engine(path: Path) -> None:
    assert "quizkit" not in imports_of(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", [p for p in INSIDE if "pytorch" not in p.parts], ids=name_of)
def test_only_the_pytorch_runner_imports_torch(path: Path) -> None:
    assert "torch" not in imports_of(ast.parse(path.read_text("utf-8")))


def content_words() -> set[str]:
    """Every topic id, question id, mistake id and pipeline stage that ships."""
    words: set[str] = set()
    for path in (ROOT / "banks").glob("*/*.yaml"):
        topic = load(path, Topic).value
        assert topic is not None
        words.add(topic.id)
        words |= {question.id for question in topic.questions} | set(topic.mistakes)
    for path in (ROOT / "runners").glob("*/runner.yaml"):
        spec = load(path, RunnerSpec).value
        assert spec is not None
        words |= {stage.name for stage in spec.stages}
    return words - KINDS


def test_the_engine_knows_no_question_stage_or_topic() -> None:
    """A word of content may be an ordinary word ("data", "step"); in quotes it would be a special case."""
    words = content_words()
    assert len(words) > 20
    offenders = []
    for path in ENGINE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Compare):
                constants = [c.value for c in ast.walk(node) if isinstance(c, ast.Constant)]
                offenders += [f"{name_of(path)}:{node.lineno} {c!r}" for c in constants if c in words]
        text = path.read_text("utf-8")
        offenders += [
            f"{name_of(path)}: {w}" for w in words if "-" in w and re.search(rf"['\"/]{w}['\"/]", text)
        ]
    assert offenders == []


def test_nothing_names_a_machine_path_or_a_registry_host() -> None:
    banned = re.compile(r"/work/|/root/|pypi\.org|files\.pythonhosted|deb\.debian\.org|registry\.npmjs")
    for pattern in ("*.py", "*.md", "*.sh", "*.toml", "*.yaml", "Makefile"):
        for path in ROOT.rglob(pattern):
            if any(part.startswith(".") or part == "demo-output" for part in path.relative_to(ROOT).parts):
                continue
            if path == Path(__file__) or path.is_symlink() or not path.is_file():
                continue
            assert not banned.search(path.read_text("utf-8", errors="replace")), name_of(path)
