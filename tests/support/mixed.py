"""An exam with one question of each of the seven kinds, built by the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

from quizkit import source
from quizkit.bank.loaded import load_topic, usable
from quizkit.exam.shown import ShownItem, shown_items
from quizkit.model.exam import Form
from tests.support.program import call

GARDEN = Path(__file__).parents[1] / "golden" / "banks" / "garden"
BLUEPRINT = """\
format: 1
exam: mixed
title: "All kinds: <b> & {more}"
minutes: 40
instructions: "No books; `a = {}` costs $5."
programs: true
demands: [{topic: garden/seven-kinds, count: 7}]
seed: 3
"""


def build(place: Path) -> Path:
    """Build the exam in `place`, which it returns, over a copy of its bank."""
    shutil.copytree(GARDEN, place / "garden")
    (place / "plan.yaml").write_text(BLUEPRINT)
    call(place, "exam", "build", "plan.yaml", "-o", "exam", "--path", ".")
    return place


def export(place: Path, to: str, out: str) -> str:
    """Export its form with the key, and what is said of that."""
    return call(place, "exam", "export", "exam", "--to", to, "--key", "-o", out, "--path", ".")


def on_the_form(place: Path) -> tuple[ShownItem, ...]:
    """The items of its form."""
    form = source.load(place / "exam" / "form-A.yaml", Form).value
    assert form is not None
    garden = usable(load_topic(place / "garden" / "seven-kinds.yaml"))
    return shown_items(form, lambda address: garden)
