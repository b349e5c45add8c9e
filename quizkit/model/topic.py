"""A topic: one YAML file, its mistakes, skills, fixed sections, pipeline walk and questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from quizkit.model.base import Id, Line, Noun, Text
from quizkit.model.question import Question


class Mistake(Noun):
    """A misconception: what the learner did, and the sentence they need at that moment."""

    says: Line
    why: Text


class WalkStage(Noun):
    """One line of the walk about a stage of the reference pipeline."""

    stage: str
    title: Line
    says: Text


class WalkLayer(Noun):
    """One line of the walk about a layer that the predicted row passes."""

    layer: str
    title: Line
    says: Text


class Contrast(Noun):
    """A second reference run with other settings, shown beside the first (say, without the technique)."""

    settings: Mapping[str, int | float]
    title: Line
    says: Text


class Walk(Noun):
    """The topic's walk through the reference run: its settings, and a text per stage, epoch and layer."""

    settings: Mapping[str, int | float] = {}
    says: Text
    stages: tuple[WalkStage, ...]
    epochs: tuple[Line, ...]
    layers: tuple[WalkLayer, ...] = ()
    contrast: Contrast | None = None


class Topic(Noun):
    """A topic as its file says. Its address is `collection/id`, the collection being the folder's name."""

    format: Literal[1]
    id: Id
    title: Line
    subject: Line | None = None
    authors: tuple[Line, ...] = Field(min_length=1)
    license: Line
    language: Line = "en"
    minutes: int = Field(ge=1, le=600)
    runner: Id | None = None
    about: Text | None = None
    insight: Text
    skills: Mapping[Id, Line] = Field(min_length=1)
    sections: Mapping[Id, tuple[Id, ...]] = {}
    pipeline: Walk | None = None
    mistakes: Mapping[Id, Mistake] = {}
    questions: tuple[Question, ...] = Field(min_length=1)
