"""From a file or a text to a model, with every finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from quizkit.model.finding import Finding
from quizkit.source import reading
from quizkit.source.collector import Collector
from quizkit.source.lines import LineMap

if TYPE_CHECKING:
    from quizkit.source.tree import Tree

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
    content, findings = read_bytes(path)
    if content is None:
        return Loaded(None, findings)
    return parse(content, str(path), model, lenient=lenient)


def read_bytes(path: Path) -> tuple[bytes | None, list[Finding]]:
    """What a file holds, if it is a regular one of at most 2 MB that can be read; else why not."""
    into = Collector(str(path))
    return reading.read(path, into), into.findings()


def read_text(path: Path) -> tuple[str | None, list[Finding]]:
    """The text of a file under the same rules as `load`: regular, at most 2 MB, UTF-8; else why not."""
    into = Collector(str(path))
    content = reading.read(path, into)
    return None if content is None else reading.decode(content, into), into.findings()


def parse(content: str | bytes, name: str, model: type[M], *, lenient: bool = False) -> Loaded[M]:
    """Read `content` as `model`; findings name the file `name`. See `load`."""
    # PyYAML takes 8 ms to load, and a topic that is in the index needs none.
    from quizkit.source.owning import owned
    from quizkit.source.tree import read_tree

    into = Collector(name)
    data = content.encode(errors="surrogatepass") if isinstance(content, str) else content
    text = reading.decode(data, into)
    if text is None:
        return Loaded(None, into.findings())
    tree = read_tree(text, lenient, into, _dates(model))
    value = _validated(tree, model, into) if tree.whole else None
    findings = owned(into.findings(), tree)
    return Loaded(None if into.failed else value, findings, tree.lines)


def _dates(model: type[BaseModel]) -> frozenset[str]:
    """The fields of `model` that hold a day."""
    fields = model.model_fields.items()
    return frozenset(name for name, field in fields if date in _types(field.annotation))


def _types(annotation: object) -> set[object]:
    """`annotation` and everything that it is put together of."""
    inner = [_types(part) for part in get_args(annotation)]
    return {part for part in [annotation] if isinstance(part, type)}.union(*inner)


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
        from quizkit.source import explaining  # needed only by what is broken

        explaining.explain(error, model, tree, into)
        return None
