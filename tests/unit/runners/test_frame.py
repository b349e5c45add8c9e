"""How the host writes values that resist being written."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from quizkit.model.value import Opaque, Raised, Sequence, Value
from quizkit.sandbox.wire import Frame, decoded

Host = Callable[[str], ModuleType]


def through(host: Host, value: object) -> Value:
    """`value` as it arrives at the other end."""
    return sent(host, {"x": value}).values["x"]


def sent(host: Host, values: dict[str, object], error: BaseException | None = None) -> Frame:
    return decoded(host("frame").encoded("ok", error, values, lambda value: None))


class Rude:
    """Raises wherever it is looked at."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


def test_a_repr_that_raises_is_told_and_not_fatal(host: Host) -> None:
    assert through(host, Rude()) == Opaque("Rude", "<Rude whose text cannot be shown: RuntimeError>")


def test_a_long_repr_is_cut(host: Host) -> None:
    value = through(host, frozenset(range(1000)))
    assert isinstance(value, Opaque)
    assert len(value.repr) == 200


def test_a_list_that_holds_itself_ends(host: Host) -> None:
    value: list[object] = []
    value.append(value)
    assert isinstance(through(host, value), Sequence)


def test_too_many_nodes_are_too_large(host: Host) -> None:
    frame = host("frame")
    with pytest.raises(frame.TooLarge):
        frame.encoded("ok", None, {"x": [0] * 200_001}, lambda value: None)


def test_too_many_bytes_are_too_large(host: Host) -> None:
    frame = host("frame")
    with pytest.raises(frame.TooLarge):
        frame.encoded("ok", None, {"x": "a" * (17 << 20)}, lambda value: None)


def test_an_exception_tells_its_line_in_the_answer(host: Host) -> None:
    program = host("program")
    with pytest.raises(program.LearnerRaised) as caught:
        program.Program().load("def f():\n    1 / 0\n\nf()\n")
    assert sent(host, {}, caught.value.original).raised == Raised("ZeroDivisionError", "division by zero", 2)


def test_a_syntax_error_tells_its_line(host: Host) -> None:
    program = host("program")
    with pytest.raises(program.LearnerRaised) as caught:
        program.Program().load("x = 1\ny = = 2\n")
    raised = sent(host, {}, caught.value.original).raised
    assert raised is not None
    assert raised.line == 2


def test_the_frame_for_no_memory_is_a_good_one(host: Host) -> None:
    assert decoded(host("frame").without_values("memory")) == Frame("memory", None, {})
