"""Options are laid out as the question says, the same for the same stream, and never give an order away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.model.lock import LockedOption, Variant
from quizkit.rng import Stream

Topics = Callable[..., LoadedTopic]
NAMES = ("a", "b", "c", "d", "e")


def ids(shown: tuple[tuple[str, str], ...]) -> list[str]:
    """The ids in the order shown."""
    return [name for name, _ in shown]


def choice(**order: object) -> dict[str, object]:
    """A choice question of five options."""
    options = [
        {"id": name, "text": name.upper(), "feedback": "So.", "correct": name == "a"} for name in NAMES
    ]
    return {"id": "q", "kind": "choice", "options": options, "order": order}


def test_without_a_stream_options_stand_as_written(topic: Topics) -> None:
    shown = present(topic(questions=[choice()]).question("q"), None, None)
    assert shown.options == tuple((name, name.upper()) for name in NAMES)


def test_the_same_stream_gives_the_same_order_and_keeps_every_option(topic: Topics) -> None:
    question = topic(questions=[choice()]).question("q")
    orders = [ids(present(question, None, Stream("s", n)).options) for n in range(20)]
    assert orders == [ids(present(question, None, Stream("s", n)).options) for n in range(20)]
    assert all(sorted(order) == list(NAMES) for order in orders)
    assert len({tuple(order) for order in orders}) > 10


def test_pinned_options_keep_their_end(topic: Topics) -> None:
    question = topic(questions=[choice(pin={"a": "last", "e": "first", "b": "last"})]).question("q")
    for n in range(20):
        order = ids(present(question, None, Stream("s", n)).options)
        assert (order[0], order[3:]) == ("e", ["a", "b"])


def test_what_must_not_be_shuffled_is_not(topic: Topics) -> None:
    question = topic(questions=[choice(shuffle=False)]).question("q")
    assert all(ids(present(question, None, Stream("s", n)).options) == list(NAMES) for n in range(20))


@pytest.mark.parametrize("answer", [("a", "b", "c"), ("a", "b", "c", "d", "e"), ("d", "c", "a")])
def test_blocks_are_never_shown_in_their_right_order(answer: tuple[str, ...], topic: Topics) -> None:
    blocks = [{"id": name, "text": name.upper()} for name in NAMES]
    asked = {"id": "q", "kind": "order", "blocks": blocks, "answer": list(answer)}
    question = topic(questions=[asked]).question("q")
    for stream in (None, *(Stream("s", n) for n in range(100))):
        order = ids(present(question, None, stream).options)
        assert sorted(order) == list(NAMES)
        assert tuple(name for name in order if name in answer) != answer


def test_the_order_shown_tells_nothing_of_the_right_one_but_that_it_is_another(topic: Topics) -> None:
    """Of three blocks the five others are equally likely; of two, which would tell it so, both are."""
    for names, likely in (("abc", 5), ("ab", 2)):
        blocks = [{"id": name, "text": name.upper()} for name in names]
        question = topic(
            questions=[{"id": "q", "kind": "order", "blocks": blocks, "answer": list(names)}]
        ).question("q")
        seen = Counter("".join(ids(present(question, None, Stream("s", n)).options)) for n in range(1000))
        assert len(seen) == likely
        assert all(abs(count - 1000 / likely) < 75 for count in seen.values()), seen  # five deviations


def test_predict_shows_the_variants_options_and_params(topic: Topics) -> None:
    asked: dict[str, object]
    asked = {"id": "q", "kind": "predict", "prompt": "n is ${n}, $${n} is text", "params": {"n": [1, 2]}}
    asked |= {"code": "print(${n})", "wrong": [{"mistake": "m", "code": "print(0)"}]}
    question = topic(questions=[asked]).question("q")
    options = (LockedOption(id="o1", text="`2`"), LockedOption(id="o2", text="`0`", mistake="m"))
    shown = present(question, Variant(params={"n": 2}, options=options, key="o1"), None)
    assert shown.prompt == "n is 2, ${n} is text"
    assert shown.options == (("o1", "`2`"), ("o2", "`0`"))
    assert present(question, None, None).options == ()


def test_other_kinds_leave_dollars_alone(topic: Topics) -> None:
    question = topic(questions=[{"id": "q", "prompt": "What is ${HOME} and $${x}?"}]).question("q")
    assert present(question, None, None).prompt == "What is ${HOME} and $${x}?"
