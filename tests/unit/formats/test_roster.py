"""The laws of the roster: ids and names find their person, nobody is guessed, nobody is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizkit.errors import UsageError
from quizkit.formats.handings import Attempt, Contents, Handing, Intake
from quizkit.formats.notes import note
from quizkit.formats.roster import Roster, enrol, read_roster
from quizkit.model.answer import Typed
from quizkit.model.finding import Finding


class Given:
    """An intake of handings as given; each attempt answers with whose it was."""

    layout = "given"
    findings: tuple[Finding, ...] = ()

    def __init__(self, handings: Iterable[Handing]) -> None:
        self.handings = tuple(handings)

    def read(self, learner: str, attempt: int) -> Contents:
        return Contents({"who": Typed(text=f"{learner}/{attempt}")})


def roster(tmp_path: Path, content: str) -> Roster:
    (tmp_path / "roster.csv").write_text(content)
    return read_roster(tmp_path / "roster.csv")


def one(learner: str, name: str = "", *aliases: str, at: int | None = None) -> Handing:
    submitted = None if at is None else datetime(2027, 3, at, tzinfo=UTC)
    return Handing(learner, (Attempt(1, submitted),), name, frozenset(aliases))


def who(intake: Intake) -> dict[str, list[str]]:
    """What each learner's attempts were before."""
    read = {}
    for handing in intake.handings:
        answers = [intake.read(handing.learner, a.number).answers["who"] for a in handing.attempts]
        read[handing.learner] = [answer.text for answer in answers if isinstance(answer, Typed)]
    return read


PEOPLE = """id,name,email,moodle id
s1,Ada Lovelace,ada@example.org,Participant 12
s2,Erich K\u00e4stner,erich@example.org,13
s3,Jos\u00e9 de la Cruz,,
s4,"Lovelace, Ada Maria",,
"""


@pytest.mark.parametrize(
    ("handing", "person"),
    [
        (one("s1"), "s1"),
        (one("S1"), "s1"),
        (one("ada@example.org"), "s1"),
        (one("12", "", "12", "Participant 12"), "s1"),
        (one("13", "", "13"), "s2"),
        (one("Ada  lovelace"), "s1"),
        (one("99", "ERICH KA\u0308STNER"), "s2"),
        (one("99", "k\u00e4stnererich"), "s2"),
        (one("99", "kastnererich"), "s2"),
        (one("Erich_Kaestner"), "s2"),
        (one("99", "lovelaceada"), "s1"),
        (one("99", "lovelaceadamaria"), "s4"),
        (one("99", "delacruzjos\u00e9"), "s3"),
        (one("99", "Ada Maria Lovelace"), "s4"),
    ],
)
def test_ids_and_names_find_their_person(tmp_path: Path, handing: Handing, person: str) -> None:
    enrolled = enrol(Given([handing]), roster(tmp_path, PEOPLE))
    assert who(enrolled)[person] == [f"{handing.learner}/1"]
    assert len(enrolled.handings) == 4
    (found,) = (found for found in enrolled.handings if found.learner == person)
    assert found.name
    assert handing.aliases <= found.aliases


def test_who_is_missing_or_unknown_is_listed_and_stays(tmp_path: Path) -> None:
    enrolled = enrol(Given([one("s1"), one("eve")]), roster(tmp_path, "id,name\ns1,Ada\ns2,Bob\n"))
    assert who(enrolled) == {"s1": ["s1/1"], "s2": [], "eve": ["eve/1"]}
    assert [(f.code, f.message.split("'")[1]) for f in enrolled.findings] == [
        ("unknown-learner", "eve"),
        ("missing-learner", "s2"),
    ]


@pytest.mark.parametrize(
    "handing", [one("9", "Ada L"), one("adal"), one("s1", "Bob K"), one("s1", "", "s3"), one("lada")]
)
def test_a_match_that_is_not_clear_is_a_finding_and_never_guessed(tmp_path: Path, handing: Handing) -> None:
    people = roster(tmp_path, "id,name\ns1,Ada L\ns2,Ada L\ns3,Bob K\n")
    enrolled = enrol(Given([handing]), people)
    assert [f.code for f in enrolled.findings if f.code != "missing-learner"] == ["ambiguous-learner"]
    assert [found.learner for found in enrolled.handings if found.attempts] == (
        [handing.learner if handing.learner != "s1" else "s1 (2)"]
    )


def test_an_id_settles_which_of_two_namesakes_it_is(tmp_path: Path) -> None:
    people = roster(tmp_path, "id,name,canvas\ns1,Ada L,7\ns2,Ada L,8\n")
    assert who(enrol(Given([one("8", "Ada L", "8")]), people)) == {"s1": [], "s2": ["8/1"]}


def test_an_id_with_a_foreign_name_is_taken_and_told(tmp_path: Path) -> None:
    enrolled = enrol(Given([one("5", "Participant", "5")]), roster(tmp_path, "id,name\n5,Ada\n"))
    assert who(enrolled) == {"5": ["5/1"]}
    assert [f.code for f in enrolled.findings] == ["other-name"]


def test_several_handings_of_one_person_become_attempts_in_order_of_time(tmp_path: Path) -> None:
    people = roster(tmp_path, "id,name,mail\ns1,Ada L,a@b.c\n")
    enrolled = enrol(Given([one("Ada L", at=3), one("a@b.c", at=2), one("s1", at=4)]), people)
    assert who(enrolled) == {"s1": ["a@b.c/1", "Ada L/1", "s1/1"]}
    assert [attempt.number for attempt in enrolled.handings[0].attempts] == [1, 2, 3]
    assert enrolled.findings == ()


def test_without_times_their_order_is_told_as_unknown(tmp_path: Path) -> None:
    people = roster(tmp_path, "id,name\ns1,Ada L\n")
    enrolled = enrol(Given([one("Ada L"), one("s1", at=2)]), people)
    assert who(enrolled) == {"s1": ["Ada L/1", "s1/1"]}
    assert [f.code for f in enrolled.findings] == ["handed-in-twice"]


def test_rows_that_cannot_be_used_are_findings(tmp_path: Path) -> None:
    people = roster(tmp_path, "\ufeffname;learner\nAda;s1\nBob;\n;\nEve;S1\n\x1b[2J;=s2\n")
    assert [(f.code, f.line) for f in people.findings] == [("roster-row", 3), ("roster-row", 5)]
    assert [(one.id, one.name) for one in people.people] == [("s1", "Ada"), ("=s2", "\\x1b[2J")]


@pytest.mark.parametrize(
    ("content", "says"), [("id\n1\n", "no columns"), ("name\nAda\n", "no columns"), ("id,name\n", "nobody")]
)
def test_a_file_that_is_no_roster_is_one_sentence(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        roster(tmp_path, content)


def test_unknown_learners_and_attempts_are_key_errors(tmp_path: Path) -> None:
    enrolled = enrol(Given([one("Ada")]), roster(tmp_path, "id,name\ns1,Ada\n"))
    for learner, attempt in (("Ada", 1), ("s1", 0), ("s1", 2)):
        with pytest.raises(KeyError):
            enrolled.read(learner, attempt)


class Noted(Given):
    """An intake with a finding on each attempt's files."""

    def read(self, learner: str, attempt: int) -> Contents:
        several = len(next(one for one in self.handings if one.learner == learner).attempts) > 1
        label = f"{learner}/attempt-{attempt}" if several else learner
        places = (label, f"{label}/x.py", f"{learner}0/x.py", "answers.csv")
        return Contents({}, tuple(note("odd", place, "Odd.", "Rename it.") for place in places))


def test_findings_name_a_learner_as_the_roster_does(tmp_path: Path) -> None:
    known = roster(tmp_path, "id,name,moodle\nada,Ada,12\nbob,Bob,13\n")
    twice = Handing("13", (Attempt(1), Attempt(2)))
    enrolled = enrol(Noted([one("12"), twice]), known)

    def places(learner: str, attempt: int) -> list[str]:
        return [finding.file for finding in enrolled.read(learner, attempt).findings]

    assert places("ada", 1) == ["ada", "ada/x.py", "120/x.py", "answers.csv"]
    assert places("bob", 2)[:2] == ["bob/attempt-2", "bob/attempt-2/x.py"]


def test_findings_on_two_submissions_of_one_person_tell_which_attempt_it_is(tmp_path: Path) -> None:
    known = roster(tmp_path, "id,name,moodle,other\nada,Ada,12,13\n")
    enrolled = enrol(Noted([one("12", at=1), one("13", at=2)]), known)
    assert [finding.file for finding in enrolled.read("ada", 2).findings][1] == "ada/attempt-2/x.py"
