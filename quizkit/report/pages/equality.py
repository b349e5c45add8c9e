"""How equal an exam's forms are, as a page: what the text report says, and what each two forms share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizkit.exam.equality import Equality
from quizkit.report.equality import ASSUMED, figure_rows, verdict_lines
from quizkit.report.pages.render import templates

NAME = "equality.html"

Row = tuple[str, tuple[str, ...]]  # its name, and a value for each form


@dataclass(frozen=True)
class EqualityPage:
    """What the page shows: the verdict in sentences, figures by form, shared questions by pairs of forms."""

    title: str
    forms: tuple[str, ...]
    verdict: tuple[str, ...]
    rows: tuple[Row, ...]
    pairs: tuple[Row, ...]
    assumed: str = " ".join(ASSUMED)
    language: str = "en"


def equality_html(title: str, equality: Equality) -> str:
    """The page. The same forms give the same bytes."""
    names = [one.form for one in equality.forms]
    page = EqualityPage(
        title=title,
        forms=tuple(names),
        verdict=tuple(verdict_lines(equality)),
        rows=tuple((name, tuple(values)) for name, *values in figure_rows(equality)),
        pairs=tuple((one, _shared(one, names, equality.shared)) for one in names[:-1]),
    )
    return templates().get_template("equality.html.j2").render(page=page)


def _shared(one: str, names: Sequence[str], shared: Mapping[str, int]) -> tuple[str, ...]:
    """What `one` shares with each form; each pair stands once, right of the diagonal."""
    return tuple(str(shared.get(f"{one}-{other}", "")) for other in names)
