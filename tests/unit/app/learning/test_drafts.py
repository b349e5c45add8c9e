"""The laws of drafts: private, one for each thing that is asked, those of an exam apart, none left over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.app.learning.drafts import Drafts
from quizkit.errors import StoreError
from quizkit.session.state import Item

ITEM = Item("c/t/program", variant=1)


def test_a_draft_is_kept_in_a_private_file_named_after_its_question(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "log")
    drafts.keep(ITEM, "x = 'é'\n")
    path = drafts.path(ITEM)
    assert path.name == "program.py"
    assert path.read_text(encoding="utf-8") == drafts.read(ITEM) == "x = 'é'\n"
    assert not (path.parent.stat().st_mode | path.parent.parent.stat().st_mode) & 0o077
    saved = drafts.saved_at(ITEM)
    assert saved is not None
    assert abs((datetime.now(UTC) - saved).total_seconds()) < 3600


def test_what_an_editor_left_beside_a_draft_goes_with_it(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "log")
    drafts.keep(ITEM, "x = 1\n")
    drafts.path(ITEM).with_name(".program.py.swp").write_text("x")
    drafts.drop(ITEM)
    assert not drafts.path(ITEM).parent.exists()
    assert (drafts.read(ITEM), drafts.saved_at(ITEM)) == (None, None)


def test_the_drafts_of_an_exam_are_its_own_and_are_forgotten_with_the_rest(tmp_path: Path) -> None:
    practice, exam = Drafts(tmp_path / "log"), Drafts(tmp_path / "log", "0123")
    practice.keep(ITEM, "prepared\n")
    assert exam.read(ITEM) is None
    exam.keep(ITEM, "in the exam\n")
    practice.drop(ITEM)
    assert exam.read(ITEM) == "in the exam\n"
    practice.forget(ITEM)
    assert exam.read(ITEM) is None


def test_a_draft_that_cannot_be_kept_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "log.drafts").write_text("in the way")
    with pytest.raises(StoreError, match="before you leave"):
        Drafts(tmp_path / "log").keep(ITEM, "x")
