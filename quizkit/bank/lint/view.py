"""What a lint rule looks at, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from quizkit.bank.loaded import LoadedTopic
from quizkit.model.question import Question
from quizkit.model.runner import RunnerSpec
from quizkit.model.topic import Topic
from quizkit.source.lines import Path


@dataclass(frozen=True)
class View:
    """A loaded topic and its runner, None if it names none or an unknown one."""

    loaded: LoadedTopic
    runner: RunnerSpec | None

    @property
    def topic(self) -> Topic:
        """The topic itself."""
        return self.loaded.topic


@dataclass(frozen=True)
class Flaw:
    """One thing that a rule complains of: where it stands, what is wrong, how to mend it.

    `path` starts at the question for rules about questions, else at the topic.
    """

    path: Path
    message: str
    fix: str


QuestionRule = Callable[[Question, View], Iterator[Flaw]]
TopicRule = Callable[[View], Iterator[Flaw]]


def code_of(rule: QuestionRule | TopicRule) -> str:
    """The code of a rule's findings: its function's name with hyphens."""
    return rule.__name__.replace("_", "-")
