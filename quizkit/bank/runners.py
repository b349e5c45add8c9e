"""Loads a runner's description: its stages with their text, and a digest of everything it is made of.

A runner is code that one trusts: it is found among what ships, in QUIZKIT_RUNNERS or where `extra` says,
never beside a bank or in the current directory.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from quizkit import paths, source
from quizkit.bank import index
from quizkit.errors import ContentError, UnknownName, UsageError
from quizkit.model.base import ID_PATTERN
from quizkit.model.finding import Finding
from quizkit.model.runner import RunnerSpec, Stage

DESCRIPTION = "runner.yaml"
HOST = "host"


def load_runner(name: str, extra: Sequence[Path] = ()) -> RunnerSpec:
    """The runner called `name`.

    Raises UnknownName, UsageError for an added folder that is not there, ContentError if the description is
    broken.
    """
    known = _folders(extra)
    if not re.fullmatch(ID_PATTERN, name) or name not in known:
        raise UnknownName("runner", name, known, "Add its folder with --runner-path or QUIZKIT_RUNNERS.")
    folder = known[name]
    loaded = index.load(folder / DESCRIPTION, RunnerSpec)
    if loaded.value is None:
        raise ContentError(f"the runner '{name}' cannot be used.", loaded.findings)
    spec = loaded.value
    findings = [*_misnamed(spec, folder)]
    stages = []
    for number, stage in enumerate(spec.stages):
        text = _stage_text(folder, stage)
        if text is None:
            line = loaded.lines.at(("stages", number, "file"))
            findings.append(_missing_stage(folder, stage, line))
        stages.append(stage.model_copy(update={"source": text or ""}))
    if findings:
        raise ContentError(f"the runner '{name}' cannot be used.", findings)
    digest = _digest([folder, paths.runners() / HOST])
    return spec.model_copy(update={"stages": tuple(stages), "folder": str(folder), "digest": digest})


def _folders(extra: Sequence[Path]) -> dict[str, Path]:
    """Every runner's folder by its id; the first place that has one wins."""
    known: dict[str, Path] = {}
    for root in (*extra, *paths.extra_runners(), paths.runners()):
        if not root.is_dir() and root != paths.runners():
            raise UsageError(f"there is no folder '{root}' to take runners from; check the path.")
        if (root / DESCRIPTION).is_file():
            known.setdefault(root.name, root.resolve())
        elif root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / DESCRIPTION).is_file():
                    known.setdefault(folder.name, folder.resolve())
    return known


def _misnamed(spec: RunnerSpec, folder: Path) -> Iterator[Finding]:
    if spec.id != folder.name:
        yield Finding(
            code="id-is-not-folder-name",
            file=str(folder / DESCRIPTION),
            line=1,
            message=f"The runner calls itself '{spec.id}', but its folder is '{folder.name}'.",
            fix="Give both the same name.",
        )


def _stage_text(folder: Path, stage: Stage) -> str | None:
    """The text of a stage's file, which must lie inside the runner's folder; else None."""
    path = (folder / stage.file).resolve()
    if not path.is_relative_to(folder):
        return None
    text, _ = source.read_text(path)
    return text


def _missing_stage(folder: Path, stage: Stage, line: int) -> Finding:
    return Finding(
        code="unreadable-stage",
        file=str(folder / DESCRIPTION),
        line=line,
        message=f"The file '{stage.file}' of stage '{stage.name}' cannot be read from the runner's folder.",
        fix="Correct the name, or add the file.",
    )


def _digest(folders: Sequence[Path]) -> str:
    """SHA-256 over the names and contents of all files in `folders`, compiled and hidden ones left out."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in name.parts):
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                total.update(f"{folder.name}/{name.as_posix()}\0{content}\n".encode())
    return total.hexdigest()
