"""What is looked for in a class's submissions: the questions asked, and the file names that answer them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from quizkit import text
from quizkit.formats.answers import Asked
from quizkit.formats.notes import note
from quizkit.formats.opening import Refusal
from quizkit.model.finding import Finding
from quizkit.model.question import CodeQuestion

SHEET = "answers.yaml"
NOTEBOOK, ARCHIVE = ".ipynb", ".zip"


@dataclass(frozen=True)
class Sought:
    """The questions asked; `known` are the ids of all questions of the topic, whether asked or not."""

    asked: Sequence[Asked]
    known: Sequence[str]

    @cached_property
    def by_id(self) -> Mapping[str, Asked]:
        """The questions asked, by id."""
        return {one.question.id: one for one in self.asked}

    @cached_property
    def programs(self) -> Mapping[str, str]:
        """The file name of each program asked for, with its question's id."""
        return {f"{name}.py": name for name in self.by_id if self.is_code(name)}

    @cached_property
    def longest_first(self) -> Sequence[str]:
        """All ids of the topic, longer ones first."""
        return sorted({*self.by_id, *self.known}, key=lambda name: (-len(name), name))

    def is_code(self, question_id: str) -> bool:
        """Whether a question asked is answered with a program."""
        return isinstance(self.by_id[question_id].question, CodeQuestion)

    def refuse_all(self, reason: str) -> dict[str, Refusal]:
        """The same refusal for every question asked."""
        return {name: Refusal(reason) for name in self.by_id}

    def is_read(self, name: str) -> bool:
        """Whether a file of this name is read among a learner's own files."""
        return name == SHEET or name in self.programs or name.lower().endswith((NOTEBOOK, ARCHIVE))

    def unknown(self, question_id: str, file: str, line: int = 1) -> Finding:
        """The finding about an answer to a question that is not asked, or that there is not."""
        named = text.visible(question_id[:64], one_line=True)
        if question_id in self.known:
            says = f"'{named}' is not part of this grading."
            return note("not-asked", file, says, "Grade it with --questions.", line)
        near = difflib.get_close_matches(question_id[:64], list(self.by_id), n=1, cutoff=0.5)
        fix = f"Did you mean '{near[0]}'?" if near else f"The questions are {', '.join(self.by_id)}."
        return note("unknown-question", file, f"There is no question '{named}'.", fix, line)

    def strays(self, label: str, names: Iterable[tuple[str, str]]) -> Iterable[Finding]:
        """A finding for each file, by its name and by how it is shown, that is not read."""
        known = [SHEET, *self.programs]
        for name, place in names:
            near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
            says = (
                "This question is not part of this grading."
                if name.removesuffix(".py") in self.known
                else "This file is not read."
            )
            fix = f"Did you mean '{near[0]}'?" if near else "Nothing to do if it was not meant to be graded."
            yield note("not-read", f"{label}/{place}", says, fix)
