"""What learners hand in of an exam at a computer: a zip or folder each, with a table row and programs.

`responses.csv` has one row, as it would be filled in on paper; `programs/3.py` is the answer to item 3 of the
form; `handed-in.json` says who handed in which package, and when.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from quizkit.errors import UsageError
from quizkit.formats.archives import open_archive
from quizkit.formats.disk import DiskTree
from quizkit.formats.notes import note, shown
from quizkit.formats.opening import MAX_BYTES, Refusal, Unreached, as_text, root_folder, unreached
from quizkit.formats.packages import zipped
from quizkit.formats.responses import Returned, one_response, responses_in
from quizkit.formats.trees import FILE, FOLDER, Parts, Tree
from quizkit.model.answer import Program
from quizkit.model.exam import Form, Response
from quizkit.model.finding import Finding
from quizkit.model.package import HandedIn

FACTS, TABLE, PROGRAMS = "handed-in.json", "responses.csv", "programs"
MAX_ARCHIVE = 50_000_000
MAX_FACTS = 100_000
MOST, DEEPEST = 5_000, 3
_ASK = "Ask its learner to hand in once more; 'quizkit take' writes the file again."


def program_file(number: int) -> str:
    """Where the program that answers item `number` of a form lies in a hand-in."""
    return f"{PROGRAMS}/{number}.py"


def hand_in(facts: HandedIn, cells: Mapping[str, str], programs: Mapping[int, str]) -> bytes:
    """The zip to hand in: `cells` by the questions' addresses, `programs` by the items' numbers."""
    return zipped(
        {
            FACTS: facts.model_dump_json(indent=1) + "\n",
            TABLE: one_response(facts.learner, facts.form, cells),
            **{program_file(number): code for number, code in programs.items()},
        }
    )


def holds_hand_ins(path: Path) -> bool:
    """Whether `path` is a folder or a zip rather than a table that was filled in."""
    return path.is_dir() or path.suffix.lower() == ".zip"


def read_hand_ins(path: Path, forms: Sequence[Form], packages: Mapping[str, str]) -> Returned:
    """Everything that was handed in below `path`: one hand-in, or the zips and folders of many.

    `packages` maps a form's letter to the digest of its package. What cannot be used is a finding; of several
    hand-ins of one learner the first in time counts. Raises UsageError if `path` cannot be opened.
    """
    collected = _Collected({form.form: form for form in forms}, packages)
    with ExitStack() as stack:
        try:
            for label, tree, at in _hand_ins(_root(path, stack), (), shown(path.name), 0):
                if len(collected.read) == MOST:
                    raise UsageError(f"'{path}' holds more than {MOST} hand-ins; split it.")
                collected.take(label, tree, at)
        except OSError as error:
            name = str(error.filename or path)
            where = f"'{path}'" if name == str(path) else f"'{shown(name)}' in '{path}'"
            raise UsageError(f"{where} could not be opened: {error.strerror}; nothing was graded.") from error
    return collected.returned()


def _root(path: Path, stack: ExitStack) -> Tree:
    if path.is_dir():
        return DiskTree(stack.enter_context(root_folder(path)))
    if not path.is_file():
        raise UsageError(f"there is no folder or file '{path}'; name what was handed in.")
    tree = open_archive(stack.enter_context(path.open("rb")), shown(path.name))
    if isinstance(tree, Refusal):
        raise UsageError(f"'{path}' cannot be read. {tree.reason}")
    return tree


def _hand_ins(tree: Tree, at: Parts, label: str, depth: int) -> Iterator[tuple[str, Tree | Refusal, Parts]]:
    """Every place below `at` that holds a hand-in; a zip that cannot be opened comes with its reason."""
    names = tree.names(at)
    if isinstance(names, Refusal):
        yield label, names, at
    elif FACTS in names:
        yield label, tree, at
    elif depth < DEEPEST:
        for name in names:
            place, inner = f"{label}/{shown(name)}", (*at, name)
            kind = tree.kind(inner)
            if kind == FOLDER:
                yield from _hand_ins(tree, inner, place, depth + 1)
            elif kind == FILE and name.lower().endswith(".zip"):
                archive = _archive(tree, inner, place)
                if isinstance(archive, Refusal):
                    yield place, archive, ()
                else:
                    yield from _hand_ins(archive, (), place, depth + 1)


def _archive(tree: Tree, at: Parts, label: str) -> Tree | Refusal:
    data = tree.read(at, MAX_ARCHIVE)
    if isinstance(data, Refusal):
        return data
    if len(data) > MAX_ARCHIVE:
        return Refusal("The archive is larger than 50 MB.")
    return open_archive(io.BytesIO(data), label, MOST)


@dataclass(frozen=True)
class _HandIn:
    """One hand-in that can be used."""

    label: str
    facts: HandedIn
    response: Response
    columns: Mapping[str, str]
    programs: Mapping[str, Program | Refusal | Unreached]


@dataclass
class _Collected:
    """Takes hand-ins one by one."""

    forms: Mapping[str, Form]
    packages: Mapping[str, str]
    read: list[_HandIn] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, label: str, tree: Tree | Refusal, at: Parts) -> None:
        """Read one of them; why it cannot be used is a finding."""
        taken = tree if isinstance(tree, Refusal) else self._taken(label, tree, at)
        if isinstance(taken, Refusal):
            self.findings.append(note("not-graded", label, taken.reason, _ASK))
        else:
            self.read.append(taken)

    def returned(self) -> Returned:
        """All of them as one table, the earliest of each learner."""
        first: dict[str, _HandIn] = {}
        for one in sorted(self.read, key=lambda one: (one.facts.ended, one.label)):
            kept = first.setdefault(one.response.learner, one)
            if kept is not one:
                says = f"Learner '{one.response.learner}' handed in before, in '{kept.label}', which counts."
                fix = "Take the other one away if this one is to count."
                self.findings.append(note("learner-twice", one.label, says, fix))
        ordered = sorted(first.values(), key=lambda one: one.response.learner)
        return Returned(
            responses=tuple(one.response for one in ordered),
            rows={one.response.learner: 2 for one in ordered},
            columns={name: column for one in ordered for name, column in one.columns.items()},
            findings=tuple(self.findings),
            handed={(one.response.learner, name): p for one in ordered for name, p in one.programs.items()},
            files={one.response.learner: f"{one.label}/{TABLE}" for one in ordered},
        )

    def _taken(self, label: str, tree: Tree, at: Parts) -> _HandIn | Refusal:
        facts = self._facts(tree, at)
        if isinstance(facts, Refusal):
            return facts
        form = self.forms[facts.form]
        if not tree.kind((*at, TABLE)):
            return Refusal(f"It has no {TABLE}.")
        table = tree.read((*at, TABLE), MAX_BYTES)
        if isinstance(table, Refusal):
            return table
        try:
            returned = responses_in(table, f"{label}/{TABLE}", [form])
        except UsageError as error:
            return Refusal(str(error))
        self.findings += returned.findings
        if [one.learner for one in returned.responses] != [shown(facts.learner)]:
            return Refusal(f"Its {TABLE} has not the one row of the learner that {FACTS} names.")
        if facts.minutes != form.minutes:
            says = f"The time given was {facts.minutes:g} minutes; the form gives {form.minutes}."
            self.findings.append(note("other-time", label, says, "Check that this was agreed."))
        programs = _programs(tree, at, form)
        return _HandIn(label, facts, returned.responses[0], returned.columns, programs)

    def _facts(self, tree: Tree, at: Parts) -> HandedIn | Refusal:
        data = tree.read((*at, FACTS), MAX_FACTS)
        if isinstance(data, Refusal):
            return data
        try:
            facts = HandedIn.model_validate_json(data[: MAX_FACTS + 1])
        except ValidationError:
            return Refusal(f"Its {FACTS} cannot be read.")
        form = self.forms.get(facts.form)
        if form is None or form.exam != facts.exam:
            return Refusal(f"It is of form {facts.form} of exam '{facts.exam}', which is not graded here.")
        if facts.package != self.packages[facts.form]:
            return Refusal(
                "It was taken from another version of this form; grade it with the forms it is of."
            )
        return facts


def _programs(tree: Tree, at: Parts, form: Form) -> dict[str, Program | Refusal | Unreached]:
    """The programs by their question's address, within what one hand-in may hold together."""
    found: dict[str, Program | Refusal | Unreached] = {}
    left = MAX_ARCHIVE
    for number, item in enumerate(form.items, start=1):
        place = (*at, *program_file(number).split("/"))
        try:
            if not tree.kind(place):
                continue
            data = tree.read(place, min(MAX_BYTES, left))
        except OSError as error:
            found[item.question] = unreached(error)
            continue
        code = data if isinstance(data, Refusal) else as_text(data)
        left -= 0 if isinstance(data, Refusal) else len(data)
        found[item.question] = code if isinstance(code, Refusal) else Program(code=code)
    return found
