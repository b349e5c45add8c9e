"""What a blueprint may say of its day: one of the calendar, in quotes or not, nothing that looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from quizkit import source
from quizkit.model.blueprint import Blueprint

BLUEPRINT = (
    "format: 1\nexam: e\ntitle: T\nminutes: 3\ndate: {day}\nseed: 1\ndemands: [{{topic: a, count: 1}}]\n"
)


def read(day: str) -> source.Loaded[Blueprint]:
    return source.parse(BLUEPRINT.format(day=day), "plan.yaml", Blueprint)


@pytest.mark.parametrize("day", ["2026-12-01", '"2026-12-01"', "'2026-12-01'"])
def test_a_day_needs_no_quotes_and_comes_back_as_it_was(day: str) -> None:
    loaded = read(day)
    assert loaded.findings == []
    assert loaded.value is not None
    assert loaded.value.date == date(2026, 12, 1)
    again = source.parse(source.dump(loaded.value.model_dump(mode="json", exclude_none=True)), "", Blueprint)
    assert again.value == loaded.value


@pytest.mark.parametrize(
    "day",
    ["2026-12-1", "2026-02-30", "0000-01-01", "20261201", "12", "1.5", "today", "2026-12-01 10:00", "[1]"],
)
def test_what_is_no_day_is_one_finding_on_its_line(day: str) -> None:
    (finding,) = read(day).findings
    assert str(finding).startswith("plan.yaml:5: bad-value 'date' is not accepted: it is no day")
    assert finding.fix == "Write it like 2026-12-01."


def test_a_day_elsewhere_still_wants_quotes() -> None:
    text = BLUEPRINT.format(day="2026-12-01").replace("title: T", "title: 2026-12-01")
    (finding,) = source.parse(text, "plan.yaml", Blueprint).findings
    assert (finding.code, finding.line) == ("ambiguous-value", 3)
