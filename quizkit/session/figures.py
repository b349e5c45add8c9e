"""Derives predictions about a run's figures: where one goes from epoch to epoch, and in a second run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from quizkit.model.trace import SeenContrast, SeenEpoch
from quizkit.session.prediction import Option, Prediction

LARGEST = 1e12  # nobody is asked about a figure beyond
UP, DOWN, SAME = "up", "down", "same"
MORE, LESS, BACK = "more", "less", "back"
MEANING = {
    ("loss", UP): "A step can be too long and lead past the lowest loss.",
    ("loss", DOWN): "Each step goes against the gradient of the loss.",
    ("accuracy", UP): "With a better fit, more rows fall on the right side.",
    ("accuracy", DOWN): "Accuracy counts rows: it can fall while the loss improves.",
}


def about_course(shown: Sequence[SeenEpoch], coming: SeenEpoch) -> Prediction | None:
    """Where a figure goes next, each figure in its turn, then how fast; None if it cannot be told.

    `shown` are the epochs at which the walk stopped before, at least one.
    """
    figures = ("loss", "accuracy", *coming.others)
    turn = len(shown) - 1
    name = figures[turn % len(figures)]
    values = [figure(epoch, name) for epoch in (*shown, coming)]
    if not all(abs(value) <= LARGEST for value in values):
        return None
    if turn >= len(figures):
        pace = _about_pace(name, values, coming.epoch)
        if pace is not None:
            return pace
    return _about_direction(name, values[-2], values[-1], (shown[-1].epoch, coming.epoch))


def figure(epoch: SeenEpoch, name: str) -> float:
    """The figure called `name`; not a number if the epoch has none of that name."""
    if name in ("loss", "accuracy"):
        return epoch.loss if name == "loss" else epoch.accuracy
    return epoch.others.get(name, math.nan)


def decimals(name: str) -> int:
    """With how many decimals a figure is shown."""
    return 3 if name in ("loss", "accuracy") else 4


def spoken(name: str) -> str:
    """A figure's or a setting's name in words."""
    return name.replace("_", " ")


def _about_direction(name: str, before: float, after: float, epochs: tuple[int, int]) -> Prediction:
    places = decimals(name)
    by = round(after, places) - round(before, places)
    key = SAME if by == 0 else UP if by > 0 else DOWN
    start, end = epochs
    went = "stayed the same" if key == SAME else f"went {key} by {abs(by):.{places}f}"
    because = f"It {went}, from {before:.{places}f} to {after:.{places}f}. {MEANING.get((name, key), '')}"
    opposite = "It went the other way."
    return Prediction(
        takes="option",
        prompt=f"The {spoken(name)} is {before:.{places}f} at epoch {start}. Where is it at epoch {end}?",
        key=key,
        because=because.strip(),
        hint=f"In between, the optimizer takes its steps. What do they do to the {spoken(name)}?",
        options=(
            Option(UP, "higher", "It did not move." if key == SAME else opposite),
            Option(DOWN, "lower", "It did not move." if key == SAME else opposite),
            Option(SAME, f"the same to {places} decimals", "It moved."),
        ),
    )


def _about_pace(name: str, values: Sequence[float], epoch: int) -> Prediction | None:
    """Whether the figure moves more or less than the time before; None where either did not move."""
    places = decimals(name)
    start, middle, end = (round(value, places) for value in values[-3:])
    last, now = round(middle - start, places), round(end - middle, places)
    if last == 0 or now == 0 or last == now:
        return None
    moved, back = ("rose", "falls") if last > 0 else ("fell", "rises")
    key = BACK if last * now < 0 else MORE if abs(now) > abs(last) else LESS
    turned = (
        f"It {moved} by {abs(last):.{places}f}, then turned back by"
        if key == BACK
        else (f"It {moved} by {abs(last):.{places}f}, then by")
    )
    return Prediction(
        takes="option",
        prompt=f"The {spoken(name)} {moved} by {abs(last):.{places}f} the last time. What does it do by "
        f"epoch {epoch}?",
        key=key,
        because=f"{turned} {abs(now):.{places}f}, to {end:.{places}f}.",
        hint="Is the gradient as large as before, now that so much is learned?",
        options=(
            Option(MORE, f"it {_now(moved)} by more than that", "Here it was less."),
            Option(LESS, f"it {_now(moved)} by less than that", "Here it was more."),
            Option(BACK, f"it {back}", "It kept its direction."),
        ),
    )


def _now(moved: str) -> str:
    return "rises" if moved == "rose" else "falls"


def about_contrast(epochs: Sequence[SeenEpoch], contrast: SeenContrast) -> Prediction | None:
    """How the second run's first further figure, or its loss, ends up beside the first run's."""
    last = min(len(epochs), len(contrast.epochs)) - 1
    if last < 0:
        return None
    name = next(iter(epochs[last].others), "loss")
    places = decimals(name)
    here, there = figure(epochs[last], name), figure(contrast.epochs[last], name)
    if not (abs(here) <= LARGEST and abs(there) <= LARGEST):
        return None
    by = round(there, places) - round(here, places)
    key = SAME if by == 0 else UP if by > 0 else DOWN
    word = {UP: "larger", DOWN: "smaller", SAME: "the same"}[key]
    size = "" if key == SAME else f", {word} by {abs(by):.{places}f}"
    return Prediction(
        takes="option",
        prompt=f"What is the {spoken(name)} of that run at epoch {epochs[last].epoch}? "
        f"In the first run it is {here:.{places}f}.",
        key=key,
        because=f"With {setting_words(contrast.settings)} it is {there:.{places}f}{size}.",
        hint=f"What does the setting do to the {spoken(name)} in every step?",
        options=(
            Option(UP, "larger", "It is the other way round." if key == DOWN else "There is no difference."),
            Option(DOWN, "smaller", "It is the other way round." if key == UP else "There is no difference."),
            Option(SAME, f"the same to {places} decimals", "There is a difference, be it small."),
        ),
    )


def setting_words(settings: Mapping[str, int | float]) -> str:
    """Settings with their values on one line."""
    return ", ".join(f"{spoken(name)} {value:g}" for name, value in settings.items())
