"""The walk as a machine: every stop once and in order, nothing shown before it was asked, always an end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizkit.model.trace import (
    ObservedLayer,
    ObservedStage,
    SeenContrast,
    SeenEpoch,
    SeenLayer,
    SeenStage,
    Trace,
)
from quizkit.session import inputs as on
from quizkit.session import walk as do
from quizkit.session.stops import (
    MOST_EPOCHS,
    AtBoth,
    AtContrast,
    AtCurve,
    AtEpochs,
    AtLayer,
    AtStage,
    stops_of,
)
from quizkit.session.walk import Phase, Walking, step

ROW = (0.5, -1.0, 2.0)


def stage(name: str, made: tuple[int, ...], row: tuple[float, ...] = ROW) -> SeenStage:
    return SeenStage(
        title=name, says=name, seen=ObservedStage(stage=name, in_shape=(8, 3), out_shape=made, row=row)
    )


def epochs(count: int, brake: float) -> tuple[SeenEpoch, ...]:
    return tuple(
        SeenEpoch(
            epoch=number,
            loss=2 / number,
            accuracy=1 - 1 / number,
            others={"norm": 9 - brake * number},
            says="",
        )
        for number in range(1, count + 1)
    )


def trace_of(count: int = 4) -> Trace:
    layers = {"in": ROW, "hidden": (0.0, 1.0), "out": (0.25, 0.75)}
    return Trace(
        address="a/b",
        title="T",
        says="S",
        seed=None,
        usual_seed=None,
        settings={"brake": 0.1},
        level="L3",
        measured="",
        stages=(stage("data", (8, 3)), stage("model", (8, 2), (1.0, 2.0)), stage("score", ())),
        epochs=epochs(count, 0.1),
        layers=tuple(
            SeenLayer(title=name, says=name, seen=ObservedLayer(layer=name, values=values))
            for name, values in layers.items()
        ),
        contrast=SeenContrast(title="C", says="S", settings={"brake": 0.0}, epochs=epochs(count, 0.0)),
        insight="I",
    )


WALK = Walking(stops_of(trace_of()))
INPUTS: dict[str, do.Input] = {
    "guess": do.Guessed(0.0),
    "hint": on.Hint(),
    "repeat": on.Repeat(),
    "skip": on.Skip(),
    "next": on.Next(),
}
LEARNER = some.lists(some.sampled_from(sorted(INPUTS)), max_size=200)


def walked(words: Sequence[str]) -> tuple[Walking, list[do.Effect]]:
    """A walk on which a learner does `words` as far as it goes, and all its effects."""
    state, seen = step(WALK, on.Begin())
    effects = list(seen)
    for word in words:
        if state.over:
            break
        state, seen = step(state, INPUTS[word])
        effects += seen
    return state, effects


def straight() -> tuple[Walking, list[do.Effect]]:
    """A learner who guesses right at every stop and goes on."""
    state, seen = step(WALK, on.Begin())
    effects = list(seen)
    while not state.over:
        asked = state.phase is Phase.ASKED
        state, seen = step(state, do.Guessed(state.prediction.key) if asked else on.Next())
        effects += seen
    return state, effects


def test_a_walk_goes_through_the_stages_the_epochs_the_contrast_and_the_layers() -> None:
    kinds = [type(stop.place) for stop in WALK.stops]
    assert kinds == [AtStage] * 3 + [AtEpochs] * 4 + [AtCurve, AtContrast, AtBoth] + [AtLayer] * 3


def test_whoever_is_always_right_is_told_so() -> None:
    state, effects = straight()
    asked = sum(len(stop.predictions) for stop in WALK.stops)
    assert asked >= 8
    assert effects[-1] == do.Finish(asked, asked, left=False)
    assert state.phase is Phase.ENDED
    assert all(effect.judged and effect.judged.right for effect in effects if isinstance(effect, do.Tell))


@given(LEARNER)
def test_what_the_run_gave_is_shown_only_when_nothing_is_asked_there_any_more(words: list[str]) -> None:
    _, effects = walked(words)
    told = 0
    for effect in effects:
        if isinstance(effect, do.ShowKnown):
            stop, first = effect.stop, effect
        elif isinstance(effect, do.Tell):
            told += 1
        elif isinstance(effect, do.ShowRest):
            assert effect.stop is stop is first.stop
            assert told >= sum(len(passed.predictions) for passed in WALK.stops[: WALK.stops.index(stop) + 1])


@given(LEARNER)
def test_every_stop_is_come_to_in_its_order_whatever_the_learner_does(words: list[str]) -> None:
    state, effects = walked(words)
    shown = [WALK.stops.index(effect.stop) for effect in effects if isinstance(effect, do.ShowKnown)]
    assert all(after - before in (0, 1) for before, after in zip([0, *shown], shown, strict=False))
    assert (
        state.right
        <= state.guessed
        == sum(isinstance(effect, do.Tell) and effect.judged is not None for effect in effects)
    )


@given(LEARNER)
def test_the_last_effect_says_what_is_awaited(words: list[str]) -> None:
    state, effects = walked(words)
    awaited = {Phase.ASKED: do.AskGuess, Phase.SHOWN: do.AskNext, Phase.ENDED: do.Finish}
    assert isinstance(effects[-1], awaited[state.phase])


@given(LEARNER)
def test_a_walk_can_be_left_at_any_time(words: list[str]) -> None:
    state, _ = walked(words)
    if not state.over:
        left, effects = step(state, on.Quit())
        assert left.phase is Phase.LEFT
        assert effects == (do.Finish(state.right, state.guessed, left=True),)


@pytest.mark.parametrize("given", [on.Hint(), on.Skip(), do.Guessed(1.0)])
def test_where_nothing_is_asked_nothing_can_be_guessed(given: do.Input) -> None:
    state, _ = step(WALK, on.Begin())
    after, effects = step(state, given)
    assert after == state
    assert isinstance(effects[0], do.Refuse)


def test_going_on_without_a_guess_is_refused_and_skipping_is_not_counted() -> None:
    state, _ = step(WALK, on.Begin())
    state, _ = step(state, on.Next())
    refused, effects = step(state, on.Next())
    assert refused == state
    assert isinstance(effects[0], do.Refuse)
    skipped, effects = step(state, on.Skip())
    assert isinstance(effects[0], do.Tell)
    assert effects[0].judged is None
    assert (skipped.right, skipped.guessed) == (0, 0)


@pytest.mark.parametrize("count", [0, 1, 2, 6, 7, 50, 1000])
def test_a_long_run_has_few_stops_and_all_its_epochs(count: int) -> None:
    places = [stop.place for stop in stops_of(trace_of(count)) if isinstance(stop.place, AtEpochs)]
    assert len(places) == min(count, MOST_EPOCHS)
    assert [epoch.epoch for place in places for epoch in place.epochs] == list(range(1, count + 1))


def test_a_topic_without_layers_or_contrast_has_a_walk_too() -> None:
    bare = trace_of().model_copy(update={"layers": (), "contrast": None, "epochs": ()})
    assert [type(stop.place) for stop in stops_of(bare)] == [AtStage] * 3
