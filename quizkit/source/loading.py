"""From a file or a text to a model, with every finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from quizkit.model.finding import Finding
from quizkit.source import explaining, reading
from quizkit.source.collector import Collector
from quizkit.source.lines import LineMap
from quizkit.source.owning import owned
from quizkit.source.tree import Tree, read_tree

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Loaded(Generic[M]):
    """What came of a file. `value` is None exactly if some finding is an error; notes leave it set."""

    value: M | None
    findings: list[Finding] = field(default_factory=list)
    lines: LineMap = field(default_factory=LineMap)


def load(path: Path, model: type[M], *, lenient: bool = False) -> Loaded[M]:
    """Read `path` as `model`; never raises for what the file is or holds.

    `lenient` is for what learners write: an empty value is None, and an unquoted `yes`, date or the like is
    the text it looks like, both without a finding.
    """
    into = Collector(str(path))
    text = reading.read(path, into)
    if text is None:
        return Loaded(None, into.findings())
    return _parse(text, model, lenient, into)


def read_text(path: Path) -> tuple[str | None, list[Finding]]:
    """The text of a file under the same rules as `load`: regular, at most 2 MB, UTF-8; else why not."""
    into = Collector(str(path))
    return reading.read(path, into), into.findings()


def parse(text: str, name: str, model: type[M], *, lenient: bool = False) -> Loaded[M]:
    """Read `text` as `model`; findings name the file `name`. See `load`."""
    into = Collector(name)
    checked = reading.decode(text.encode(errors="surrogatepass"), into)
    if checked is None:
        return Loaded(None, into.findings())
    return _parse(checked, model, lenient, into)


def _parse(text: str, model: type[M], lenient: bool, into: Collector) -> Loaded[M]:
    tree = read_tree(text, lenient, into)
    value = _validated(tree, model, into) if tree.whole else None
    findings = owned(into.findings(), tree)
    return Loaded(None if into.failed else value, findings, tree.lines)


def _validated(tree: Tree, model: type[M], into: Collector) -> M | None:
    if tree.data is None and not tree.damaged:
        into.add("empty-file", 1, "The file is empty.", "Write its fields, beginning with 'format: 1'.")
        return None
    if not isinstance(tree.data, dict):
        fix = "Write 'field: value' lines, beginning with 'format: 1'."
        into.add("not-a-mapping", tree.lines.at(()), "The file does not hold fields with values.", fix)
        return None
    try:
        return model.model_validate(tree.data)
    except ValidationError as error:
        explaining.explain(error, model, tree, into)
        return None
