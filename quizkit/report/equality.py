"""How equal an exam's forms are, as a text: a table of their figures, then what is allowed or not."""

from __future__ import annotations

from collections.abc import Sequence

from quizkit.exam.equality import MEASURES, Compared, Equality, Figures
from quizkit.report.table import number

NAME = "equality.txt"
ASSUMED = (
    "The expected score follows from the questions' stated difficulty, the minutes from the questions or",
    "from their kind and difficulty. They compare forms with each other, and predict nobody's score.",
)


def equality_text(title: str, equality: Equality) -> str:
    """The report. The same forms give the same bytes."""
    rows = [["form", *(one.form for one in equality.forms)], *figure_rows(equality)]
    lines = [f"How equal the forms are - {title}", "", *_aligned(rows), "", *verdict_lines(equality), ""]
    return "\n".join([*lines, *ASSUMED]) + "\n"


def figure_rows(equality: Equality) -> list[list[str]]:
    """The figures: each with its name first, then as every form has it."""
    topics = sorted({topic for one in equality.forms for topic in one.topics})
    difficulties = [level for level in ("easy", "medium", "hard") if _has(equality.forms, level)]
    rows = [["questions", *(str(one.questions) for one in equality.forms)]]
    rows += [[topic, *(str(one.topics.get(topic, 0)) for one in equality.forms)] for topic in topics]
    rows += [
        [level, *(str(one.difficulties.get(level, 0)) for one in equality.forms)] for level in difficulties
    ]
    return rows + [
        [name, *(number(one.measures[what]) for one in equality.forms)] for what, name in MEASURES.items()
    ]


def verdict_lines(equality: Equality) -> list[str]:
    """What lies outside the tolerances, or that nothing does; then each comparison in a line."""
    if len(equality.forms) < 2:
        return ["There is one form."]
    first = equality.breaches or ("All forms lie within what the blueprint allows.",)
    lines = [*first, *(_line(one) for one in equality.compared)]
    if equality.shared:
        most = max(equality.shared.values())
        allowed = "" if equality.overlap is None else f"; {equality.overlap} are allowed"
        pairs = [pair for pair, count in equality.shared.items() if count == most]
        where = f" (forms {', '.join(pairs[:6])})" if most else ""
        lines.append(
            f"Questions shared by two forms, the required ones apart: at most {most}{where}{allowed}."
        )
    return lines


def _line(one: Compared) -> str:
    name = MEASURES[one.what]
    sign = "within" if one.kept else "OUTSIDE"
    apart, allowed = f"{100 * one.apart:.2g} % apart", f"{100 * one.allowed:g} % allowed"
    return f"{name[0].upper()}{name[1:]}: {apart}, {allowed}: {sign}."


def _has(forms: Sequence[Figures], level: str) -> bool:
    return any(one.difficulties.get(level) for one in forms)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
