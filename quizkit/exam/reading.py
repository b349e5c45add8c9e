"""What somebody wrote on paper, turned into an answer by the form: letters become option ids."""

from __future__ import annotations

import re
import unicodedata

from quizkit import text
from quizkit.exam.shown import ShownItem
from quizkit.grading import numeric
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.model.question import Choice, Multiple, Numeric, OrderQuestion, Predict

LONGEST = 10_000  # characters of an answer, as in `answers.yaml`
_SIGNS = r"\s,;/+&>-"  # may stand between letters
_APART = re.compile(f"[{_SIGNS}]+")
_MARKED = re.compile(
    rf"(?<![^{_SIGNS}])(?:\(\s*([a-z])\s*\)|\[\s*([a-z])\s*\]|([a-z])[).:])(?![^{_SIGNS}])",
    re.IGNORECASE | re.ASCII,
)
_ALIKE = dict(
    zip(
        "\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u0430\u0441\u0435\u0456\u0458"  # Cyrillic
        "\u0391\u0392\u0395\u0397\u0399\u039a",  # Greek
        "ABCEHIJKaceijABEHIK",
        strict=True,
    )
)


def answer_on(shown: ShownItem, written: str) -> Answer | str:
    """The answer that `written` (not blank) stands for on this form, or one sentence why it cannot be read.

    Letters stand in any case, apart or together ("B", "a c", "AC"), and apart also with marks as printed
    ones have: "(B)", "[B]", "B)", "B." and "B:". An option's id is taken as well where it cannot be read as
    letters; one letter alone is the one that is printed, whatever ids there are.
    """
    if len(written) > LONGEST:
        return f"The answer is longer than {LONGEST} characters."
    if not shown.options:
        return Typed(text=written)
    if isinstance(shown.question, Multiple) and written.strip().lower() in ("none", "-"):
        return ChosenSet(options=frozenset())
    lettered, named = _by_letters(shown, written), _by_ids(shown, written)
    cell = text.visible(written.strip()[:20], one_line=True)
    place = f"question {shown.number} on this form"
    if not lettered and not named:
        last = shown.options[-1][0]
        return f"'{cell}' is no option of {place}{_alike(cell)}; write letters from A to {last}."
    if lettered and named and lettered != named and any(len(mark) > 1 for mark in named):
        return f"'{cell}' may be letters or an option's id in {place}; write capital letters, apart."
    return _answer(shown, lettered or named)


def no_number(shown: ShownItem, written: str) -> str | None:
    """Why what was written in place of a number scores nothing; None if it is one, or none is asked for."""
    if not isinstance(shown.question, Numeric):
        return None
    value = numeric.read(written, shown.question.unit)
    return value.reason if isinstance(value, numeric.NotANumber) else None


def may_mean_ids(shown: ShownItem, written: str) -> bool:
    """Whether letters were read that are ids of other options too."""
    lettered, named = _by_letters(shown, written), _by_ids(shown, written)
    if not lettered or not named or any(len(mark) > 1 for mark in named):
        return False
    return _answer(shown, lettered) != _answer(shown, named)


def _by_letters(shown: ShownItem, written: str) -> list[str]:
    """The ids behind the letters in a cell; none if there is anything else."""
    bare = _MARKED.sub(lambda found: f" {found[found.lastindex or 0]} ", written)
    marks = [mark for mark in _APART.split(bare.strip()) if mark]
    if bare != written and any(len(mark) > 1 for mark in marks):  # a word beside a marked letter is a text
        return []
    letters = [letter for mark in marks for letter in (mark if mark.isalpha() else [mark])]
    ids = [shown.letters.get(letter.upper(), "") for letter in letters]
    return ids if all(ids) else []


def _by_ids(shown: ShownItem, written: str) -> list[str]:
    """The ids in a cell; none if there is anything else."""
    marks = [mark for mark in re.split(r"[\s,;]+", written.strip()) if mark]
    return marks if all(mark in shown.item.options for mark in marks) else []


def _alike(cell: str) -> str:
    """What to know of the first letter in `cell` that is none of ours and looks as if it were."""
    for sign in cell:
        if sign in _ALIKE:
            script = unicodedata.name(sign).partition(" ")[0].capitalize()
            return f": its '{sign}' is a {script} letter that looks like '{_ALIKE[sign]}'"
    return ""


def _answer(shown: ShownItem, ids: list[str]) -> Answer | str:
    if isinstance(shown.question, Multiple):
        return ChosenSet(options=frozenset(ids))
    if len(set(ids)) < len(ids):
        return f"A letter stands twice in question {shown.number}; write each once."
    if isinstance(shown.question, OrderQuestion):
        return Ordered(blocks=tuple(ids))
    if isinstance(shown.question, Choice | Predict) and len(ids) == 1:
        return Chosen(option=ids[0])
    return f"Question {shown.number} takes one letter, and {len(ids)} are written; write one."
