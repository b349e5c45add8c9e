"""Options are drawn with the right and the pinned ones always in, and sorted by the numbers that they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit import source
from quizkit.bank.laying_out import can_be_shown, laid_out, narrowed, number_in
from quizkit.bank.loaded import LoadedTopic, load_topic
from quizkit.bank.version import grade_version
from quizkit.grading import choice as choosing
from quizkit.grading import multiple as ticking
from quizkit.grading.scoring import Ticks, ticks_of
from quizkit.model.answer import Chosen, ChosenSet
from quizkit.model.outcome import Graded
from quizkit.model.question import Choice, Multiple
from quizkit.rng import Stream

Topics = Callable[..., LoadedTopic]
LURES = tuple(f"lure-{number}" for number in range(10))


def fields(
    *texts: str, right: tuple[int, ...] = (0,), kind: object = "choice", **order: object
) -> dict[str, object]:
    """A question whose options o0, o1, ... have these texts."""
    options = [
        {"id": f"o{index}", "text": words, "feedback": "So.", "correct": index in right}
        for index, words in enumerate(texts)
    ]
    return {"id": "q", "kind": kind, "argued": "So.", "options": options, "order": order}


def choice(topic: Topics, *texts: str, right: tuple[int, ...] = (0,), **order: object) -> Choice:
    question = topic(questions=[fields(*texts, right=right, **order)]).question("q")
    assert isinstance(question, Choice)
    return question


def multiple(topic: Topics, *texts: str, right: tuple[int, ...], **order: object) -> Multiple:
    question = topic(questions=[fields(*texts, right=right, kind="multiple", **order)]).question("q")
    assert isinstance(question, Multiple)
    return question


def ids(question: Choice | Multiple, seed: int) -> list[str]:
    return [option.id for option in laid_out(question, Stream("s", seed))]


def test_every_draw_has_the_right_and_the_pinned_options(topic: Topics) -> None:
    question = multiple(topic, *LURES, right=(2, 3), draw=5, pin={"o9": "last"})
    for seed in range(200):
        shown = ids(question, seed)
        assert len(shown) == len(set(shown)) == 5
        assert {"o2", "o3"} < set(shown)
        assert shown[-1] == "o9"
    assert len({frozenset(ids(question, seed)) for seed in range(200)}) == 21  # two of seven


def test_the_others_are_drawn_evenly_and_the_key_stands_anywhere(topic: Topics) -> None:
    """Chi-square over 2000 seeds: nine draws of three in nine, four places; once in 10 000 by chance."""
    question = choice(topic, *LURES, draw=4)
    drawn: Counter[str] = Counter()
    places: Counter[int] = Counter()
    for seed in range(2000):
        shown = ids(question, seed)
        drawn.update(shown)
        places[shown.index("o0")] += 1
    assert drawn.pop("o0") == 2000
    expected = 2000 * 3 / 9
    spread = sum((drawn[f"o{n}"] - expected) ** 2 for n in range(1, 10)) / (expected * (1 - 3 / 9)) * 8 / 9
    assert spread < 31.8
    assert sum((places[place] - 500) ** 2 for place in range(4)) / 500 < 21.1


def test_drawn_options_that_are_not_shuffled_stand_as_written(topic: Topics) -> None:
    question = choice(topic, *LURES, draw=4, shuffle=False)
    assert all(ids(question, seed) == sorted(ids(question, seed)) for seed in range(50))


def test_without_a_stream_nothing_is_drawn(topic: Topics) -> None:
    assert len(laid_out(choice(topic, *LURES, draw=4), None)) == 10


@pytest.mark.parametrize(
    ("sort", "order"),
    [("ascending", ["o1", "o3", "o4", "o0", "o2"]), ("descending", ["o0", "o4", "o3", "o1", "o2"])],
)
def test_numbers_are_sorted_by_value_and_pins_stay_where_they_are(
    topic: Topics, sort: str, order: list[str]
) -> None:
    question = choice(topic, "$10$", "-1e1", "None of these", "`1/2`", "0,75", sort=sort, pin={"o2": "last"})
    for stream in (None, Stream("s", 1), Stream("s", 2)):
        assert [option.id for option in laid_out(question, stream)] == order


def test_drawn_numbers_are_sorted_too(topic: Topics) -> None:
    question = choice(topic, *(str(number) for number in (7, 3, 9, 1, 5, 2)), sort="ascending", draw=3)
    for seed in range(30):
        shown = [float(option.text) for option in laid_out(question, Stream("s", seed))]
        assert len(shown) == 3
        assert shown == sorted(shown)
        assert 7 in shown


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("0.5", 0.5),
        ("**0,5**", 0.5),
        ("`-3`", -3),
        ("$1/4$", 0.25),
        ("2·10⁻³", 0.002),
        ("10³", None),
        ("a dozen", None),
        ("3 m", None),
        ("1 2", None),
        ("", None),
        ("**", None),
        ("$x$", None),
        ("`" * 20_000, None),
        ("1" * 20_000, None),
    ],
)
def test_an_option_is_a_number_as_a_learner_may_type_it(words: str, number: float | None) -> None:
    assert number_in(words) == number


def test_what_was_not_shown_can_neither_be_picked_nor_be_missed(topic: Topics) -> None:
    one = narrowed(choice(topic, *LURES, draw=4), ["o3", "o0", "o7", "o1"])
    assert isinstance(one, Choice)
    assert [option.id for option in one.options] == ["o0", "o1", "o3", "o7"]
    assert not isinstance(choosing.judge(one, Chosen(option="o2")), Graded)
    assert choosing.judge(one, Chosen(option="o0")) == Graded(score=1, reason="So.")
    several = narrowed(multiple(topic, *LURES, right=(0, 1), draw=4), ["o0", "o1", "o2", "o3"])
    assert isinstance(several, Multiple)
    assert not isinstance(ticking.judge(several, ChosenSet(options=frozenset({"o0", "o9"}))), Graded)
    assert ticks_of(several, ChosenSet(options=frozenset({"o0", "o2"}))) == Ticks(1, 1, keys=2, lures=2)


def test_the_version_of_what_was_shown_does_not_follow_what_was_not(topic: Topics) -> None:
    shown = ["o0", "o1", "o2", "o3"]
    before = grade_version(narrowed(choice(topic, *LURES, draw=4), shown), None, None)
    other = (*LURES[:4], "changed", *LURES[5:], "new")
    assert grade_version(narrowed(choice(topic, *other, draw=4), shown), None, None) == before
    other = (*LURES[:3], "changed", *LURES[4:])
    assert grade_version(narrowed(choice(topic, *other, draw=4), shown), None, None) != before


def test_options_can_be_shown_again_as_long_as_all_are_there_with_the_right_one(topic: Topics) -> None:
    question = choice(topic, *LURES, draw=4)
    assert can_be_shown(question, ("o3", "o0", "o1"))
    assert not can_be_shown(question, ("o3", "o1"))
    assert not can_be_shown(question, ("o0", "gone"))


@pytest.mark.parametrize(
    ("count", "right", "order", "says", "fix"),
    [
        (10, (0,), {}, "10 options are listed and 9 at most can be shown", "Say how many with 'draw'"),
        (5, (0,), {"draw": 5}, "1 of the 5 options are right or pinned", "It must be more than 1 and less"),
        (5, (0, 1), {"draw": 2}, "'draw: 2' draws nothing", "It must be more than 2 and less than 5."),
        (5, (0,), {"draw": 3, "pin": {"o1": "last", "o2": "first"}}, "draws nothing", "more than 3"),
        (5, (0,), {"draw": 1}, "out of range: 1", "at least 2"),
        (20, (0,), {"draw": 10}, "out of range: 10", "at most 9"),
        (41, (0,), {"draw": 4}, "too long", "at most 40"),
        (5, (0,), {"draw": "four"}, "must be a whole number", "a whole number"),
        (5, (0,), {"sort": "up"}, "unknown value 'up'", "'ascending' or 'descending'"),
        (5, (0,), {"sort": "ascending", "shuffle": False}, "are not sorted", "Leave out"),
    ],
)
def test_an_order_that_cannot_be_kept_is_refused_where_it_stands(
    count: int, right: tuple[int, ...], order: dict[str, object], says: str, fix: str, tmp_path: Path
) -> None:
    topic = f"format: 1\nid: t\ntitle: T\nauthors: [a]\nlicense: CC0\nminutes: 5\ninsight: I.\n{QUESTIONS}"
    path = tmp_path / "t.yaml"
    whole = fields(*(f"Option {n}" for n in range(count)), right=right, kind="multiple", **order)
    dumped = source.dump({**HEAD, **whole}).splitlines()
    path.write_text(topic + "".join(f"  {'-' if n == 0 else ' '} {line}\n" for n, line in enumerate(dumped)))
    found = load_topic(path)
    assert not isinstance(found, LoadedTopic)
    (finding,) = found.findings
    assert says in finding.message
    assert fix in finding.fix
    assert "\n" not in str(finding)
    wanted = ("options:",) if "too long" in says else ("order:", "draw:", "sort:")
    assert path.read_text().splitlines()[finding.line - 1].strip().startswith(wanted)


HEAD = {"difficulty": "easy", "skills": ["s"], "prompt": "What?", "solution": {"steps": ["Look."]}}
QUESTIONS = "skills: {s: S}\nquestions:\n"
