"""The page of `quizkit trace` as plain lines: stages, epochs with a chart, layers, contrast, insight."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from quizkit.model.trace import SeenContrast, SeenEpoch, SeenLayer, SeenStage, Trace
from quizkit.terminal.chart import chart
from quizkit.text import plain, visible

NAMED = 4  # up to so many values are shown with their names
SHOWN = 10  # of more values only the first are shown
INDENT = "  "


def page(trace: Trace, width: int = 80) -> list[str]:
    """The whole page in lines of at most `width` characters, `width` being 60 or more."""
    return [
        *heading(trace.title, "=", width),
        *plain(trace.says, width),
        "",
        *_wrapped(f"Settings of this run: {_settings(trace.settings)}.", width),
        *_other_seed(trace, width),
        *_stages(trace.stages, width),
        *_epochs(trace, width),
        *_layers(trace.layers, width),
        *(_contrast(trace.epochs, trace.contrast, width) if trace.contrast else ()),
        *section("Insight", width),
        *plain(trace.insight, width),
        "",
        f"To go on: quizkit take {trace.address}",
    ]


def heading(title: str, mark: str, width: int) -> list[str]:
    """A title underlined with `mark`, and an empty line."""
    lines = _wrapped(visible(title, one_line=True), width)
    return [*lines, mark * max(len(line) for line in lines), ""]


def section(title: str, width: int) -> list[str]:
    """An empty line and the heading of a part of the page."""
    return ["", *heading(title, "-", width)]


def _other_seed(trace: Trace, width: int) -> Iterator[str]:
    if trace.seed != trace.usual_seed:
        yield ""
        note = (
            f"Note: these figures belong to seed {trace.seed}. The sentences were written for the topic's "
            f"own run, seed {trace.usual_seed}, and need not fit this one."
        )
        yield from _wrapped(note, width)


def _stages(stages: Sequence[SeenStage], width: int) -> Iterator[str]:
    for number, stage in enumerate(stages, start=1):
        yield from section(f"Stage {number} of {len(stages)}: {stage.title}", width)
        yield from plain(stage.says, width)
        yield f"Shape: {shape(stage.seen.in_shape)} -> {shape(stage.seen.out_shape)}"
        kind = "Example row" if stage.seen.out_shape else "Values"
        label = "" if stage.seen.label is None else f"; label {stage.seen.label}"
        yield from _wrapped(f"{kind}: {row(stage.seen.row, stage.seen.names)}{label}", width)


def _epochs(trace: Trace, width: int) -> Iterator[str]:
    """The table with a sentence for each epoch, then the chart of the loss."""
    yield from section(f"Training: {len(trace.epochs)} epochs", width)
    if trace.measured:
        yield from _wrapped(visible(trace.measured, one_line=True), width)
        yield ""
    head = f"{'Epoch':>5}  {'Loss':>7}  {'Accuracy':>8}  "
    yield f"{head}What happens"
    for epoch in trace.epochs:
        figures = f"{epoch.epoch:>5}  {epoch.loss:>7.3f}  {epoch.accuracy:>8.3f}  "
        yield from textwrap.wrap(
            visible(epoch.says, one_line=True) or "-",
            width,
            initial_indent=figures,
            subsequent_indent=" " * len(head),
        )
    yield ""
    if trace.epochs:
        yield f"Loss against epoch, from {trace.epochs[0].loss:.3f} to {trace.epochs[-1].loss:.3f}:"
        yield ""
        yield from chart([epoch.loss for epoch in trace.epochs], "epoch", "loss", width=min(width, 80) - 20)


def _layers(layers: Sequence[SeenLayer], width: int) -> Iterator[str]:
    if layers:
        yield from section("Prediction: the example row through the layers", width)
    for number, layer in enumerate(layers, start=1):
        yield f"{number}. {visible(layer.title, one_line=True)}, {shape((len(layer.seen.values),))} values"
        yield from _wrapped(row(layer.seen.values, ()), width, INDENT)
        yield from (INDENT + line for line in plain(layer.says, width - len(INDENT)))


def _contrast(epochs: Sequence[SeenEpoch], contrast: SeenContrast, width: int) -> Iterator[str]:
    """What else was measured before each epoch, in this run and in the one with the contrast's settings."""
    yield from section(contrast.title, width)
    yield from plain(contrast.says, width)
    other = _settings(contrast.settings)
    for name in epochs[0].others if epochs else ():
        yield ""
        yield f"{_spoken(name).capitalize()} before each epoch"
        yield f"{'Epoch':>5}  {'this run':>12}  {other}"
        for mine, theirs in zip(epochs, contrast.epochs, strict=False):
            second = theirs.others.get(name, float("nan"))
            yield f"{mine.epoch:>5}  {mine.others[name]:>12.4f}  {second:>{max(len(other), 12)}.4f}"


def shape(lengths: Sequence[int]) -> str:
    """Lengths per dimension as people write them; no dimension at all means single numbers."""
    return " x ".join(str(length) for length in lengths) if lengths else "scalars"


def row(values: Sequence[float], names: Sequence[str]) -> str:
    """Values with three decimals: named if they are few, cut if they are many."""
    if names and len(values) <= NAMED:
        pairs = zip(names, values, strict=False)
        return ", ".join(f"{visible(name, one_line=True)}: {value:.3f}" for name, value in pairs)
    text = ", ".join(f"{value:.3f}" for value in values[:SHOWN])
    return text if len(values) <= SHOWN else f"{text}, ... and {len(values) - SHOWN} more"


def _settings(settings: Mapping[str, int | float]) -> str:
    return ", ".join(f"{_spoken(name)} {value:g}" for name, value in settings.items())


def _spoken(name: str) -> str:
    """A setting's or figure's name in words."""
    return visible(name, one_line=True).replace("_", " ")


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)
