"""The PyTorch runner: functions, scripts, one replaced stage in a small pipeline, the reference run."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Callable, Mapping
from typing import cast

import draw
import numpy
import observe
import rehearsal
import torch
import walk
from pipeline import CLASSES, FUNCTIONS, Pipeline, Training
from program import LearnerRaised, Program
from torch import nn

Job = Mapping[str, object]
Observed = dict[str, object]
# What can cross the wire (runners/README.md), by names that PyTorch and numpy share.
DTYPES = {
    "bool", "uint8", "int8", "uint16", "int16", "float16", "bfloat16", "uint32", "int32", "float32", "uint64",
    "int64", "float64", "complex64", "complex128",
}  # fmt: skip


def warm_up() -> None:
    """Rehearse all kinds of runs, and the sending of what they observe."""
    with contextlib.redirect_stdout(io.StringIO()):
        for job in rehearsal.jobs():
            reseed(0)
            for value in execute(job, Program()).values():
                for part in value.values() if isinstance(value, dict) else [value]:
                    tensor_of(part)
    tensor_of(numpy.ones(2))


def rehearse() -> None:
    """What nearly every run does, for a jail that waits: the pages written to here are its own already."""
    model = nn.Linear(2, 1)
    model(torch.ones(1, 2)).sum().backward()
    tensor_of(model.weight)


def reseed(seed: int) -> None:
    """Seed the global generators of torch, numpy and random; nothing the runner draws comes from them."""
    torch.default_generator.manual_seed(seed)  # torch.manual_seed looks for accelerators too, in 1.4 ms
    numpy.random.seed(seed % (1 << 32))
    random.seed(seed)


def execute(job: Job, program: Program) -> Observed:
    """Run a job of any kind of target; the observations that it asks for and that could be made."""
    kind = cast("Mapping[str, str]", job["target"])["kind"]
    if kind == "stage":
        made = run_stage(job, program)
    elif kind == "pipeline":
        made = run_pipeline(job, program)
    else:
        seed = cast("int", job["seed"])
        given = {"generator": draw.generator_for(seed, "arguments"), "rng": random.Random(seed), "seed": seed}
        return program.run(job, given, FUNCTIONS)
    return {name: made[name] for name in cast("list[str]", job["observe"]) if name in made}


def run_pipeline(job: Job, program: Program) -> Observed:
    """The reference run on its default stages. `settings` must be complete; its `seed` is the run's."""
    settings = cast("Mapping[str, int | float]", job["settings"])
    if missing := {"seed", "rows", "features"} - set(settings):
        raise KeyError(f"a pipeline job needs all of the runner's settings; it lacks {sorted(missing)}")
    functions = program.stages(cast("Mapping[str, str]", job["stages"]), FUNCTIONS)
    pipeline = Pipeline(functions, settings, int(settings["seed"]))
    table = pipeline.table(torch.float32)
    model = cast("nn.Module", pipeline.call("model", table.x.shape[1], CLASSES))
    optimizer = cast("torch.optim.Optimizer", pipeline.call("optimizer", model))
    training = pipeline.train(model, optimizer, table)
    return {**trained(model, training), **walk.observations(pipeline, table, model, training)}


def run_stage(job: Job, program: Program) -> Observed:
    """A small drawn pipeline in which the code under test stands in for one stage.

    The job's settings override drawn ones. The optimizer's response is taken on a second model and
    optimizer, built in the same way, so that neither run disturbs the other.
    """
    seed = cast("int", job["seed"])
    replaced = cast("Mapping[str, str]", job["target"])["name"]
    functions = program.stages(cast("Mapping[str, str]", job["stages"]), FUNCTIONS)
    namespace = program.load(cast("str", job["code"]))
    functions[replaced] = program.function(namespace, FUNCTIONS[replaced])
    settings = draw.small_settings(seed) | cast("dict[str, int | float]", job["settings"])
    pipeline = Pipeline(functions, settings, seed)
    table = pipeline.table(torch.float64)
    model = built_model(pipeline, program, table.x.shape[1], replaced == "model")
    optimizer = built_optimizer(pipeline, program, model)
    made: Observed = {"optimizer.settings": program.call(observe.settings, model, optimizer)}
    asked = set(cast("list[str]", job["observe"]))
    if "optimizer.response" in asked:
        second = built_model(pipeline, program, table.x.shape[1], replaced == "model")
        again = built_optimizer(pipeline, program, second)
        made["optimizer.response"] = program.call(
            observe.response, second, again, draw.gradients(second, seed)
        )
    if asked - {"optimizer.settings", "optimizer.response", "stdout", "raises"}:
        training = cast("Training", program.call(pipeline.train, model, optimizer, table))
        made |= trained(model, training)
    return made


def built_model(pipeline: Pipeline, program: Program, features: int, replaced: bool) -> nn.Module:
    """A drawn stack of linear layers; or, if `replaced`, the answer's model with drawn parameters."""
    if not replaced:
        return draw.small_network(pipeline.seed, features, CLASSES)
    model = program.call(pipeline.call, "model", features, CLASSES)
    return cast("nn.Module", program.call(draw.redraw, demanded(model, nn.Module, "model"), pipeline.seed))


def built_optimizer(pipeline: Pipeline, program: Program, model: nn.Module) -> torch.optim.Optimizer:
    """What the optimizer stage gives for `model`; LearnerRaised(TypeError) if it is no optimizer."""
    return demanded(program.call(pipeline.call, "optimizer", model), torch.optim.Optimizer, "optimizer")


def demanded(made: object, kind: Callable[..., object], stage: str) -> object:
    """`made` if it is a `kind`; else LearnerRaised(TypeError) saying what `stage`'s function must return."""
    if isinstance(made, kind):
        return made
    wanted = f"{kind.__module__.split('.')[0]}.{'optim' if stage == 'optimizer' else 'nn'}.{kind.__name__}"
    raise LearnerRaised(TypeError(f"{FUNCTIONS[stage]} must return a {wanted}, not {type(made).__name__}"))


def trained(model: nn.Module, training: Training) -> Observed:
    """The observations of a finished training run."""
    return {
        "train.loss": [epoch["loss"] for epoch in training.epochs],
        "train.accuracy": [epoch["accuracy"] for epoch in training.epochs],
        "weights": observe.weights(model),
        "gradients": training.gradients,
    }


def tensor_of(value: object) -> tuple[str, tuple[int, ...], bytes] | None:
    """Dtype, shape and bytes of a dense tensor or a numpy array of numbers; None for anything else."""
    if isinstance(value, torch.Tensor):
        dtype = str(value.dtype).removeprefix("torch.")
        if dtype not in DTYPES or value.layout is not torch.strided:
            return None
        dense = value.detach().cpu().resolve_conj().resolve_neg().contiguous()
        return dtype, tuple(dense.shape), dense.reshape(-1).view(torch.uint8).numpy().tobytes()
    if isinstance(value, (numpy.ndarray, numpy.generic)) and value.dtype.name in DTYPES:
        array = numpy.asarray(value)
        return array.dtype.name, array.shape, array.astype(array.dtype.newbyteorder("<")).tobytes()
    return None


def out_of_memory(error: BaseException) -> bool:
    """Whether PyTorch says that memory ran out; on the CPU it has no exception type of its own for that."""
    return type(error) is RuntimeError and "DefaultCPUAllocator" in str(error)
