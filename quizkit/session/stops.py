"""The stops of a walk through a reference run: what each shows, and what is to be predicted there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizkit.model.trace import SeenContrast, SeenEpoch, SeenLayer, SeenStage, Trace
from quizkit.session.deriving import about_count, about_negative, about_shape, about_shares
from quizkit.session.figures import about_contrast, about_course
from quizkit.session.prediction import Prediction

MOST_EPOCHS = 6  # stops among the epochs; of a longer run several epochs are shown at one


@dataclass(frozen=True)
class AtStage:
    """A stage of the pipeline; before the prediction only what goes into it is known."""

    number: int
    total: int
    stage: SeenStage


@dataclass(frozen=True)
class AtEpochs:
    """The epochs that are shown next, after `before`; of `total`."""

    before: tuple[SeenEpoch, ...]
    epochs: tuple[SeenEpoch, ...]
    total: int


@dataclass(frozen=True)
class AtCurve:
    """The loss over all epochs; nothing is asked here."""

    epochs: tuple[SeenEpoch, ...]


@dataclass(frozen=True)
class AtContrast:
    """The second run beside the first; `settings` are the first run's where the two differ."""

    settings: dict[str, int | float]
    epochs: tuple[SeenEpoch, ...]
    contrast: SeenContrast


@dataclass(frozen=True)
class AtBoth:
    """The figure called `name` over all epochs of both runs; nothing is asked here."""

    name: str
    epochs: tuple[SeenEpoch, ...]
    contrast: SeenContrast


@dataclass(frozen=True)
class AtLayer:
    """A layer that the example row passes; before the prediction its values in `before` are known."""

    number: int
    total: int
    layer: SeenLayer
    before: SeenLayer | None


Place = AtStage | AtEpochs | AtCurve | AtContrast | AtBoth | AtLayer


@dataclass(frozen=True)
class Stop:
    """A place on the walk, and what is to be predicted before all of it is shown, one after the other."""

    place: Place
    predictions: tuple[Prediction, ...] = ()


def stops_of(trace: Trace) -> tuple[Stop, ...]:
    """The walk through `trace`: stages, epochs, the curve, the contrast, the example row's layers."""
    return (
        *_stages(trace.stages),
        *_epochs(trace.epochs),
        *_contrast(trace),
        *_layers(trace),
    )


def _stages(stages: Sequence[SeenStage]) -> Iterator[Stop]:
    """The first stage only shows how shapes read; from the second on they are asked."""
    row: tuple[float, ...] = ()
    for number, stage in enumerate(stages, start=1):
        seen = stage.seen
        shares = about_shares(row, seen.row, seen.names) if seen.row != row else ()
        asked = (about_shape(seen), *shares) if number > 1 else ()
        yield Stop(AtStage(number, len(stages), stage), asked)
        row = seen.row if seen.out_shape else row  # single numbers are no row of the example's


def _epochs(epochs: tuple[SeenEpoch, ...]) -> Iterator[Stop]:
    """One epoch at each stop, or as many as keep the stops few; then the curve."""
    if not epochs:
        return
    ends = _ends(len(epochs))
    for round_, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        before, shown = epochs[:start], epochs[start:end]
        asked = about_course([epochs[at - 1] for at in ends[:round_]], shown[-1]) if before else None
        yield Stop(AtEpochs(before, shown, len(epochs)), (asked,) if asked else ())
    yield Stop(AtCurve(epochs))


def _ends(count: int) -> list[int]:
    """How many epochs have been shown after each stop; the first epoch has a stop of its own."""
    stops = min(count, MOST_EPOCHS)
    return [1 + round((count - 1) * stop / max(stops - 1, 1)) for stop in range(stops)]


def _contrast(trace: Trace) -> Iterator[Stop]:
    contrast = trace.contrast
    if contrast is None:
        return
    mine = {name: trace.settings[name] for name in contrast.settings if name in trace.settings}
    asked = about_contrast(trace.epochs, contrast)
    yield Stop(AtContrast(mine, trace.epochs, contrast), (asked,) if asked else ())
    for name in trace.epochs[0].others if trace.epochs else ():
        yield Stop(AtBoth(name, trace.epochs, contrast))


def _layers(trace: Trace) -> Iterator[Stop]:
    rows = {stage.seen.row for stage in trace.stages if stage.seen.out_shape}
    before: SeenLayer | None = None
    for number, layer in enumerate(trace.layers, start=1):
        asked: tuple[Prediction | None, ...] = ()
        if before is not None:
            given, made = before.seen.values, layer.seen.values
            count = about_count(given, made, trace.settings) if len(given) != len(made) else None
            shares = () if made in rows else about_shares(given, made)  # what was seen is no prediction
            asked = (count, about_negative(given, made), *shares)
        predictions = tuple(one for one in asked if one)
        yield Stop(AtLayer(number, len(trace.layers), layer, before), predictions)
        before = layer
