"""Behind `quizkit trace`: run a topic's reference pipeline and put its figures beside its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from quizkit.bank.catalogue import open_topic
from quizkit.bank.runners import load_runner
from quizkit.errors import ContentError, SandboxFault, UsageError
from quizkit.model import value as values
from quizkit.model.base import Noun
from quizkit.model.job import Ended, Job, RunResult, Sandbox, Target
from quizkit.model.runner import RunnerSpec
from quizkit.model.topic import Topic, Walk
from quizkit.sandbox import open_sandbox

T = TypeVar("T")
STAGES, EPOCHS, LAYERS = "pipeline.stages", "pipeline.epochs", "pipeline.layers"
SEED = "seed"  # the setting that a pipeline's run is drawn from


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


class Trace(Noun):
    """All that the page shows. With a seed other than `usual_seed` the sentences speak of another run."""

    address: str
    title: str
    says: str
    seed: int | None
    usual_seed: int | None
    level: str
    settings: Mapping[str, int | float]
    measured: str
    stages: tuple[SeenStage, ...]
    epochs: tuple[SeenEpoch, ...]
    layers: tuple[SeenLayer, ...]
    contrast: SeenContrast | None
    insight: str


def trace(name: str, seed: int | None = None, extra: Sequence[Path] = ()) -> Trace:
    """Run the reference pipeline of the topic called `name`, from `seed` if one is given.

    Raises UnknownName, UsageError if the topic has no pipeline, ContentError if its walk does not fit the
    run, SandboxError if the run cannot be made.
    """
    loaded = open_topic(name, extra)
    if loaded.topic.pipeline is None or loaded.topic.runner is None:
        raise UsageError(f"the topic {loaded.address} has no pipeline to trace; choose one that has.")
    spec = load_runner(loaded.topic.runner)
    check_seed(spec, seed)
    with open_sandbox(spec, "own") as sandbox:
        return traced(loaded.address, loaded.topic, spec, sandbox, seed)


def check_seed(spec: RunnerSpec, seed: int | None) -> None:
    """Raise UsageError if `seed` cannot be the seed of this runner's pipeline."""
    if seed is not None and SEED not in spec.settings:
        raise UsageError(f"the pipeline of runner '{spec.id}' draws nothing: leave --seed out.")
    if seed is not None and not 0 <= seed < 1 << 63:
        raise UsageError(f"--seed {seed} is out of range: give a whole number from 0 to 2**63 - 1.")


def traced(address: str, topic: Topic, spec: RunnerSpec, sandbox: Sandbox, seed: int | None) -> Trace:
    """Run the topic's pipeline, and its contrast if it has one; `topic.pipeline` must be there."""
    walk = topic.pipeline
    assert walk is not None, "the caller looked"
    usual = {**spec.settings, **walk.settings}
    settings = usual if seed is None else {**usual, SEED: seed}
    jobs = [pipeline_job(spec, settings, (STAGES, EPOCHS, LAYERS))]
    if walk.contrast:
        jobs.append(pipeline_job(spec, {**settings, **walk.contrast.settings}, (EPOCHS,)))
    results = sandbox.run_all(jobs)
    seen = spec.observation(EPOCHS)
    return Trace(
        address=address,
        title=topic.title,
        says=walk.says,
        seed=_whole(settings.get(SEED)),
        usual_seed=_whole(usual.get(SEED)),
        level=sandbox.level,
        settings=settings,
        measured=seen.says if seen else "",
        stages=_stages(walk, results[0]),
        epochs=_epochs(walk.epochs, results[0]),
        layers=_layers(walk, results[0]),
        contrast=_contrast(walk, results[1]) if walk.contrast else None,
        insight=topic.insight,
    )


def pipeline_job(spec: RunnerSpec, settings: Mapping[str, int | float], observe: tuple[str, ...]) -> Job:
    """The job that runs the whole pipeline on its default stages."""
    return Job(
        runner=spec.id,
        target=Target(kind="pipeline"),
        stages={stage.name: stage.source for stage in spec.stages},
        settings=settings,
        observe=observe,
        limits=spec.limits,
    )


def _whole(setting: int | float | None) -> int | None:
    return None if setting is None else int(setting)


def _stages(walk: Walk, result: RunResult) -> tuple[SeenStage, ...]:
    observed = {seen.stage: seen for seen in _observed(result, STAGES, tuple[ObservedStage, ...])}
    _all_there("stage", [stage.stage for stage in walk.stages], observed)
    return tuple(
        SeenStage(seen=observed[stage.stage], title=stage.title, says=stage.says) for stage in walk.stages
    )


def _layers(walk: Walk, result: RunResult) -> tuple[SeenLayer, ...]:
    observed = {seen.layer: seen for seen in _observed(result, LAYERS, tuple[ObservedLayer, ...])}
    _all_there("layer", [layer.layer for layer in walk.layers], observed)
    return tuple(
        SeenLayer(seen=observed[layer.layer], title=layer.title, says=layer.says) for layer in walk.layers
    )


def _epochs(says: Sequence[str], result: RunResult) -> tuple[SeenEpoch, ...]:
    """The epochs in order; those beyond the topic's last sentence have none."""
    observed = _observed(result, EPOCHS, tuple[ObservedEpoch, ...])
    return tuple(
        SeenEpoch(
            epoch=number,
            loss=seen.loss,
            accuracy=seen.accuracy,
            others=seen.model_extra or {},
            says=sentence,
        )
        for number, (seen, sentence) in enumerate(
            zip(observed, chain(says, repeat("")), strict=False), start=1
        )
    )


def _contrast(walk: Walk, result: RunResult) -> SeenContrast:
    assert walk.contrast is not None, "the caller looked"
    return SeenContrast(
        title=walk.contrast.title,
        says=walk.contrast.says,
        settings=walk.contrast.settings,
        epochs=_epochs((), result),
    )


def _all_there(what: str, wanted: Sequence[str], observed: Mapping[str, object]) -> None:
    for name in wanted:
        if name not in observed:
            known = ", ".join(observed)
            raise ContentError(
                f"the topic's walk names a {what} '{name}' that the run has not: it has {known}."
            )


def _observed(result: RunResult, name: str, kind: type[T]) -> T:
    """Observation `name` as a `kind`. ContentError if the pipeline failed, SandboxFault for other ends."""
    if result.ended is Ended.AUTHOR:
        raise ContentError(f"the reference pipeline failed: {result.detail}")
    if result.ended is not Ended.OK:
        raise SandboxFault(f"the reference run came to no end ({result.ended}): {result.detail}")
    try:
        return TypeAdapter(kind).validate_python(_plain(result.values.get(name)))
    except ValidationError as error:
        raise ContentError(
            f"the runner's observation '{name}' has not the shape that trace reads."
        ) from error


def _plain(value: values.Value | None) -> object:
    """Lists and dicts in place of the wire's sequences and mappings."""
    if isinstance(value, values.Sequence):
        return [_plain(item) for item in value.items]
    if isinstance(value, values.Mapping):
        return {_plain(key): _plain(item) for key, item in value.pairs}
    return value
