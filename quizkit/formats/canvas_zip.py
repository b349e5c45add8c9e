"""Canvas's "Download Submissions": one flat list of files, each named after its learner, ids and file.

Canvas writes `lastnamefirstname_LATE_1001_2002_program.py`: the sortable name squeezed together, `LATE` if
it was, the user's id, the file's id and the file's own name. Where grading is anonymous, `anon_` and five
letters stand for name and id. A file that was handed in once more has `-1`, `-2` ... behind its stem. Texts
typed into Canvas and links end with `_text.html` and `_link.html`, and have no file's id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizkit.formats.lots import Lot, Owner, Sorted
from quizkit.formats.notes import note, shown
from quizkit.formats.sought import SHEET, Sought
from quizkit.formats.trees import FOLDER, Parts, Tree
from quizkit.model.finding import Finding

_NAMED = re.compile(
    r"(?:(?P<name>\w*?)_)??(?P<late>LATE_|late_)?"
    r"(?P<user>[0-9]{1,20}|anon(?:ymous)?_[0-9A-Za-z]{1,20})_"
    r"(?:(?P<file>[0-9]{1,20})_(?P<rest>.+)|(?P<typed>text|link)\.html)",
    re.DOTALL,
)
_AGAIN = re.compile(r"-[0-9]{1,3}(?=\.[^.]*$)")


@dataclass(frozen=True)
class _Named:
    """One file's name, taken apart."""

    at: Parts
    name: str
    user: str
    late: bool
    file: int
    rest: str  # "" for a typed text or a link


def is_canvas(tree: Tree, top: Parts, names: Sequence[str]) -> bool:
    """Whether more than half of the names are Canvas's; folders never are."""
    fitting = sum(1 for name in names if _NAMED.fullmatch(name) and tree.kind((*top, name)) != FOLDER)
    return fitting * 2 > len(names)


def sort_canvas(tree: Tree, top: Parts, names: Sequence[str], sought: Sought) -> Sorted:
    """Every user, known by their id."""
    files: dict[str, list[_Named]] = {}
    findings: list[Finding] = []
    for name in names:
        match = _NAMED.fullmatch(name)
        if match is None:
            says = "The name is not one that Canvas gives."
            findings.append(note("stray-file", shown(name), says, "Remove it, or grade it apart."))
            continue
        named = _Named(
            at=(*top, name),
            name=match["name"] or "",
            user=match["user"],
            late=bool(match["late"]),
            file=int(match["file"] or 0),
            rest=match["rest"] or "",
        )
        files.setdefault(named.user, []).append(named)
    owners = [_owner(user, files[user], sought) for user in sorted(files)]
    return Sorted("a Canvas zip" if tree.is_archive else "an unpacked Canvas zip", owners, findings)


def _owner(user: str, files: Sequence[_Named], sought: Sought) -> Owner:
    newest: dict[str, _Named] = {}
    findings: list[Finding] = []
    for one in sorted(files, key=lambda one: one.file):
        if not one.rest:
            says, fix = (
                "A text or link typed into Canvas is not read.",
                "Ask for a file if it was to be graded.",
            )
            findings.append(note("not-read", shown(one.at[-1]), says, fix))
            continue
        name = _own_name(one.rest, sought)
        if name in newest:
            says = f"The file was handed in again as '{shown(one.at[-1])}', which counts."
            findings.append(note("handed-in-again", shown(newest[name].at[-1]), says, "Nothing to do."))
        newest[name] = one
    lot = Lot(
        files=tuple((name, one.at) for name, one in sorted(newest.items())),
        late=any(one.late for one in files),
        findings=tuple(findings),
    )
    return Owner(user, (lot,), shown(files[0].name), frozenset({user}))


def _own_name(rest: str, sought: Sought) -> str:
    """The name that the learner gave a file, without Canvas's mark of one handed in again."""
    plain = _AGAIN.sub("", rest)
    return plain if plain == SHEET or (plain in sought.programs and rest not in sought.programs) else rest
