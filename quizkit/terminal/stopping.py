"""How a stop of the walk reads: what is known before the prediction, and what the run gave."""

from __future__ import annotations

from collections.abc import Iterator

from quizkit.session.figures import setting_words, spoken
from quizkit.session.prediction import shape_words
from quizkit.session.stops import AtBoth, AtContrast, AtCurve, AtEpochs, AtLayer, AtStage, Place
from quizkit.terminal.measured import (
    both_lines,
    compared_lines,
    curve_lines,
    epoch_lines,
    layer_lines,
    row,
    stage_lines,
    wrapped,
)
from quizkit.text import plain, visible


def known_lines(place: Place, width: int) -> Iterator[str]:
    """What is known when a stop is reached: its heading, and what goes in."""
    match place:
        case AtStage(number=number, total=total, stage=stage):
            yield from _heading(f"Stage {number} of {total}: {stage.title}", width)
            yield from plain(stage.says, width)
            yield f"In: {shape_words(stage.seen.in_shape)}"
        case AtEpochs(epochs=epochs, total=total):
            first, last = epochs[0].epoch, epochs[-1].epoch
            which = f"epoch {first}" if first == last else f"epochs {first} to {last}"
            yield from _heading(f"Training, {which} of {total}", width)
        case AtCurve():
            yield from _heading("The loss over the whole training", width)
        case AtBoth(name=name):
            yield from _heading(f"The {spoken(name)} in both runs", width)
        case AtContrast(settings=settings, contrast=contrast):
            yield from _heading(contrast.title, width)
            mine = f", in place of {setting_words(settings)}" if settings else ""
            said = f"The same run once more, with {setting_words(contrast.settings)}{mine}."
            yield from wrapped(visible(said, one_line=True), width)
        case AtLayer(number=number, total=total, layer=layer, before=before):
            yield from _heading(f"The example row, layer {number} of {total}: {layer.title}", width)
            yield from plain(layer.says, width)
            if before is not None:
                given = f"In, {_count(len(before.seen.values))}: {row(before.seen.values, ())}"
                yield from wrapped(given, width)


def rest_lines(place: Place, width: int) -> Iterator[str]:
    """What the run gave, shown when nothing is asked at the stop any more."""
    match place:
        case AtStage(stage=stage):
            yield from stage_lines(stage, width)
        case AtEpochs(epochs=epochs):
            for epoch in epochs:
                yield from epoch_lines(epoch, width)
        case AtCurve(epochs=epochs):
            yield from curve_lines(epochs, width)
        case AtContrast(epochs=epochs, contrast=contrast):
            yield from plain(contrast.says, width)
            yield from _losses(place, width)
            for name in epochs[0].others if epochs else ():
                yield from compared_lines(name, epochs, contrast, width)
        case AtBoth(name=name, epochs=epochs, contrast=contrast):
            yield from both_lines(name, epochs, contrast, width)
        case AtLayer(layer=layer):
            yield f"Out, {_count(len(layer.seen.values))}:"
            yield from layer_lines(layer, width)


def _losses(place: AtContrast, width: int) -> Iterator[str]:
    """The last loss of both runs, with one decimal more: the two may be close."""
    last = min(len(place.epochs), len(place.contrast.epochs)) - 1
    if last >= 0:
        here, there = place.epochs[last], place.contrast.epochs[last]
        other = setting_words(place.contrast.settings)
        said = f"Loss at epoch {here.epoch}: {here.loss:.4f} in this run, {there.loss:.4f} with {other}."
        yield from wrapped(visible(said, one_line=True), width)


def _heading(title: str, width: int) -> list[str]:
    return wrapped(visible(title, one_line=True), width)


def _count(values: int) -> str:
    return "1 value" if values == 1 else f"{values} values"
