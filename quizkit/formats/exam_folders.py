"""What came back of an exam as a class hands in: folders, notebooks or archives in a known layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from quizkit.errors import UsageError
from quizkit.exam.shown import ShownItem
from quizkit.formats.answers import Asked
from quizkit.formats.intake import open_intake
from quizkit.formats.notes import note
from quizkit.formats.opening import Refusal, Unreached, unreached
from quizkit.formats.responses import Returned
from quizkit.model.answer import Answer
from quizkit.model.exam import Response


def read_folders(path: Path, shown: Mapping[str, Sequence[ShownItem]]) -> Returned:
    """The last attempt of every learner below `path`, against the one form of `shown`.

    Answers name options by id and questions by theirs, as in `quizkit grade`. Raises UsageError if there are
    several forms, since nothing tells who sat which, if two questions share an id, or if `path` has no known
    layout.
    """
    if len(shown) != 1:
        raise UsageError(f"nothing in '{path}' tells who sat which form; name the one form file.")
    ((form, items),) = shown.items()
    by_id = {one.question.id: one.item.question for one in items}
    twice = [name for name, count in Counter(one.question.id for one in items).items() if count > 1]
    if twice:
        raise UsageError(f"form {form} has two questions called '{twice[0]}'; return it as responses.csv.")
    asked = [Asked(one.question, one.item.options) for one in items]
    handed: dict[tuple[str, str], Answer | Refusal | Unreached] = {}
    responses: list[Response] = []
    with open_intake(path, asked, by_id) as intake:
        findings = [*intake.findings]
        for handing in intake.handings:
            if len(handing.attempts) > 1:
                says = f"Of {len(handing.attempts)} attempts the last one counts."
                fix = "Take it away if another one is to count."
                findings.append(note("handed-in-twice", handing.learner, says, fix))
            for attempt in handing.attempts[-1:]:
                try:
                    contents = intake.read(handing.learner, attempt.number)
                except OSError as error:
                    handed |= {(handing.learner, address): unreached(error) for address in by_id.values()}
                    continue
                findings += contents.findings
                handed |= {(handing.learner, by_id[name]): one for name, one in contents.answers.items()}
            aliases = tuple(sorted(handing.aliases))
            one = Response(learner=handing.learner, form=form, answers={}, name=handing.name, aliases=aliases)
            responses.append(one)
    return Returned(
        responses=tuple(responses),
        rows={one.learner: 1 for one in responses},
        columns={},
        findings=tuple(findings),
        handed=handed,
        files={one.learner: one.learner for one in responses},
    )
