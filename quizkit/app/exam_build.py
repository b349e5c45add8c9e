"""Builds an exam: a blueprint in; form files, keys and, for an exam on paper, papers and a table out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from quizkit import source
from quizkit.bank.catalogue import open_topic
from quizkit.errors import ContentError, UsageError
from quizkit.exam.building import build_forms
from quizkit.exam.pool import is_usual
from quizkit.exam.shown import shown_items
from quizkit.formats.responses import empty_responses
from quizkit.model.exam import Blueprint, Form
from quizkit.report.files import private_folder, write_all_private
from quizkit.report.paper import key_text, paper_text

RESPONSES = "responses.csv"


@dataclass(frozen=True)
class Built:
    """The forms, the files written, and how many questions each two forms share."""

    forms: tuple[Form, ...]
    files: tuple[Path, ...]
    shared: dict[str, int]


def build(blueprint: Path, out: Path, extra: Sequence[Path] = ()) -> Built:
    """Build the exam of a blueprint file into `out`; the same bytes for the same blueprint and banks.

    Raises ContentError if the blueprint is broken or cannot be met, UnknownName for what it names and nobody
    knows. A responses.csv that somebody has begun to fill in is not overwritten: UsageError.
    """
    plan = read_blueprint(blueprint)
    topics = {
        name: open_topic(name, extra) for name in dict.fromkeys(demand.topic for demand in plan.demands)
    }
    for loaded in topics.values():
        loaded.require_built(
            question for question in loaded.topic.questions if is_usual(question, plan.taken)
        )
    forms = build_forms(plan, topics)
    private_folder(out)
    files: dict[str, str] = {}
    for form in forms:
        items = shown_items(form, lambda address: open_topic(address, extra))
        files[f"form-{form.form}.yaml"] = source.dump(form.model_dump(mode="json", exclude_none=True))
        files[f"form-{form.form}-key.txt"] = key_text(form, items)
        if plan.taken == "paper":
            files[f"form-{form.form}-paper.txt"] = paper_text(form, items)
    if plan.taken == "paper":
        files[RESPONSES] = empty_responses(forms)
        _keep_filled_in(out / RESPONSES, files[RESPONSES])
    write_all_private({out / name: content for name, content in files.items()})
    return Built(forms, tuple(out / name for name in files), _shared(forms))


def read_blueprint(path: Path) -> Blueprint:
    """The blueprint at `path`. Raises UsageError if there is no file, ContentError with every finding."""
    if not path.exists():
        raise UsageError(
            f"there is no blueprint '{path}'; "
            f"'quizkit exam new {path} --topic TOPIC' writes one to begin with."
        )
    loaded = source.load(path, Blueprint)
    if loaded.value is None:
        raise ContentError(f"the blueprint '{path}' cannot be used.", loaded.findings)
    return loaded.value


def _keep_filled_in(path: Path, empty: str) -> None:
    content = path.read_bytes() if path.exists() else b""
    filled = [line for line in content.splitlines() if line.strip(b",;\t \0")]
    if content != empty.encode() and len(filled) > 1:
        raise UsageError(f"'{path}' holds answers already; move it away, or build into another folder.")


def _shared(forms: Sequence[Form]) -> dict[str, int]:
    questions = {form.form: {item.question for item in form.items} for form in forms}
    return {
        f"{one}-{other}": len(questions[one] & questions[other]) for one, other in combinations(questions, 2)
    }
