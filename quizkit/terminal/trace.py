"""The page of `quizkit trace` as plain lines: stages, epochs with a chart, layers, contrast, insight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizkit.model.trace import SeenContrast, SeenEpoch, SeenLayer, SeenStage, Trace
from quizkit.session.figures import setting_words
from quizkit.terminal.measured import (
    INDENT,
    contrast_lines,
    curve_lines,
    layer_lines,
    other_seed,
    stage_lines,
    table_lines,
    wrapped,
)
from quizkit.text import plain, visible


def page(trace: Trace, width: int = 80) -> list[str]:
    """The whole page in lines of at most `width` characters, `width` being 40 or more."""
    return [
        *walked(trace, width),
        *section("Insight", width),
        *plain(trace.insight, width),
        "",
        f"To go on: quizkit take {trace.address}",
    ]


def walked(trace: Trace, width: int) -> list[str]:
    """The page without what follows on the walk."""
    return [
        *heading(trace.title, "=", width),
        *plain(trace.says, width),
        "",
        *wrapped(f"Settings of this run: {setting_words(trace.settings)}.", width),
        *other_seed(trace, width),
        *_stages(trace.stages, width),
        *_epochs(trace, width),
        *_layers(trace.layers, width),
        *(_contrast(trace.epochs, trace.contrast, width) if trace.contrast else ()),
    ]


def heading(title: str, mark: str, width: int) -> list[str]:
    """A title underlined with `mark`, and an empty line."""
    lines = wrapped(visible(title, one_line=True), width)
    return [*lines, mark * max(len(line) for line in lines), ""]


def section(title: str, width: int) -> list[str]:
    """An empty line and the heading of a part of the page."""
    return ["", *heading(title, "-", width)]


def _stages(stages: Sequence[SeenStage], width: int) -> Iterator[str]:
    for number, stage in enumerate(stages, start=1):
        yield from section(f"Stage {number} of {len(stages)}: {stage.title}", width)
        yield from plain(stage.says, width)
        yield from stage_lines(stage, width)


def _epochs(trace: Trace, width: int) -> Iterator[str]:
    """The table with a sentence for each epoch, then the chart of the loss."""
    yield from section(f"Training: {len(trace.epochs)} epochs", width)
    if trace.measured:
        yield from wrapped(visible(trace.measured, one_line=True), width)
        yield ""
    yield from table_lines(trace.epochs, width)
    yield ""
    yield from curve_lines(trace.epochs, width)


def _layers(layers: Sequence[SeenLayer], width: int) -> Iterator[str]:
    if layers:
        yield from section("Prediction: the example row through the layers", width)
    for number, layer in enumerate(layers, start=1):
        count = len(layer.seen.values)
        title = f"{number}. {layer.title}, {'1 value' if count == 1 else f'{count} values'}"
        yield from wrapped(visible(title, one_line=True), width)
        yield from layer_lines(layer, width)
        yield from (INDENT + line for line in plain(layer.says, width - len(INDENT)))


def _contrast(epochs: Sequence[SeenEpoch], contrast: SeenContrast, width: int) -> Iterator[str]:
    yield from section(contrast.title, width)
    yield from plain(contrast.says, width)
    yield from contrast_lines(epochs, contrast, width)
