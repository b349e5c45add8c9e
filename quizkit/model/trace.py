"""A topic's reference run as it is shown: what was measured, beside the topic's texts."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from quizkit.model.base import Noun


class Observed(BaseModel):
    """What came back about a stage, an epoch or a layer; a runner may send more than is read here."""

    model_config = ConfigDict(frozen=True)


class ObservedStage(Observed):
    """Shapes as lengths per dimension, [] for scalars; `names` says what the row's values are called."""

    stage: str
    in_shape: tuple[int, ...]
    out_shape: tuple[int, ...]
    row: tuple[float, ...]
    names: tuple[str, ...] = ()
    label: int | None = None


class ObservedLayer(Observed):
    """The example row's values after one layer."""

    layer: str
    values: tuple[float, ...]


class ObservedEpoch(Observed):
    """Loss and accuracy of one epoch; every further figure of the runner's is kept under its name."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, float]

    loss: float
    accuracy: float


class SeenStage(Noun):
    """A stage of the walk with what was measured."""

    seen: ObservedStage
    title: str
    says: str


class SeenLayer(Noun):
    """A layer of the walk with the example row's values in it."""

    seen: ObservedLayer
    title: str
    says: str


class SeenEpoch(Noun):
    """One epoch: its loss and accuracy, what else the runner measured, and the topic's sentence about it."""

    epoch: int
    loss: float
    accuracy: float
    others: Mapping[str, float]
    says: str = ""


class SeenContrast(Noun):
    """The second run: the settings in which it differs, and its epochs."""

    title: str
    says: str
    settings: Mapping[str, int | float]
    epochs: tuple[SeenEpoch, ...]


class Opening(Noun):
    """What is known of a run before it is made.

    With a seed other than `usual_seed` the topic's sentences speak of another run.
    """

    address: str
    title: str
    says: str
    seed: int | None
    usual_seed: int | None
    settings: Mapping[str, int | float]


class Trace(Opening):
    """A run that was made, beside the topic's texts: all that the page and the walk show."""

    level: str
    measured: str
    stages: tuple[SeenStage, ...]
    epochs: tuple[SeenEpoch, ...]
    layers: tuple[SeenLayer, ...]
    contrast: SeenContrast | None
    insight: str
