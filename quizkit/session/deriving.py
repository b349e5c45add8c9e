"""Derives predictions from what went through a run: shapes, how many values, which is the largest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from quizkit.model.trace import ObservedStage
from quizkit.session.figures import setting_words, spoken
from quizkit.session.prediction import Option, Prediction, Shape, shape_words

MOST_OPTIONS = 4
MOST_VALUES = 9  # of a row that is asked about value by value: one key chooses
YES, NO = "yes", "no"
WITHIN = 0.0055  # two decimals are asked for, from values that are shown with three


def about_shape(seen: ObservedStage) -> Prediction:
    """What comes out of a stage, once it is known what goes in."""
    given, made = seen.in_shape, seen.out_shape
    slips: dict[Shape, str] = {made: ""}
    for shape, slip in _slips(given, made):
        if len(slips) < MOST_OPTIONS:
            slips.setdefault(shape, slip)
    ordered = sorted(slips, key=lambda shape: (len(shape), shape))  # tells nothing of which is right
    options = tuple(Option(shape, _shape_option(shape), slips[shape]) for shape in ordered)
    return Prediction(
        takes="shape",
        prompt="What shape comes out?",
        key=made,
        because=_why_shape(given, made, seen.names),
        hint="The first length counts the rows, the others what each row holds. Which does it change?",
        options=options if len(options) > 1 else (),
    )


def _slips(given: Shape, made: Shape) -> list[tuple[Shape, str]]:
    """Shapes that a learner may take for the right one, the likeliest first, with the reason against each."""
    if not made:
        return [
            (given, "That is what goes in: here it is taken together."),
            (given[:1], "That would be one number for each row."),
            (given[1:], "That would be one number for each column."),
        ]
    unchanged = (given, "That is the shape that goes in, and this stage changes it.")
    swapped = (made[::-1], "Those lengths are right, but swapped: the rows come first.")
    alone = ((1, *made[1:]), "That is a single row: all of them come through.")
    single = ((*made[:1], 1), "That would be one value for each row.")
    scalars = ((), "Single numbers would say nothing of the single rows.")
    return [unchanged, swapped, single, scalars, alone]


def _shape_option(shape: Shape) -> str:
    if not shape:
        return "scalars (single numbers)"
    return f"{shape[0]} (one dimension)" if len(shape) == 1 else shape_words(shape)


def _why_shape(given: Shape, made: Shape, names: Sequence[str]) -> str:
    if given == made:
        return "Every length stays as it is."
    if not made:
        named = f": {' and '.join(names)}" if names and len(names) <= MOST_OPTIONS else ""
        return f"All of {shape_words(given)} is drawn together into single numbers{named}."
    if len(given) == len(made) == 2 and given[0] == made[0]:
        rows = "The one row stays; it" if made[0] == 1 else f"The {made[0]} rows stay; each"
        return f"{rows} now holds {_values(made[1])}, not {given[1]}."
    return f"{shape_words(given)} goes in, {shape_words(made)} comes out."


def about_count(
    given: Sequence[float], made: Sequence[float], settings: Mapping[str, int | float]
) -> Prediction:
    """How many values a layer gives."""
    before, after = len(given), len(made)
    whole = {name: value for name, value in settings.items() if isinstance(value, int)}
    named = [f"{spoken(name)} {value}" for name, value in whole.items() if value == after]
    setting = f" Among the settings of this run is {named[0]}." if named else ""
    sizes = f"Some sizes are settings of this run: {setting_words(whole)}. " if whole else ""
    return Prediction(
        takes="count",
        prompt=f"{_values(before)} {'goes' if before == 1 else 'go'} in. How many come out?",
        key=float(after),
        because=f"{before} in, {after} out.{setting}",
        hint=f"{sizes}Others were seen in the shapes of the stages.",
        options=(Option(float(before), str(before), "That is how many go in."),) if before != after else (),
    )


def about_negative(given: Sequence[float], made: Sequence[float]) -> Prediction | None:
    """Whether a layer leaves a value below zero; None where none was before, or one is no number."""
    if not given or not made or not all(map(math.isfinite, (*given, *made))) or min(given) >= 0:
        return None
    key = YES if min(made) < 0 else NO
    return Prediction(
        takes="option",
        prompt=f"The smallest value that goes in is {min(given):.3f}. Does a negative one come out?",
        key=key,
        because=f"The smallest that comes out is {min(made):.3f}.",
        hint="Which values can this layer give at all?",
        options=(Option(YES, "yes", "None does."), Option(NO, "no", "One does.")),
    )


def about_shares(
    given: Sequence[float], made: Sequence[float], names: Sequence[str] = ()
) -> tuple[Prediction, ...]:
    """Which of values that add up to one is the largest, and what is the last; nothing for other values.

    `given` is the row before: of as many values, else the largest is not asked. `names` are those of `made`.
    """
    if not 2 <= len(made) <= MOST_VALUES or not all(value >= 0 for value in made):
        return ()
    if not math.isclose(sum(made), 1.0, abs_tol=1e-4):
        return ()
    called = [*names[: len(made)], *(f"value {place}" for place in range(len(names) + 1, len(made) + 1))]
    largest = _about_largest(given, made, called)
    return (*((largest,) if largest else ()), _about_last(made, called))


def _about_largest(given: Sequence[float], made: Sequence[float], called: Sequence[str]) -> Prediction | None:
    if len(given) != len(made) or not all(map(math.isfinite, given)):
        return None
    top, before = (max(range(len(row)), key=row.__getitem__) for row in (made, given))
    if [f"{value:.3f}" for value in made].count(f"{made[top]:.3f}") > 1:
        return None
    kept = (
        "It was the largest before, too." if top == before else f"Before, {called[before]} was the largest."
    )
    return Prediction(
        takes="option",
        prompt="Which value of the example row is the largest after this?",
        key=str(top),
        because=kept,
        hint="Is the order of the values changed here, or only their size?",
        options=tuple(
            Option(str(place), f"{name}, with {value:.3f} before", "Another one is larger.")
            for place, (name, value) in enumerate(zip(called, given, strict=True))
        ),
    )


def _about_last(made: Sequence[float], called: Sequence[str]) -> Prediction:
    known = [f"{value:.3f}" for value in made[:-1]]
    told = ", ".join(f"{name} is {value}" for name, value in zip(called, known, strict=False))
    return Prediction(
        takes="number",
        prompt=f"Of the example row, {told}. What is {called[-1]}, to two decimals?",
        key=float(made[-1]),
        because=f"The values add up to one, and 1 - {' - '.join(known)} leaves {made[-1]:.3f}.",
        hint="These values are never negative, and add up to one.",
        options=(Option(float(made[-2]), known[-1], f"That is {called[-2]} again."),),
        within=WITHIN,
    )


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count} values"
