"""`quizkit exam export --to moodle|gift` and `bank import` as whole commands: what went out is judged alike.

A bank with all seven kinds becomes an exam, the exam a file of Moodle, the file a bank again.
"""

from __future__ import annotations

import itertools
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizkit.bank.loaded import load_topic, usable
from quizkit.exam.shown import ShownItem
from quizkit.grading.kinds import judge
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.model.outcome import score_of
from quizkit.model.question import (
    Choice,
    CodeQuestion,
    Multiple,
    Numeric,
    OrderQuestion,
    Predict,
    Question,
    TextQuestion,
)
from tests.support.mixed import build, export, on_the_form
from tests.support.program import call

Pair = tuple[Answer, Answer]  # the same answer to a question of the form, and to the one that came back


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("systems"))


@pytest.mark.parametrize(("to", "suffix"), [("moodle", ".xml"), ("gift", ".gift")])
def test_what_comes_back_judges_the_same_answers_right_and_wrong(to: str, suffix: str, place: Path) -> None:
    said = export(place, to, f"out-{to}")
    file = place / f"out-{to}" / f"mixed-A-key{suffix}"
    assert "This file holds the key" in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    call(place, "bank", "import", str(file), "-o", f"back/{to}.yaml")
    back = {
        question.id: question
        for question in usable(load_topic(place / "back" / f"{to}.yaml")).topic.questions
    }
    items = on_the_form(place)
    assert len(items) == 7
    for shown in items:
        if isinstance(shown.question, CodeQuestion):
            assert shown.question.id not in back
            continue
        other = back[shown.question.id]
        for ours, theirs in answers(shown, other):
            assert score(shown.question, ours, shown) == score(other, theirs), (shown.question.id, ours)


def score(question: Question, answer: Answer, shown: ShownItem | None = None) -> float | None:
    return score_of(judge(question, answer, shown.variant if shown else None))


def answers(shown: ShownItem, other: Question) -> Iterator[Pair]:
    """Answers of all sorts; options are the same where they stand at the same place."""
    ids = [name for _, name, _ in shown.options]
    match shown.question, other:
        case ((Choice() | Predict()), Choice(options=options)):
            for one, its in zip(ids, options, strict=True):
                yield Chosen(option=one), Chosen(option=its.id)
        case Multiple(), Multiple(options=options):
            pairs = list(zip(ids, (option.id for option in options), strict=True))
            for size in range(1, len(pairs) + 1):
                for picked in itertools.combinations(pairs, size):
                    ours, theirs = zip(*picked, strict=True)
                    yield ChosenSet(options=frozenset(ours)), ChosenSet(options=frozenset(theirs))
        case Numeric(), Numeric():
            yield from ((Typed(text=words), Typed(text=words)) for words in ("11", "12", "11.5", "0", "-11"))
        case TextQuestion(accept=accepted), TextQuestion():
            for words in (*accepted, f" {accepted[0]} ", "extend", f"{accepted[0]}x"):
                yield Typed(text=words), Typed(text=words)
        case OrderQuestion(), TextQuestion():
            for order in itertools.permutations(shown.options, 3):
                letters, names, _ = zip(*order, strict=True)
                yield Ordered(blocks=names), Typed(text=" ".join(letters))
        case _:
            raise AssertionError(f"{shown.question.id} came back as {other.kind}")


def test_another_process_writes_the_same_bytes(place: Path) -> None:
    for to in ("moodle", "gift"):
        export(place, to, "one")
        export(place, to, "two")
    one, two = (
        {path.name: path.read_bytes() for path in (place / name).iterdir()} for name in ("one", "two")
    )
    assert one == two


def test_what_cannot_be_expressed_is_told_with_its_question(place: Path) -> None:
    said = export(place, "gift", "told")
    (program,) = (one.number for one in on_the_form(place) if isinstance(one.question, CodeQuestion))
    assert "Not all can be expressed:" in said
    assert f"Question {program}: GIFT has no programs" in said
    assert "set 40 minutes" in said


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--to", "moodle"], "holds the key"),
        (["--to", "gift", "--key", "--date", "2026-12-01"], "has no date"),
    ],
)
def test_a_key_that_was_not_asked_for_is_not_written(given: list[str], says: str, place: Path) -> None:
    said = call(place, "exam", "export", "exam", *given, "-o", "none", "--path", ".", code=2)
    assert says in said
    assert not (place / "none").exists()
