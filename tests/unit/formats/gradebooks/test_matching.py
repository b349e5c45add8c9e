"""Rows and learners meet by ids, one to one; what is unclear is never guessed."""

from __future__ import annotations

from quizkit.formats.gradebooks.lines import GradeLine
from quizkit.formats.gradebooks.matching import Matches, Person, matched
from quizkit.formats.gradebooks.sheet import SheetRow


def person(name: str, *ids: str, test: bool = False) -> Person:
    return Person(SheetRow(2, ()), frozenset(ids), name, test)


def line(learner: str, *aliases: str, name: str = "") -> GradeLine:
    return GradeLine(learner, earned=1, possible=1, name=name, aliases=frozenset(aliases))


def pairs(people: list[Person], lines: list[GradeLine]) -> tuple[dict[int, str], list[str]]:
    found: Matches = matched("book.csv", people, lines)
    return (
        {index: one.learner for index, one in found.lines.items()},
        [finding.code for finding in found.findings],
    )


def test_an_id_or_an_alias_settles_it_whatever_its_case() -> None:
    people = [person("A", "17", "Ada@uni.example"), person("B", "18", "s-2")]
    lines = [line("S-2"), line("ada", "ada@UNI.example ")]
    assert pairs(people, lines) == ({0: "ada", 1: "S-2"}, [])


def test_an_id_that_fits_two_rows_or_two_learners_fills_neither() -> None:
    two_rows = pairs([person("A", "7"), person("B", "7")], [line("7")])
    assert two_rows == ({}, ["ambiguous-learner", "no-learner"])
    two_learners = pairs([person("A", "7", "8")], [line("7"), line("8")])
    assert two_learners == ({}, ["ambiguous-learner", "no-learner"])


def test_a_name_alone_counts_only_if_it_is_unique_on_both_sides_and_is_told() -> None:
    alone = pairs([person("Lovelace, Ada", "1")], [line("x", name="ada  LOVELACE")])
    assert alone == ({0: "x"}, ["matched-by-name"])
    twice = pairs([person("Ada", "1"), person("Ada", "2")], [line("x", name="Ada")])
    assert twice == ({}, ["no-row", "no-learner"])
    namesakes = pairs([person("Ada", "1")], [line("x", name="Ada"), line("y", name="Ada")])
    assert namesakes == ({}, ["no-row", "no-learner"])


def test_a_namesake_who_has_an_id_of_her_own_is_not_taken_for_another() -> None:
    people = [person("Ada", "1"), person("Ada", "2")]
    assert pairs(people, [line("1", name="Ada"), line("x", name="Ada")])[0] == {0: "1"}


def test_a_name_does_not_outvote_ids_that_are_unclear() -> None:
    people = [person("Ada", "7"), person("Bob", "7")]
    assert pairs(people, [line("7", name="Ada")]) == ({}, ["ambiguous-learner", "no-learner"])


def test_the_platforms_test_student_is_missed_by_nobody() -> None:
    assert pairs([person("Student, Test", "99", test=True)], []) == ({}, [])


def test_long_lists_are_counted() -> None:
    found = matched("book.csv", [], [line(f"l{index}") for index in range(9)])
    assert "l0, l1, l2, l3, l4 and 4 more" in found.findings[0].message


def test_without_a_name_the_id_may_be_one() -> None:
    assert pairs([person("Ada Lovelace", "7")], [line("ada lovelace")]) == (
        {0: "ada lovelace"},
        ["matched-by-name"],
    )
    assert pairs([person("Ada Lovelace", "7")], [line("ada lovelace", name="Bob")])[0] == {}
