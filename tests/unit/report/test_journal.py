"""The laws of the journal: what is in it stays, a torn end is mended, a stranger's file is never touched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizkit.errors import UsageError
from quizkit.model.outcome import Graded, LearnerFault, Outcome, SystemFault
from quizkit.report.journal import Entry, Header, Journal, open_journal
from tests.support.disk import full_after

HEADER = Header(kind="quizkit-grade", of="c/t", secret="s" * 16, engine="0", started="2026-01-01")
LATER = HEADER.model_copy(update={"secret": "t" * 16})


def entry(learner: str = "ada", question: str = "q", score: float = 1.0, **more: str) -> Entry:
    outcome = Graded(score=score)
    fields = {"content": "c", "grade_version": "v", "at": "2026-01-01", **more}
    return Entry(learner=learner, question=question, outcome=outcome, **fields)


def written(folder: Path, count: int) -> bytes:
    journal = open_journal(folder, HEADER, fixed_secret=False)
    for number in range(count):
        journal.append(entry(question=f"q{number}"))
    journal.close()
    return journal.path.read_bytes()


def questions(folder: Path) -> list[str]:
    journal = open_journal(folder, LATER, fixed_secret=False)
    journal.close()
    return [question for _, _, question in journal.kept]


def test_a_second_opening_finds_entries_and_the_first_secret(tmp_path: Path) -> None:
    written(tmp_path, 3)
    journal = open_journal(tmp_path, LATER, fixed_secret=False)
    assert journal.header == HEADER
    assert journal.read(("ada", 1, "q1")) == entry(question="q1")
    journal.close()


def test_entries_that_come_together_are_found_one_by_one(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    entries = [entry(question=f"q{number}", content="é" * number) for number in range(3)]
    journal.append(entries[0])
    journal.append(*entries[1:])
    assert [journal.read(one.key) for one in entries] == entries
    journal.close()
    again = open_journal(tmp_path, LATER, fixed_secret=False)
    assert [again.read(one.key) for one in entries] == entries
    again.close()


def test_grades_that_quizkit_did_not_write_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "grades.csv").write_text("learner,total\nada,3\n")
    with pytest.raises(UsageError, match="move it away, or use another folder"):
        open_journal(tmp_path, HEADER, fixed_secret=False)
    assert [path.name for path in tmp_path.iterdir()] == ["grades.csv"]


@pytest.mark.parametrize("exposed", [".", "results.jsonl"])
def test_results_that_everybody_could_have_written_are_refused_and_not_touched(
    tmp_path: Path, exposed: str
) -> None:
    before = written(tmp_path, 2)
    (tmp_path / exposed).chmod(0o777)
    with pytest.raises(UsageError, match="no safe place for results, since everybody on this machine may"):
        open_journal(tmp_path, LATER, fixed_secret=False)
    assert (tmp_path / "results.jsonl").read_bytes() == before


def test_a_folder_that_a_group_shares_is_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    written(tmp_path, 1)
    assert questions(tmp_path) == ["q0"]


def test_of_many_that_begin_at_once_one_writes_and_the_others_are_told(tmp_path: Path) -> None:
    def begin(_: int) -> Journal | UsageError:
        try:
            return open_journal(tmp_path, HEADER, fixed_secret=False)
        except UsageError as error:
            return error

    with ThreadPoolExecutor(16) as many:
        ends = list(many.map(begin, range(64)))
    journals = [end for end in ends if isinstance(end, Journal)]
    assert len(journals) == 1
    journals[0].append(entry())
    journals[0].close()
    assert questions(tmp_path) == ["q"]


def test_the_latest_line_on_an_answer_holds(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.append(entry(score=0.0))
    journal.append(entry(score=1.0))
    journal.close()
    again = open_journal(tmp_path, HEADER, fixed_secret=False)
    assert again.read(("ada", 1, "q")).outcome == again.kept["ada", 1, "q"].outcome == Graded(score=1.0)
    again.close()


@given(cut=st.integers(1, 10_000))
def test_wherever_the_end_is_torn_only_the_last_line_is_lost(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("j")
    whole = written(folder, 3)
    last = len(whole) - len(whole[:-1].rpartition(b"\n")[2]) - 1
    keep = max(last, len(whole) - cut)
    path = folder / "results.jsonl"
    path.write_bytes(whole[:keep])
    expected = ["q0", "q1"] if keep < len(whole) else ["q0", "q1", "q2"]
    assert questions(folder) == expected
    assert path.read_bytes() == (whole[:last] if keep < len(whole) else whole)


def test_a_torn_line_that_ends_in_a_newline_is_mended_too(tmp_path: Path) -> None:
    whole = written(tmp_path, 2)
    (tmp_path / "results.jsonl").write_bytes(whole[:-40] + b"\n")
    assert questions(tmp_path) == ["q0"]


def test_after_mending_appending_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = written(tmp_path, 2)
    (tmp_path / "results.jsonl").write_bytes(whole[:-10])
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.append(entry(question="q1"))
    journal.close()
    assert journal.path.read_bytes() == whole


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"my own notes\n", "not a quizkit journal"),
        (b'{"format":2,"kind":"quizkit-grade"}\n', "not a quizkit journal"),
        (
            HEADER.model_copy(update={"of": "c/other"}).model_dump_json().encode() + b"\n",
            "journal of 'c/other'",
        ),
        (
            HEADER.model_copy(update={"kind": "quizkit-exam"}).model_dump_json().encode() + b"\n",
            "another folder",
        ),
        (
            HEADER.model_dump_json().encode() + b"\nbroken\n" + entry().model_dump_json().encode() + b"\n",
            "line 2",
        ),
        (b'{"format":1', "not a quizkit journal"),
    ],
)
def test_what_is_not_this_journal_is_refused_and_not_touched(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=says):
        open_journal(tmp_path, HEADER, fixed_secret=False)
    assert path.read_bytes() == content


def test_another_seed_is_refused_only_if_it_was_asked_for(tmp_path: Path) -> None:
    written(tmp_path, 1)
    with pytest.raises(UsageError, match="another seed"):
        open_journal(tmp_path, LATER, fixed_secret=True)
    open_journal(tmp_path, LATER, fixed_secret=False).close()


def test_two_gradings_never_write_one_journal(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    with pytest.raises(UsageError, match="another grading"):
        open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.close()


def test_once_closed_nothing_is_written_anywhere(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.close()
    journal.close()
    (tmp_path / "other").touch()
    # The other file takes the number that the journal's descriptor had.
    with (tmp_path / "other").open("rb+"), pytest.raises(OSError, match="Bad file"):
        journal.append(entry())
    assert (tmp_path / "other").read_bytes() == b""


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    written(tmp_path, 1)
    assert (tmp_path / "results.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_disk_that_fills_up_within_a_line_leaves_whole_lines(tmp_path: Path) -> None:
    whole = written(tmp_path, 2)
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    with full_after(len(whole) + 50), pytest.raises(OSError, match="too large"):
        journal.append(entry(question="q2"))
    assert ("ada", 1, "q2") not in journal.kept
    journal.close()
    assert journal.path.read_bytes() == whole


@pytest.mark.parametrize(
    ("outcome", "content", "version", "environment", "holds"),
    [
        (Graded(score=0), "c", "v", "old", True),
        (LearnerFault(fault="raised", reason="x"), "c", "v", "old", True),
        (SystemFault(reason="x"), "c", "v", "old", False),
        (Graded(score=1), "changed", "v", "old", False),
        (Graded(score=1), "c", "mended", "old", False),
        (Graded(score=1), "c", "v", "new", False),
    ],
)
def test_what_is_judged_again(
    tmp_path: Path, outcome: Outcome, content: str, version: str, environment: str, holds: bool
) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.append(entry(environment="old").model_copy(update={"outcome": outcome}))
    journal.close()
    assert journal.kept["ada", 1, "q"].still_holds(content, version, environment) is holds


def test_what_needed_no_run_holds_in_every_environment(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.append(entry())
    journal.close()
    assert journal.kept["ada", 1, "q"].still_holds("c", "v", "another Python")


def test_what_is_held_for_a_learner_holds_in_every_environment(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.append(entry(environment="old", held="it was higher"))
    journal.close()
    again = open_journal(tmp_path, HEADER, fixed_secret=False)
    again.close()
    assert again.kept["ada", 1, "q"].still_holds("c", "v", "new")
    assert not again.kept["ada", 1, "q"].still_holds("changed", "v", "old")


def test_an_answer_that_says_the_same_is_found(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.append(entry(environment="here"))
    assert journal.same("q", "c", "v", "here") == ("ada", 1, "q")
    assert journal.same("q", "c", "v", "elsewhere") is None
    journal.close()
    again = open_journal(tmp_path, HEADER, fixed_secret=False)
    assert again.same("q", "c", "v", "here") == ("ada", 1, "q")
    again.close()


def test_an_answer_that_was_replaced_since_is_not_found_by_what_it_said(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.append(entry(content="first", environment="here"))
    journal.append(entry(content="second", environment="here"))
    assert journal.same("q", "first", "v", "here") is None
    assert journal.same("q", "second", "v", "here") == ("ada", 1, "q")
    journal.close()


def test_what_is_forgotten_is_in_the_file_and_nowhere_else(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    journal.append(entry())
    journal.forget([("ada", 1, "q")])
    assert (journal.kept, journal.same("q", "c", "v", "")) == ({}, None)
    journal.close()
    assert questions(tmp_path) == ["q"]


@given(learner=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_learners_name_breaks_a_line_or_passes_for_a_change(
    learner: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("j")
    journal = open_journal(folder, HEADER, fixed_secret=False)
    for name in (learner, '{"regrade":', "regrade"):
        journal.append(entry(name))
    journal.close()
    assert journal.path.read_bytes().isascii()
    again = open_journal(folder, HEADER, fixed_secret=False)
    again.close()
    assert {name for name, _, _ in again.kept} == {learner, '{"regrade":', "regrade"}
    assert again.regrades == []


def test_what_learners_wrote_stays_in_the_file_and_is_read_back_whole(tmp_path: Path) -> None:
    journal = open_journal(tmp_path, HEADER, fixed_secret=False)
    long = LearnerFault(fault="raised", reason="x", output="o" * 200_000)
    journal.append(entry().model_copy(update={"outcome": long}))
    journal.append(entry(question="q2"))
    light = journal.kept["ada", 1, "q"].outcome
    assert isinstance(light, LearnerFault)
    assert light.output == ""
    assert journal.read(("ada", 1, "q")).outcome == long
    journal.close()


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_no_journal_and_what_it_leads_to_is_not_touched(tmp_path: Path, there: bool) -> None:
    behind = tmp_path / "behind"
    if there:
        behind.write_bytes(b"")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "results.jsonl").symlink_to(behind)
    with pytest.raises(UsageError, match="is a link"):
        open_journal(tmp_path / "out", HEADER, fixed_secret=False)
    assert behind.exists() == there
    assert not there or behind.read_bytes() == b""
