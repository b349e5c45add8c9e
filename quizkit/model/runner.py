"""What a runner offers: its pipeline's stages, its observations, its caps. Read from `runner.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from quizkit.model.base import Code, Id, Line, Noun
from quizkit.model.job import Limits


class Stage(Noun):
    """One stage of the reference pipeline: the function an answer must define to stand in for it.

    `source` is the text of its default implementation, filled in by the loader. `walked` stages are the
    ones that `trace` shows, in order.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    function: str
    signature: Line
    says: Line
    file: str
    replaceable: bool = False
    walked: bool = False
    source: str = ""


class Observation(Noun):
    """Something a run can be asked for. A name ending in ":" takes an argument, as in `variable:NAME`.

    A `behaviour` is computed from drawn inputs, so that forging it is as hard as computing it; a
    `declaration` only reads what the code set up. It never counts as what tells two answers apart, and earns
    nothing on a draw where no behaviour is right.
    """

    name: str
    says: Line
    measures: Literal["behaviour", "declaration"]
    targets: tuple[Literal["stage", "entry", "script", "pipeline"], ...]


class RunnerSpec(Noun):
    """A runner as the engine sees it. `digest` is the SHA-256 of every file in its folder and of the host.

    `preludes` are programs that honest code may begin with and that must change no verdict, such as drawing a
    number from a global generator.
    """

    id: Id
    title: Line
    language: Line
    preload: tuple[str, ...] = ()
    limits: Limits
    stages: tuple[Stage, ...] = ()
    settings: Mapping[str, int | float] = {}
    observations: tuple[Observation, ...]
    preludes: tuple[Code, ...] = ()
    folder: str = ""
    digest: str = ""

    def stage(self, name: str) -> Stage | None:
        """The stage called `name`, or None."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def observation(self, name: str) -> Observation | None:
        """The observation that `name` asks for, or None."""
        base = name.split(":", 1)[0] + ":" if ":" in name else name
        return next((seen for seen in self.observations if seen.name == base), None)
