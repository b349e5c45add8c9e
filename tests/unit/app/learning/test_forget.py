"""The laws of forgetting: drafts of programs go with the answers, those of other topics stay."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from quizkit.app.learning.drafts import Drafts
from quizkit.app.learning.forget import foretell, forget
from quizkit.clock import Clock
from quizkit.model.event import Presented, Served, Started
from quizkit.session.state import Item
from quizkit.store.log import open_log

CLOCK = Clock(now=lambda: datetime(2026, 1, 1, tzinfo=UTC), monotonic=lambda: 0.0)
GONE, KEPT = Item("c/gone/q", variant=2, mistake="mixed"), Item("c/kept/q")


def test_drafts_go_with_the_answers_of_their_topic(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "log")
    with open_log(tmp_path / "log", CLOCK) as log:
        items = (Served(question=GONE.question), Served(question=KEPT.question))
        log.append("s", Started(topic="", mode="fix", items=items, seed="x"))
        log.append("s", Presented(question=GONE.question, turn=0, variant=2, mistake="mixed"))
        log.append("s", Presented(question=KEPT.question, turn=1))
        drafts.keep(GONE, "one\n")
        drafts.keep(KEPT, "two\n")
        assert forget(log, foretell(log, "gone"))
        assert (drafts.read(GONE), drafts.read(KEPT)) == (None, "two\n")
        assert forget(log, foretell(log, ""))
        assert drafts.read(KEPT) is None
        assert not (tmp_path / "log.drafts").exists()
