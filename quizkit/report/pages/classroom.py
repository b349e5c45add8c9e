"""Prepares the class page: what to read first, the figures, the questions, what was decided. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quizkit.model.finding import Finding
from quizkit.model.outcome import LearnerFault, NotAttempted
from quizkit.report.pages.figures import SMALL, figures
from quizkit.report.pages.histogram import binned
from quizkit.report.pages.model import (
    Change,
    ClassPage,
    ClassRow,
    MistakeCount,
    QuestionFigures,
    Share,
    Told,
    Unjudged,
)
from quizkit.report.pages.parts import percent
from quizkit.report.table import NOT_JUDGED, OUTCOMES, ClassTable, Mark, Row, number, total

UNKNOWN = frozenset({"unknown-learner", "ambiguous-learner"})
ABSENT = UNKNOWN | {"missing-learner"}  # findings on who is there and who is not
FINDINGS = 200  # lines of findings that the page shows
Picks = Mapping[str, Mapping[str, int]]  # by question, how often each option was picked


@dataclass(frozen=True)
class Links:
    """Where the other pages are, as relative addresses: by learner, and by question. Both may be empty."""

    learners: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)


def class_page(
    table: ClassTable,
    told: Mapping[str, Told],
    picks: Picks,
    links: Links | None = None,
    language: str = "en",
) -> ClassPage:
    """The page of a class. Its verdicts may be light ones; `picks` are those of the attempts that count."""
    links = links or Links()
    questions = tuple(
        figures(
            name,
            told[name],
            [row.marks[name] for row in table.rows if name in row.marks],
            picks.get(name, {}),
            links.questions.get(name, ""),
        )
        for name in table.questions
    )
    shares = [row.share for row in table.rows if row.share is not None]
    mistakes = _mistakes(table)
    findings = (*table.findings, *(one for row in table.rows for one in row.findings))
    return ClassPage(
        title=table.title,
        language=language,
        what=table.what,
        first=(*_alarms(table, findings), *_first(table, shares, questions, mistakes)),
        figures=tuple(_figures(table, shares)),
        bins=binned(shares),
        outcomes=_outcomes(table),
        columns=table.questions,
        questions=tuple(sorted(questions, key=_worst_first)),
        mistakes=mistakes,
        unjudged=_unjudged(table),
        decisions=table.decisions,
        changes=_changes(table),
        absent=tuple(f"{one.message} {one.fix}" for one in findings if one.code in ABSENT),
        findings=tuple(_capped([str(one) for one in findings if one.code not in ABSENT])),
        rows=tuple(_row(row, table.questions, links) for row in table.rows),
    )


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _worst_first(one: QuestionFigures) -> float:
    return math.inf if one.facility is None else one.facility


def _alarms(table: ClassTable, findings: Sequence[Finding]) -> Iterator[str]:
    """What may have to be mended before any figure means something."""
    unjudged = len(table.unjudged())
    if unjudged:
        says = _many(unjudged, "answer has no number and is", "answers have no number and are")
        yield f"**{says} left out of the points; see *Could not be judged*.**"
    unknown = sum(one.code in UNKNOWN for one in findings)
    if unknown:
        says = _many(unknown, "name fits", "names fit")
        yield f"{says} nobody or several; see *Who is there and who is not*."
    nothing = sum(row.attempts == 0 for row in table.rows)
    if nothing:
        says = _many(nothing, "learner", "learners")
        yield f"{says} handed in nothing, which counts as 0 in every figure."
    others = sum(one.code not in ABSENT for one in findings)
    if others:
        yield f"{_many(others, 'finding is', 'findings are')} listed under *Findings*."


def _first(
    table: ClassTable,
    shares: list[float],
    questions: tuple[QuestionFigures, ...],
    mistakes: tuple[MistakeCount, ...],
) -> Iterator[str]:
    """What an instructor should know before anything else, in whole sentences."""
    if not shares:
        yield "No answer has a number yet."
        return
    people = _many(len(shares), "learner has", "learners have")
    yield f"{people} {percent(statistics.mean(shares))} of the points on average."
    for one in questions:
        if one.alarm:
            yield f"**`{one.name}`: {one.alarm}**"
    lowest = min(questions, key=_worst_first)
    yield f"The lowest facility has `{lowest.name}`: {percent(lowest.facility)} of its points on average."
    if mistakes:
        most = mistakes[0]
        times = "1 time" if most.count == 1 else f"{most.count} times"
        yield f"The most frequent mistake is made {times}, in `{most.question}`: {most.says}."
    if len(shares) < SMALL:
        yield f"Below {SMALL} learners, figures show where to look, not how good a question is."


def _figures(table: ClassTable, shares: list[float]) -> Iterator[tuple[str, str]]:
    yield "Learners", str(len(table.rows))
    yield "With a total (n)", str(len(shares))
    if shares:
        yield "Mean", percent(statistics.mean(shares))
        yield "Median", percent(statistics.median(shares))
    if len(shares) > 1:
        yield "SD, percentage points", number(round(100 * statistics.stdev(shares), 1))
    possible = {row.possible for row in table.rows if row.possible}
    if len(possible) == 1:
        yield "Points to be had", number(possible.pop())


def _outcomes(table: ClassTable) -> tuple[Share, ...]:
    counts = table.counts()
    large = len(table.rows) >= SMALL
    return tuple(
        Share(
            name.replace("-", " "),
            counts[name],
            counts.total(),
            percent(counts[name] / counts.total()) if large else "",
        )
        for name in (*OUTCOMES, NOT_JUDGED)
        if counts[name]
    )


def _mistakes(table: ClassTable) -> tuple[MistakeCount, ...]:
    """Most frequent first."""
    counts = sorted(table.mistake_counts().items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        MistakeCount(question, name, table.says(question, name), count) for (question, name), count in counts
    )


def _unjudged(table: ClassTable) -> tuple[Unjudged, ...]:
    """Each reason once, with all whom it concerns."""
    why: dict[tuple[str, str], list[str]] = {}
    for learner, question, reason in table.unjudged():
        why.setdefault((question, reason), []).append(learner)
    return tuple(Unjudged(question, reason, tuple(who)) for (question, reason), who in why.items())


def _capped(lines: list[str]) -> list[str]:
    left = len(lines) - FINDINGS
    return [*lines[:FINDINGS], f"… and {left} more; the summary has them all."] if left > 0 else lines


def _changes(table: ClassTable) -> tuple[Change, ...]:
    """Every note to learners, once, with all whom it concerns."""
    noted: dict[tuple[str, str], list[str]] = {}
    for row in table.rows:
        for note in row.notes:
            noted.setdefault(("", note), []).append(row.learner)
        for question, mark in row.marks.items():
            for note in mark.notes:
                noted.setdefault((question, note), []).append(row.learner)
    return tuple(Change(question, note, tuple(who)) for (question, note), who in noted.items())


def _row(row: Row, columns: tuple[str, ...], links: Links) -> ClassRow:
    return ClassRow(
        learner=row.learner,
        name=row.name,
        cells=tuple(_cell(row.marks[name]) if name in row.marks else "" for name in columns),
        points=total(row),
        percent="" if row.share is None else percent(row.share),
        changed=any(mark.changed for mark in row.marks.values()),
        page=links.learners.get(row.learner, ""),
    )


def _cell(mark: Mark) -> str:
    """The points, or a sign for what stands behind a 0 or for what has no number."""
    if mark.earned is None:
        return "?"
    if mark.earned == 0 and isinstance(mark.outcome, NotAttempted):
        return "–"
    if mark.earned == 0 and isinstance(mark.outcome, LearnerFault):
        return "0!"
    return number(mark.earned)
