"""`quizkit exam export --to canvas|qti22` as whole commands: what goes out is judged alike, and so back."""

from __future__ import annotations

import itertools
import zipfile
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
from tests.support import mixed, schemas
from tests.support.program import call
from tests.support.qti22_player import Item


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = mixed.build(tmp_path_factory.mktemp("qti"))
    for to in ("canvas", "qti22"):
        mixed.export(place, to, "out")
    return place


@pytest.fixture(scope="module")
def items(place: Path) -> tuple[ShownItem, ...]:
    return mixed.on_the_form(place)


def unpacked(place: Path, name: str) -> dict[str, str]:
    with zipfile.ZipFile(place / "out" / name) as packed:
        return {one: packed.read(one).decode() for one in packed.namelist()}


def answers(shown: ShownItem) -> Iterator[tuple[Answer, str | list[str]]]:
    """Answers of all sorts, and the same as letters or typed words."""
    letters = [letter for letter, _, _ in shown.options]
    match shown.question:
        case Choice() | Predict():
            for letter, name, _ in shown.options:
                yield Chosen(option=name), letter
        case Multiple():
            for size in range(1, len(letters) + 1):
                for picked in itertools.combinations(letters, size):
                    ids = frozenset(shown.letters[letter] for letter in picked)
                    yield ChosenSet(options=ids), list(picked)
        case Numeric():
            yield from ((Typed(text=words), words) for words in ("11", "12", "11.5", "0", "-11"))
        case TextQuestion(accept=accepted):
            yield from ((Typed(text=words), words) for words in (*accepted, "extend", f"{accepted[0]}x"))
        case OrderQuestion(answer=right):
            for size in (len(right), len(right) - 1):
                for order in itertools.permutations(letters, size):
                    yield Ordered(blocks=tuple(shown.letters[one] for one in order)), list(order)


def test_every_answer_brings_the_same_points_by_the_rules_of_qti22(
    place: Path, items: tuple[ShownItem, ...]
) -> None:
    packed = unpacked(place, "mixed-A-qti22-key.zip")
    for shown in items:
        if isinstance(shown.question, CodeQuestion):
            continue
        player = Item(packed[f"items/{shown.number:03}.xml"])
        for answer, response in answers(shown):
            score = score_of(judge(shown.question, answer, shown.variant))
            assert score is not None
            assert player.score(response) == pytest.approx(score * shown.item.points), (shown.number, answer)


@pytest.mark.skipif(not schemas.FOLDER.is_dir(), reason=schemas.REASON)
def test_every_file_of_the_package_is_valid(place: Path) -> None:
    for name, document in unpacked(place, "mixed-A-qti22-key.zip").items():
        schema = schemas.packages() if name == "imsmanifest.xml" else schemas.qti22()
        assert schemas.faults(schema, document) == [], name


def test_what_went_to_canvas_comes_back_with_its_ids_and_judges_alike(
    place: Path, items: tuple[ShownItem, ...]
) -> None:
    call(place, "bank", "import", "out/mixed-A-canvas-key.zip", "-o", "back/canvas.yaml")
    back = {
        question.id: question
        for question in usable(load_topic(place / "back" / "canvas.yaml")).topic.questions
    }
    asked = [shown for shown in items if not isinstance(shown.question, CodeQuestion)]
    assert list(back) == [shown.question.id for shown in asked]
    for shown in asked:
        other = back[shown.question.id]
        for answer, response in answers(shown):
            ours = score_of(judge(shown.question, answer, shown.variant))
            assert ours == score_of(judge(other, _theirs(shown, other, answer, response))), answer


def _theirs(shown: ShownItem, other: Question, answer: Answer, response: str | list[str]) -> Answer:
    """The answer with the ids that options and blocks have now."""
    if isinstance(answer, Typed):
        return answer
    if isinstance(other, Choice | Multiple):
        ids = dict(zip("ABCDEFGHI", (option.id for option in other.options), strict=False))
        picked = [ids[letter] for letter in response]
        return (
            Chosen(option=picked[0]) if isinstance(answer, Chosen) else ChosenSet(options=frozenset(picked))
        )
    assert isinstance(other, OrderQuestion)
    assert isinstance(shown.question, OrderQuestion)
    left = [name for _, name, _ in shown.options if name not in shown.question.answer]
    now = dict(zip((*shown.question.answer, *left), (block.id for block in other.blocks), strict=True))
    return Ordered(blocks=tuple(now[shown.letters[letter]] for letter in response))
