"""A reference run that is the same on every machine, for transcripts of the walk through it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizkit.app.examiner import Examiner
from quizkit.app.learning.desk import Desk
from quizkit.model import value as values
from quizkit.model.job import Ended, Job, RunResult, Sandbox
from quizkit.sandbox import FakeSandbox

BANK = Path(__file__).with_name("banks") / "walks" / "slopes.yaml"
LOSSES = (1.2, 0.8, 0.6, 0.5, 0.45)
FEATURES = ["a", "b", "c"]
STAGES: list[object] = [
    {"stage": "data", "in_shape": [20, 3], "out_shape": [20, 3], "row": [0.5, -1.5, 2.0], "names": FEATURES},
    {
        "stage": "train",
        "in_shape": [20, 3],
        "out_shape": [20, 2],
        "row": [1.5, -0.5],
        "names": ["logit 0", "logit 1"],
    },
    {
        "stage": "metrics",
        "in_shape": [20, 2],
        "out_shape": [],
        "row": [0.4, 0.9],
        "names": ["loss", "accuracy"],
    },
    {
        "stage": "predict",
        "in_shape": [1, 3],
        "out_shape": [1, 2],
        "row": [0.881, 0.119],
        "names": ["class 0", "class 1"],
    },
]
LAYERS: list[object] = [
    {"layer": "input", "values": [0.5, -1.5, 2.0]},
    {"layer": "hidden", "values": [0.0, 0.25, 0.0, 1.0]},
    {"layer": "output", "values": [1.5, -0.5]},
]


def wire(data: object) -> values.Value:
    """Plain data as it comes back from a jail."""
    if isinstance(data, dict):
        return values.Mapping(tuple((key, wire(item)) for key, item in data.items()))
    if isinstance(data, list):
        return values.Sequence("list", tuple(wire(item) for item in data))
    assert data is None or isinstance(data, (int, float, str))
    return data


def slide(job: Job) -> RunResult:
    """A run in which the loss falls, and the norm of the weights the more the stronger the brake."""
    brake = job.settings["weight_decay"]
    epochs = [
        {"loss": loss, "accuracy": 0.5 + place / 10, "weight_norm": 8.0 - brake * place / 2}
        for place, loss in enumerate(LOSSES)
    ]
    observed: dict[str, object] = {
        "pipeline.stages": STAGES,
        "pipeline.epochs": epochs,
        "pipeline.layers": LAYERS,
    }
    return RunResult(Ended.OK, {name: wire(observed[name]) for name in job.observe})


@contextmanager
def slope(*_: object) -> Iterator[Sandbox]:
    """A sandbox in which every run is that one."""
    yield FakeSandbox(slide)


def desk_at_the_slope() -> Desk:
    """A desk whose programs all run in it."""
    return Desk(lambda secret: Examiner("own", secret, opener=slope))
