"""The page of `trace` as plain text, frozen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quizkit.model.trace import (
    ObservedLayer,
    ObservedStage,
    SeenContrast,
    SeenEpoch,
    SeenLayer,
    SeenStage,
    Trace,
)
from quizkit.terminal.trace import page


def epochs(says: tuple[str, ...], decay: float) -> tuple[SeenEpoch, ...]:
    """As many epochs as sentences."""
    return tuple(
        SeenEpoch(
            epoch=n, loss=1.2 / n, accuracy=1 - 0.5 / n, others={"weight_norm": 8 - decay * n}, says=text
        )
        for n, text in enumerate(says, start=1)
    )


SENTENCES = (
    "It starts high.",
    "It falls, and it goes on falling for quite some time, as such runs do.",
    "",
    "Done.",
)
TRACE = Trace(
    address="lab/falling",
    title="Falling losses",
    says="A run of *four* epochs, with $w^2$ in the penalty.",
    seed=7,
    usual_seed=7,
    level="L3",
    settings={"seed": 7, "learning_rate": 0.05},
    measured="Loss, accuracy and weight norm before each epoch.",
    stages=(
        SeenStage(
            title="Data in",
            says="Twelve features.",
            seen=ObservedStage(
                stage="data",
                in_shape=(20, 12),
                out_shape=(20, 12),
                row=tuple(n / 7 for n in range(12)),
                names=tuple(f"x{n}" for n in range(12)),
                label=1,
            ),
        ),
        SeenStage(
            title="Metrics",
            says="Two numbers.",
            seen=ObservedStage(
                stage="m", in_shape=(20, 2), out_shape=(), row=(0.3, 0.9), names=("loss", "accuracy")
            ),
        ),
    ),
    epochs=epochs(SENTENCES, 0.1),
    layers=(
        SeenLayer(title="Output", says="Two logits.", seen=ObservedLayer(layer="out", values=(1.5, -0.5))),
    ),
    contrast=SeenContrast(
        title="Without decay",
        says="Once more.",
        settings={"weight_decay": 0.0},
        epochs=epochs(("",) * 4, 0.05),
    ),
    insight="Losses fall.",
)


def test_the_page_reads_as_recorded(golden: Callable[[str, str], None]) -> None:
    golden("trace_page.txt", "\n".join(page(TRACE)) + "\n")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_wider_than_the_page(width: int) -> None:
    assert max(len(line) for line in page(TRACE, width)) <= width


def test_figures_of_another_seed_are_said_to_be_that_seed_s() -> None:
    text = " ".join(page(TRACE.model_copy(update={"seed": 8})))
    assert "these figures belong to seed 8" in text
    assert "It starts high." in text


def test_control_characters_of_a_bank_are_shown_and_not_sent() -> None:
    spoilt = TRACE.model_copy(update={"title": "a\x1b[2Jb", "insight": "c\x1b[2Jd"})
    assert "\x1b" not in "".join(page(spoilt))
