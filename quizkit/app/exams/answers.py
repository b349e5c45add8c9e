"""What learners answered on their forms, read from what came back, learner by learner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from quizkit.app.classes.task import Portion, PortionContents, Unreadable
from quizkit.app.exams.tasks import Countings, Items, exam_task
from quizkit.exam.reading import answer_on, may_mean_ids, no_number
from quizkit.exam.shown import ShownItem
from quizkit.formats.notes import note
from quizkit.formats.opening import Refusal, Unreached
from quizkit.formats.responses import Returned
from quizkit.model.answer import Answer, Typed
from quizkit.model.exam import Response
from quizkit.model.finding import Finding
from quizkit.model.question import CodeQuestion

MOST = 1_000  # findings that are listed
Given = Answer | Unreadable | Unreached | None


@dataclass(frozen=True)
class Answers:
    """Everything that came back, in the table called `file`. Answers are read in their turn and not kept."""

    returned: Returned
    items: Items
    counting: Countings
    file: str

    def portions(self) -> list[Portion]:
        """A portion of tasks for each learner."""
        return [
            Portion(one.learner, 1, len(self.items[one.form]), partial(self._contents, one))
            for one in self.returned.responses
        ]

    def findings(self) -> tuple[Finding, ...]:
        """What cannot be read, and letters that may have been meant as ids; the first of endless ones."""
        found: list[Finding] = []
        more = ids = 0
        first = ""
        for response in self.returned.responses:
            for address, shown in self.items[response.form].items():
                answer = self._given(response, address, shown)
                written = response.answers.get(address, "")
                trouble = _trouble(answer, shown, written)
                if trouble and len(found) < MOST:
                    found.append(self._finding(trouble, response, address))
                elif trouble:
                    more += 1
                elif shown.options and may_mean_ids(shown, written):
                    ids += 1
                    first = first or f"'{written.strip()[:20]}' in row {self.returned.rows[response.learner]}"
        if more:
            says = f"There are {more} more answers that cannot be read."
            found.append(note("more-findings", self.file, says, "Mend these first."))
        if ids:
            cells = f"A cell, {first}, was" if ids == 1 else f"{ids} cells such as {first} were"
            says = f"{cells} read as printed letters, which are ids of options too."
            fix = "If ids were meant, write the letters of the form instead."
            found.append(note("letters-not-ids", self.file, says, fix))
        return tuple(found)

    def _contents(self, response: Response) -> PortionContents:
        counting = self.counting[response.form]
        return PortionContents(
            tuple(
                exam_task(response.learner, shown, counting[address], self._given(response, address, shown))
                for address, shown in self.items[response.form].items()
            )
        )

    def _given(self, response: Response, address: str, shown: ShownItem) -> Given:
        """The answer that stands in a file, else the one in the cell."""
        handed = self.returned.handed.get((response.learner, address))
        written = response.answers.get(address, "")
        if isinstance(handed, Refusal):
            return Unreadable(handed.reason)
        if handed is not None or not written.strip():
            return handed
        if isinstance(shown.question, CodeQuestion):
            return Unreadable("A program is handed in as a file; grade the folder that it lies in.")
        answer = answer_on(shown, written)
        return Unreadable(answer) if isinstance(answer, str) else answer

    def _finding(self, trouble: tuple[str, str], response: Response, address: str) -> Finding:
        code, reason = trouble
        return Finding(
            code=code,
            file=self.returned.files.get(response.learner, self.file),
            line=self.returned.rows[response.learner],
            message=f"Column {self.returned.column(response.learner, address)}: {reason}",
            fix="Look at what was handed in.",
            question=address.rpartition("/")[2],
            severity="note",
        )


def _trouble(answer: Given, shown: ShownItem, written: str) -> tuple[str, str] | None:
    """What a person should look at: the code and the sentence of a finding."""
    if isinstance(answer, Unreadable):
        return "unreadable-answer", answer.reason
    reason = no_number(shown, written) if isinstance(answer, Typed) and written.strip() else None
    return None if reason is None else ("no-number", f"It counts as wrong: {reason}")
