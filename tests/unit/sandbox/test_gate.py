"""Side by side up to the width, or alone."""

from __future__ import annotations

import threading

import pytest

from quizkit.sandbox.jails import Gate


def test_who_is_alone_waits_for_the_others_and_goes_before_later_ones() -> None:
    gate = Gate(2)
    order: list[str] = []

    def alone() -> None:
        with gate.enter_alone():
            order.append("alone")

    def late() -> None:
        with gate.enter():
            order.append("late")

    threads = [threading.Thread(target=alone), threading.Thread(target=late)]
    with gate.enter():
        threads[0].start()
        while not gate.waiting_alone:
            pass
        threads[1].start()
        order.append("first")
    for thread in threads:
        thread.join()
    assert order == ["first", "alone", "late"]


def test_the_gate_is_free_again_after_an_error() -> None:
    gate = Gate(1)
    with pytest.raises(KeyError), gate.enter():
        raise KeyError
    with pytest.raises(KeyError), gate.enter_alone():
        raise KeyError
    with gate.enter():
        assert gate.inside == 1
