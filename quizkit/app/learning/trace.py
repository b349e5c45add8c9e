"""Behind `quizkit trace`: run a topic's reference pipeline and put its figures beside its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.runners import load_runner
from quizkit.errors import ContentError, SandboxFault, UsageError
from quizkit.model import value as values
from quizkit.model.job import Ended, Job, RunResult, Sandbox, Target
from quizkit.model.runner import RunnerSpec
from quizkit.model.topic import Topic, Walk
from quizkit.model.trace import (
    ObservedEpoch,
    ObservedLayer,
    ObservedStage,
    Opening,
    SeenContrast,
    SeenEpoch,
    SeenLayer,
    SeenStage,
    Trace,
)
from quizkit.sandbox import open_sandbox

T = TypeVar("T")
STAGES, EPOCHS, LAYERS = "pipeline.stages", "pipeline.epochs", "pipeline.layers"
SEED = "seed"  # the setting that a pipeline's run is drawn from


def trace(name: str, seed: int | None = None, extra: Sequence[Path] = ()) -> Trace:
    """Run the reference pipeline of the topic called `name`, from `seed` if one is given.

    Raises UnknownName, UsageError if the topic has no pipeline, ContentError if its walk does not fit the
    run, SandboxError if the run cannot be made.
    """
    loaded = open_topic(name, extra)
    spec = traceable(loaded, seed)
    with open_sandbox(spec, "own") as sandbox:
        return traced(loaded.address, loaded.topic, spec, sandbox, seed)


def traceable(loaded: LoadedTopic, seed: int | None) -> RunnerSpec:
    """The runner of the topic's pipeline. Raises UsageError if it has none, or `seed` cannot be its seed."""
    if loaded.topic.pipeline is None or loaded.topic.runner is None:
        raise UsageError(f"the topic {loaded.address} has no pipeline to trace; choose one that has.")
    spec = load_runner(loaded.topic.runner)
    check_seed(spec, seed)
    return spec


def check_seed(spec: RunnerSpec, seed: int | None) -> None:
    """Raise UsageError if `seed` cannot be the seed of this runner's pipeline."""
    if seed is not None and SEED not in spec.settings:
        raise UsageError(f"the pipeline of runner '{spec.id}' draws nothing: leave --seed out.")
    if seed is not None and not 0 <= seed < 1 << 63:
        raise UsageError(f"--seed {seed} is out of range: give a whole number from 0 to 2**63 - 1.")


def opening(address: str, topic: Topic, spec: RunnerSpec, seed: int | None) -> Opening:
    """What can be said before the run; `topic.pipeline` must be there."""
    walk = _walk(topic)
    usual = {**spec.settings, **walk.settings}
    settings = usual if seed is None else {**usual, SEED: seed}
    return Opening(
        address=address,
        title=topic.title,
        says=walk.says,
        seed=_whole(settings.get(SEED)),
        usual_seed=_whole(usual.get(SEED)),
        settings=settings,
    )


def traced(address: str, topic: Topic, spec: RunnerSpec, sandbox: Sandbox, seed: int | None) -> Trace:
    """Run the topic's pipeline, and its contrast if it has one; `topic.pipeline` must be there."""
    walk = _walk(topic)
    known = opening(address, topic, spec, seed)
    jobs = [pipeline_job(spec, known.settings, (STAGES, EPOCHS, LAYERS))]
    if walk.contrast:
        jobs.append(pipeline_job(spec, {**known.settings, **walk.contrast.settings}, (EPOCHS,)))
    results = sandbox.run_all(jobs)
    seen = spec.observation(EPOCHS)
    return Trace(
        **dict(known),
        level=sandbox.level,
        measured=seen.says if seen else "",
        stages=_stages(walk, results[0]),
        epochs=_epochs(walk.epochs, results[0]),
        layers=_layers(walk, results[0]),
        contrast=_contrast(walk, results[1]) if walk.contrast else None,
        insight=topic.insight,
    )


def _walk(topic: Topic) -> Walk:
    assert topic.pipeline is not None, "the caller looked"
    return topic.pipeline


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
