"""Reads one attempt: finds the files that count among all that are there, and puts their answers together."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizkit.formats import notebooks
from quizkit.formats.archives import MAX_NESTED_MEMBERS, open_archive
from quizkit.formats.handings import Contents
from quizkit.formats.lots import Lot
from quizkit.formats.notes import MAX_FINDINGS, capped, note, shown
from quizkit.formats.opening import MAX_BYTES, MAX_ENTRIES, Refusal, as_text
from quizkit.formats.sheet import read_sheet
from quizkit.formats.sought import ARCHIVE, NOTEBOOK, SHEET, Sought
from quizkit.formats.trees import Parts, Tree, unwrapped
from quizkit.model.answer import Answer, Program
from quizkit.model.finding import Finding

MAX_ARCHIVE = 20_000_000
MAX_TOGETHER = 60_000_000
_MAX_OPENED = 20  # notebooks and archives in one attempt


@dataclass(frozen=True)
class _Piece:
    """One file, under the name that counts."""

    name: str
    tree: Tree
    at: Parts
    archive: str = ""  # the name of the learner's own archive that it lies in

    @property
    def place(self) -> str:
        return f"{self.archive}/{shown(self.name)}" if self.archive else shown(self.name)


_ByName = Mapping[str, Sequence[_Piece]]


def read_lot(tree: Tree, lot: Lot, label: str, sought: Sought) -> Contents:
    """What the files of one attempt answer. Nothing that they hold makes it raise.

    Raises OSError if the system cannot open or read them.
    """
    if lot.fault is not None:
        raise lot.fault
    if lot.reason:
        return Contents(sought.refuse_all(lot.reason))
    return _Reader(tree, lot, label, sought).read()


class _Reader:
    """Collects the answers and findings of one attempt, within one allowance of bytes."""

    def __init__(self, tree: Tree, lot: Lot, label: str, sought: Sought) -> None:
        self._tree, self._lot, self._label, self._sought = tree, lot, label, sought
        self._left = MAX_TOGETHER
        self._findings: list[Finding] = list(lot.findings)
        self._answers: dict[str, Answer | Refusal] = {}
        self._from: dict[str, str] = {}  # the file that each answer is from
        self._unreadable: list[str] = []  # why files could not be read that may hold any answer

    def read(self) -> Contents:
        """The answers and what is to be said about the files."""
        pieces = self._loose()
        if isinstance(pieces, Refusal):
            return Contents(self._sought.refuse_all(pieces.reason), tuple(self._findings))
        pieces += [inner for piece in self._opened(pieces, ARCHIVE) for inner in self._packed(piece)]
        by_name: dict[str, list[_Piece]] = {}
        for piece in pieces:
            by_name.setdefault(piece.name, []).append(piece)
        self._programs(by_name)
        self._sheet(by_name)
        for piece in self._opened(pieces, NOTEBOOK):
            self._notebook(piece)
        for reason in self._unreadable[:1]:
            for question in self._sought.by_id:
                self._answers.setdefault(question, Refusal(reason))
        strays = [one for one in pieces if not self._sought.is_read(one.name)]
        named = [(one.name, one.place) for one in strays[:MAX_FINDINGS]]
        self._findings += self._sought.strays(self._label, named)
        others = len(strays[MAX_FINDINGS:])
        return Contents(self._answers, capped(self._label, self._findings, others))

    def _loose(self) -> list[_Piece] | Refusal:
        """The files that lie open, those that count even if there are too many to list."""
        pieces = [_Piece(name, self._tree, at) for name, at in self._lot.files]
        for folder in self._lot.folders:
            top = unwrapped(self._tree, folder)
            names = self._tree.names(top)
            if isinstance(names, Refusal):
                return names
            if len(names) >= MAX_ENTRIES:
                names = self._with_wanted(top, names)
            pieces += [_Piece(name, self._tree, (*top, name)) for name in names]
        return pieces

    def _with_wanted(self, top: Parts, names: Sequence[str]) -> list[str]:
        says = f"There are more than {MAX_ENTRIES} files; not all of their names were looked at."
        self._note("many-files", self._label, says, "Hand in only what is asked for.")
        wanted = [name for name in (SHEET, *self._sought.programs) if self._tree.kind((*top, name))]
        return sorted({*names, *wanted})

    def _opened(self, pieces: Sequence[_Piece], ending: str) -> Iterator[_Piece]:
        """The notebooks or archives among the pieces, no more than a learner may need."""
        fitting = [piece for piece in pieces if piece.name.lower().endswith(ending)]
        for piece in fitting[_MAX_OPENED:]:
            self._note("not-read", f"{self._label}/{piece.place}", "This file is not read.", "Hand in fewer.")
        yield from fitting[:_MAX_OPENED]

    def _packed(self, piece: _Piece) -> list[_Piece]:
        """The files in an archive that the learner packed; archives within it stay closed."""
        file = f"{self._label}/{piece.place}"
        data = self._load(
            piece, MAX_ARCHIVE, "The archive is larger than 20 MB; pack only what is asked for."
        )
        inner = (
            data if isinstance(data, Refusal) else open_archive(io.BytesIO(data), file, MAX_NESTED_MEMBERS)
        )
        if isinstance(inner, Refusal):
            self._refuse(piece, inner.reason)
            return []
        self._findings += inner.findings
        top = unwrapped(inner, ())
        names = inner.names(top)
        pieces = (
            []
            if isinstance(names, Refusal)
            else [_Piece(one, inner, (*top, one), shown(piece.name)) for one in names]
        )
        for one in pieces:
            if one.name.lower().endswith(ARCHIVE):
                says = "An archive within an archive is not opened."
                self._note("not-read", f"{self._label}/{one.place}", says, "Hand in its files.")
        return pieces

    def _programs(self, by_name: _ByName) -> None:
        for file, question in self._sought.programs.items():
            code = self._text(by_name.get(file, ()))
            if code is not None:
                self._answers[question] = code if isinstance(code, Refusal) else Program(code=code)
                self._from[question] = file

    def _sheet(self, by_name: _ByName) -> None:
        sheet = self._text(by_name.get(SHEET, ()))
        if sheet is not None:
            answers, findings = read_sheet(sheet, self._label, self._sought)
            self._answers.update(answers)
            self._from.update(dict.fromkeys(answers, SHEET))
            self._findings += findings

    def _text(self, fitting: Sequence[_Piece]) -> str | Refusal | None:
        """The text of the one file of a name; one that lies open counts before one in an archive."""
        if not fitting:
            return None
        loose = [piece for piece in fitting if not piece.archive] or fitting
        if len(loose) > 1:
            places = " and ".join(f"'{piece.place}'" for piece in loose[:2])
            return Refusal(f"There are several files of this name, {places}; hand in one.")
        for other in fitting:
            if other is not loose[0]:
                says = f"'{loose[0].place}' counts instead."
                self._note("handed-in-twice", f"{self._label}/{other.place}", says, "Hand in one of them.")
        data = self._load(loose[0], MAX_BYTES, "")
        return data if isinstance(data, Refusal) else as_text(data)

    def _notebook(self, piece: _Piece) -> None:
        file = f"{self._label}/{piece.place}"
        data = self._load(piece, notebooks.MAX_BYTES, "")
        read = data if isinstance(data, Refusal) else notebooks.read_notebook(data, file, self._sought)
        if isinstance(read, Refusal):
            self._refuse(piece, read.reason)
            return
        answers, findings = read
        self._findings += findings
        for question, answer in answers.items():
            before = self._from.get(question)
            if before is None:
                self._answers[question] = answer
                self._from[question] = piece.place
            elif before == SHEET or before.endswith(".py"):
                says = f"'{question}' is answered in '{before}' too, which counts."
                self._note("handed-in-twice", file, says, "Hand in one of them.")
            else:
                reason = f"Two notebooks answer this question, '{before}' and '{piece.place}'; hand in one."
                self._answers[question] = Refusal(reason)

    def _load(self, piece: _Piece, limit: int, too_large: str) -> bytes | Refusal:
        """The file's bytes, within what one attempt may take; `too_large` is said of one over `limit`."""
        data = piece.tree.read(piece.at, min(limit, self._left))
        if isinstance(data, Refusal):
            return data
        if len(data) > self._left:
            return Refusal(
                f"The files are together larger than {MAX_TOGETHER // 1_000_000} MB; hand in less."
            )
        self._left -= len(data)
        return Refusal(too_large) if too_large and len(data) > limit else data

    def _refuse(self, piece: _Piece, reason: str) -> None:
        self._note("unreadable", f"{self._label}/{piece.place}", reason, "Nothing in it was graded.")
        self._unreadable.append(f"{piece.place}: {reason}")

    def _note(self, code: str, file: str, says: str, fix: str) -> None:
        self._findings.append(note(code, file, says, fix))
