"""The laws of times of submission: each has its zone, and reaches exactly one attempt or is a finding."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.errors import UsageError
from quizkit.formats.handings import Attempt, Contents, Handing
from quizkit.formats.people import Person
from quizkit.formats.roster import Roster
from quizkit.formats.times import Times, read_times, timed
from quizkit.model.finding import Finding


class Given:
    """Two learners with one attempt, one with two and one with none."""

    layout = "given"
    findings: tuple[Finding, ...] = ()
    handings = (
        Handing("ada", (Attempt(1, marked_late=True),), "Ada L", frozenset({"7"})),
        Handing("bob", (Attempt(1), Attempt(2)), "Bob"),
        Handing("cleo", (), "Cleo"),
        Handing("dan", (Attempt(1),), "Bob"),
    )

    def read(self, learner: str, attempt: int) -> Contents:
        raise NotImplementedError


def times(tmp_path: Path, content: str) -> Times:
    (tmp_path / "times.csv").write_text(content)
    return read_times(tmp_path / "times.csv")


NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["2027-03-01T12:00Z", "2027-03-01 13:00:00+01:00", "20270301T070000-0500"])
@pytest.mark.parametrize("learner", ["ada", "ADA", "ada  l", "7"])
def test_a_time_reaches_its_learner_and_is_utc(tmp_path: Path, cell: str, learner: str) -> None:
    found = timed(Given(), times(tmp_path, f"learner;submitted\n{learner};{cell}\n"))
    assert found.handings[0].attempts == (Attempt(1, NOON, marked_late=True),)
    assert found.findings == ()


def test_a_learner_may_be_named_as_the_roster_does(tmp_path: Path) -> None:
    roster = Roster((Person("s1", "Ada L", frozenset({"a@b.c"})),), "roster.csv")
    for row in ("s1", "A@B.C", "ada"):
        found = timed(Given(), times(tmp_path, f"learner,submitted\n{row},2027-03-01T12:00Z\n"), roster)
        assert found.handings[0].attempts[0].submitted == NOON


def test_attempts_are_told_by_number(tmp_path: Path) -> None:
    rows = "learner,attempt,submitted\nbob,2,2027-03-01T12:00Z\nbob,1,2027-03-02T12:00Z\n"
    found = timed(Given(), times(tmp_path, rows))
    assert found.handings[1].attempts[1].submitted == NOON
    assert [f.code for f in found.findings] == ["attempts-out-of-order"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("eve,", "unknown-learner"),
        ("Bob,1", "ambiguous-learner"),
        ("bob,", "unknown-attempt"),
        ("bob,3", "unknown-attempt"),
        ("cleo,", "unknown-attempt"),
    ],
)
def test_a_row_that_fits_nothing_is_a_finding(tmp_path: Path, row: str, code: str) -> None:
    found = timed(Given(), times(tmp_path, f"learner,attempt,submitted\n\n{row},2027-03-01T12:00Z\n"))
    assert [(f.code, f.line) for f in found.findings] == [(code, 3)]
    assert found.handings == Given.handings


def test_the_first_of_two_times_counts_and_the_second_is_told(tmp_path: Path) -> None:
    rows = "learner,submitted\nada,2027-03-01T12:00Z\n7,2027-03-02T12:00Z\n"
    found = timed(Given(), times(tmp_path, rows))
    assert found.handings[0].attempts[0].submitted == NOON
    assert [f.code for f in found.findings] == ["time-twice"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("ada,,2027-03-01T12:00", "row 2 has the time .* without a zone"),
        ("ada,,yesterday", "write it as 2027"),
        ("ada,,", "write it as 2027"),
        ("ada,,0001-01-01T00:00+14:00", "write it as 2027"),
        ("ada,x,2027-03-01T12:00Z", "has the attempt 'x'"),
        ("ada,0,2027-03-01T12:00Z", "has the attempt '0'"),
        (f"ada,{'9' * 5000},2027-03-01T12:00Z", "has the attempt"),
        (",,2027-03-01T12:00Z", "names no learner"),
    ],
)
def test_a_row_that_cannot_be_read_is_one_sentence(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        times(tmp_path, f"learner,attempt,submitted\n{row}\n")


def test_a_table_without_its_columns_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no columns 'learner' and 'submitted'"):
        times(tmp_path, "learner,time\n")
