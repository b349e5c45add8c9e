"""Every folder with a printed.yaml is an answer that sends codes to whoever reads of it: all arrive as text.

Read are the terminal's lines and the JSON of `check`, and all files of `grade`: feedback, summary, grades,
journal. A learner's name attacks too. Without a rule of the escaping the codes arrive: hidden characters in
the clear, markup that is markup, a cell that is a formula.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from pydantic import BaseModel, ConfigDict

from quizkit.cli.main import main
from quizkit.grading import words
from quizkit.text import characters, escapes
from tests.hostile.test_attacks import Need

HERE = Path(__file__).parent
TOPIC = HERE / "sums.yaml"
NAMES = ("=HYPERLINK(1)", "<script>alert(3)</script>", "\x1b[2Jada\u202e", "@sum(1)", "-1+1")
Captured = pytest.CaptureFixture[str]


class Printed(BaseModel):
    """What it tries, and what of RULES stops it; of "one+other" either does."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tries: str
    rules: tuple[str, ...]


ATTACKS = {
    path.parent.name: Printed.model_validate(yaml.safe_load(path.read_text()))
    for path in sorted(HERE.glob("*/printed.yaml"))
}
RULES: dict[str, tuple[object, str, object]] = {
    "hidden": (characters, "is_hidden", lambda character: False),
    "quoting": (words, "repr", lambda value: f"'{value}'"),
    "markup": (escapes, "_MARKUP", {}),
    "formulas": (escapes, "_FORMULA_STARTS", ()),
    "fences": (escapes, "fence", lambda code, language="": f"```\n{code}\n```"),
}


def run(patch: pytest.MonkeyPatch, captured: Captured, *words: object) -> str:
    """What the command prints, on both streams."""
    patch.setattr(sys, "argv", ["quizkit", *map(str, words)])
    with pytest.raises(SystemExit):
        main()
    seen = captured.readouterr()
    return seen.out + seen.err


def graded(patch: pytest.MonkeyPatch, captured: Captured, folder: Path, code: str) -> dict[str, str]:
    """What `grade` prints and writes about learners with hostile names who hand `code` in."""
    for name in NAMES:
        place = folder / "submissions" / name.replace("/", "\u2215")
        place.mkdir(parents=True)
        (place / "total.py").write_text(code)
    told = {"printed": run(patch, captured, "grade", TOPIC, folder / "submissions", "-o", folder / "out")}
    for path in (folder / "out").rglob("*"):
        if path.is_file():
            told[str(path.relative_to(folder / "out"))] = path.read_text()
    return told


def checked(patch: pytest.MonkeyPatch, captured: Captured, folder: Path, code: str) -> dict[str, str]:
    """What `check` prints about `code`, for people and as JSON."""
    file = folder / "answer.py"
    file.write_text(code)
    words = ("check", f"{TOPIC}/total", file)
    return {"lines": run(patch, captured, *words), "json": run(patch, captured, *words, "--json")}


def hidden(told: dict[str, str]) -> dict[str, str]:
    """Where a character stands that acts on a terminal, by file."""
    return {
        name: repr(character)
        for name, text in told.items()
        for character in text
        if character not in "\n\t\r" and characters.is_hidden(character)
    }


def scripts(told: dict[str, str]) -> list[str]:
    """The Markdown files that become a page with a script."""
    pages = {name: MarkdownIt().render(text) for name, text in told.items() if name.endswith(".md")}
    return [name for name, page in pages.items() if "<script" in page]


def formulas(told: dict[str, str]) -> list[str]:
    """The cells that a spreadsheet would compute; a number is none."""
    cells = [
        cell
        for name in told
        if name.endswith(".csv")
        for row in csv.reader(io.StringIO(told[name]))
        for cell in row
    ]
    return [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("name", ATTACKS)
def test_it_arrives_as_text_through_check_and_grade(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, need_level: Need
) -> None:
    need_level("L3")
    code = (HERE / name / "answer.py").read_text()
    told = checked(monkeypatch, capsys, tmp_path, code) | graded(monkeypatch, capsys, tmp_path, code)
    assert any("owned" in text for text in told.values())
    assert any(name.endswith(".csv") for name in told)
    assert any(name.endswith(".md") for name in told)
    assert (hidden(told), scripts(told), formulas(told)) == ({}, [], [])


@pytest.mark.parametrize(("name", "rule"), [(name, rule) for name in ATTACKS for rule in ATTACKS[name].rules])
def test_without_a_rule_its_codes_arrive(
    name: str, rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, need_level: Need
) -> None:
    need_level("L3")
    code = (HERE / name / "answer.py").read_text()
    rules = rule.split("+")
    if rule == "fences":
        with without(rules, monkeypatch):
            assert scripts(graded(monkeypatch, capsys, tmp_path, code))
        return
    with without(rules, monkeypatch):
        told = checked(monkeypatch, capsys, tmp_path, code)
    assert "lines" in hidden(told)
    for kept in rules if len(rules) > 1 else []:
        with without([rule for rule in rules if rule != kept], monkeypatch):
            told = checked(monkeypatch, capsys, tmp_path, code)
        assert "lines" not in hidden(told)


@pytest.mark.parametrize(("rule", "sign"), [("formulas", formulas), ("markup", scripts)])
def test_without_a_rule_a_learners_name_attacks(
    rule: str,
    sign: Callable[[dict[str, str]], list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    need_level: Need,
) -> None:
    need_level("L3")
    with without([rule], monkeypatch):
        told = graded(monkeypatch, capsys, tmp_path, "def total(numbers): return 0")
    assert sign(told)


@contextmanager
def without(rules: Sequence[str], patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The product, in this process, without these rules of its escaping."""
    with patch.context() as gone:
        for rule in rules:
            holder, attribute, instead = RULES[rule]
            gone.setattr(holder, attribute, instead, raising=False)
            if rule == "fences":
                gone.setattr("quizkit.text.fence", instead)
        yield
