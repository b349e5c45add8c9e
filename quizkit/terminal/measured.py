"""How the figures of a reference run read: rows and shapes, epochs, the curve, the run beside another."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from quizkit.model.trace import Opening, SeenContrast, SeenEpoch, SeenLayer, SeenStage
from quizkit.session.figures import decimals, figure, setting_words, spoken
from quizkit.session.prediction import shape_words
from quizkit.terminal.chart import BOTH, MARK, OTHER, chart
from quizkit.terminal.described import described
from quizkit.text import plain, visible

NAMED = 4  # up to so many values are shown with their names
SHOWN = 10  # of more values only the first are shown
INDENT = "  "
NARROWEST_CHART, WIDEST_CHART = 10, 60
COLUMN = 12  # of a table with two runs
THIS_RUN, SECOND_RUN = "this run", "second run"


def other_seed(run: Opening, width: int) -> Iterator[str]:
    """A note where the sentences were written for another run."""
    if run.seed != run.usual_seed:
        yield ""
        note = (
            f"Note: these figures belong to seed {run.seed}. The sentences were written for the topic's "
            f"own run, seed {run.usual_seed}, and need not fit this one."
        )
        yield from wrapped(note, width)


def stage_lines(stage: SeenStage, width: int) -> Iterator[str]:
    """What goes into a stage and what comes out, and the example row there."""
    yield f"Shape: {shape_words(stage.seen.in_shape)} -> {shape_words(stage.seen.out_shape)}"
    kind = "Example row" if stage.seen.out_shape else "Values"
    label = "" if stage.seen.label is None else f"; label {stage.seen.label}"
    yield from wrapped(f"{kind}: {row(stage.seen.row, stage.seen.names)}{label}", width)


def table_lines(epochs: Sequence[SeenEpoch], width: int) -> Iterator[str]:
    """Loss and accuracy of each epoch with its sentence."""
    head = f"{'Epoch':>5}  {'Loss':>7}  {'Accuracy':>8}  "
    yield f"{head}What happens"
    for epoch in epochs:
        figures = f"{epoch.epoch:>5}  {epoch.loss:>7.3f}  {epoch.accuracy:>8.3f}  "
        yield from textwrap.wrap(
            visible(epoch.says, one_line=True) or "-",
            width,
            initial_indent=figures,
            subsequent_indent=" " * len(head),
        )


def epoch_lines(epoch: SeenEpoch, width: int) -> Iterator[str]:
    """One epoch: all its figures in a line, and its sentence."""
    names = ("loss", "accuracy", *epoch.others)
    figures = [f"{spoken(name)} {figure(epoch, name):.{decimals(name)}f}" for name in names]
    yield from wrapped(visible(f"Epoch {epoch.epoch}: {', '.join(figures)}.", one_line=True), width)
    yield from plain(epoch.says, width) if epoch.says else ()


def curve_lines(epochs: Sequence[SeenEpoch], width: int) -> Iterator[str]:
    """The loss over the epochs: in words, then drawn."""
    if not epochs:
        return
    losses = [epoch.loss for epoch in epochs]
    yield from wrapped(described(losses, "epoch", "loss", decimals("loss")), width)
    yield from ("", "Loss against epoch:", "")
    yield from chart(losses, "epoch", "loss", width=_chart_width(width))


def layer_lines(layer: SeenLayer, width: int) -> list[str]:
    """The example row's values after a layer."""
    return wrapped(row(layer.seen.values, ()), width, INDENT)


def contrast_lines(epochs: Sequence[SeenEpoch], contrast: SeenContrast, width: int) -> Iterator[str]:
    """What else was measured before each epoch, in this run and in the one with the contrast's settings."""
    for name in epochs[0].others if epochs else ():
        yield ""
        yield from compared_lines(name, epochs, contrast, width)
        yield ""
        yield from both_lines(name, epochs, contrast, width)


def compared_lines(
    name: str, epochs: Sequence[SeenEpoch], contrast: SeenContrast, width: int
) -> Iterator[str]:
    """The table of one figure in both runs."""
    other = visible(setting_words(contrast.settings), one_line=True)
    yield from wrapped(f"{visible(spoken(name), one_line=True).capitalize()} before each epoch", width)
    yield from _two_columns(name, epochs, contrast.epochs, other, width)


def both_lines(name: str, epochs: Sequence[SeenEpoch], contrast: SeenContrast, width: int) -> Iterator[str]:
    """The curves of one figure in both runs: in words, then drawn."""
    other = visible(setting_words(contrast.settings), one_line=True)
    title = visible(spoken(name), one_line=True)
    mine, theirs = ([figure(epoch, name) for epoch in run] for run in (epochs, contrast.epochs))
    for values, run in ((mine, THIS_RUN), (theirs, other)):
        said = described(values, "epoch", title, decimals(name))
        yield from wrapped(f"{run[:1].upper()}{run[1:]}: {said[:1].lower()}{said[1:]}", width)
    marks = f"{MARK} is this run, {OTHER} is {other}, {BOTH} is both"
    yield from ("", *wrapped(f"{title.capitalize()} against epoch: {marks}.", width), "")
    yield from chart(mine, "epoch", title, _chart_width(width), theirs)


def _two_columns(
    name: str, mine: Sequence[SeenEpoch], theirs: Sequence[SeenEpoch], other: str, width: int
) -> Iterator[str]:
    """The table; where the second run's settings are too long to stand above it they stand before it."""
    column = min(COLUMN, (width - 9) // 2)
    if 9 + column + max(len(other), column) > width:
        yield from wrapped(f"{SECOND_RUN.capitalize()}: {other}.", width)
        other = SECOND_RUN
    wide = max(len(other), column)
    yield f"{'Epoch':>5}  {THIS_RUN:>{column}}  {other}"
    for one, second in zip(mine, theirs, strict=False):
        figures = f"{figure(one, name):>{column}.4f}  {figure(second, name):>{wide}.4f}"
        yield f"{one.epoch:>5}  {figures}"


def row(values: Sequence[float], names: Sequence[str]) -> str:
    """Values with three decimals: named if they are few, cut if they are many."""
    if names and len(values) <= NAMED:
        pairs = zip(names, values, strict=False)
        return ", ".join(f"{visible(name, one_line=True)}: {value:.3f}" for name, value in pairs)
    text = ", ".join(f"{value:.3f}" for value in values[:SHOWN])
    return text if len(values) <= SHOWN else f"{text}, ... and {len(values) - SHOWN} more"


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Prose in lines of at most `width` characters."""
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)


def _chart_width(width: int) -> int:
    """Room for the curve itself, beside the labels and the name of the axis."""
    return max(NARROWEST_CHART, min(width - 20, WIDEST_CHART))
