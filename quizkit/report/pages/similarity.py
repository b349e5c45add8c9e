"""Prepares the page on answers that look alike: the pairs side by side, and how to read them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from quizkit.analysis.similarity import Pair, QuestionSimilarity
from quizkit.analysis.similarity.comparing import ALIKE, FEW, LEAST, MANY, SHARE, Lines
from quizkit.analysis.similarity.fingerprints import GRAM, WINDOW
from quizkit.report.pages.parts import LONGEST, percent

MOST = 100  # pairs on the page
NAMED = 12  # learners of a group who are named
OFTEN = 0.05  # above this share of pairs, likeness says more about the task than about anybody


@dataclass(frozen=True)
class ShownLine:
    """One line of code, numbered from 1; `marked`: it is part of what matches."""

    number: int
    text: str
    marked: bool


@dataclass(frozen=True)
class Side:
    """One learner's half of a pair; `where` says in words which lines match."""

    learner: str
    name: str
    where: str
    lines: tuple[ShownLine, ...]
    left_out: int  # characters that are not shown


@dataclass(frozen=True)
class ShownPair:
    """Two answers to one question, with their similarity in words."""

    question: str
    percent: str
    shared: str
    sides: tuple[Side, Side]


@dataclass(frozen=True)
class ComparedQuestion:
    """What was compared of one question; `caution` says why its pairs may mean little."""

    name: str
    compared: int
    too_short: int
    alike: int
    possible: int
    caution: str


@dataclass(frozen=True)
class Group:
    """Learners who are linked by pairs: (learner, name) of some of them, the others counted."""

    question: str
    size: int
    named: tuple[tuple[str, str], ...]

    @property
    def others(self) -> int:
        """How many are not named."""
        return self.size - len(self.named)


@dataclass(frozen=True)
class SimilarityPage:
    """The pairs of a class that look alike, for the staff alone."""

    title: str
    language: str
    method: tuple[str, ...]
    consider: tuple[str, ...]
    questions: tuple[ComparedQuestion, ...]
    groups: tuple[Group, ...]
    pairs: tuple[ShownPair, ...]
    left_out: int  # pairs found that the page does not show


@dataclass(frozen=True)
class Class:
    """Where the page has its texts from: `code` of a learner (first) and question, `names` by learner."""

    title: str
    code: Callable[[str, str], str]
    names: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"


def similarity_page(found: Iterable[QuestionSimilarity], graded: Class) -> SimilarityPage:
    """The page of all questions that were compared, the most alike pairs first, MOST of them at most."""
    compared = list(found)
    pairs = sorted(
        (pair for one in compared for pair in one.pairs),
        key=lambda pair: (-pair.similarity, -pair.shared, pair.question, pair.learners),
    )
    return SimilarityPage(
        title=graded.title,
        language=graded.language,
        method=_method(),
        consider=CONSIDER,
        questions=tuple(_question(one) for one in compared),
        groups=tuple(_group(one.question, members, graded) for one in compared for members in one.groups),
        pairs=tuple(_pair(pair, graded) for pair in pairs[:MOST]),
        left_out=sum(one.alike for one in compared) - len(pairs[:MOST]),
    )


CONSIDER = (
    "Was working together allowed, or expected? Then likeness is no finding at all.",
    "Does the task leave a choice? Short tasks have one obvious solution, and careful learners arrive at it.",
    "Is there a common source that was allowed: lecture notes, a textbook, documentation, an earlier task?",
    "Are the same unusual mistakes, detours or leftovers in both? They say more than a high percentage does.",
    "Likeness has no direction: it does not tell who wrote first, nor whether one knows of the other.",
    "Talk to both before you conclude anything. Nothing on this page changes a grade.",
)


def _method() -> tuple[str, ...]:
    """How answers are compared, for people who never heard of fingerprints."""
    return (
        "Each answer is read as a row of signs: keywords, operators, attributes and calls of built-in "
        "functions stay as they are, while every other name, every number and every string counts as one of "
        "its kind. Comments, docstrings and layout are dropped.",
        f"Every {GRAM} signs in a row are hashed, and of each {WINDOW} hashes in a row the smallest is kept "
        "as a fingerprint (winnowing; Schleimer, Wilkerson and Aiken, 2003). New names, other constants, "
        "comments and exchanged lines change few fingerprints or none.",
        f"Fingerprints of the starter are taken off, and those that more than {percent(SHARE)} of the class "
        f"share, if that is more than {FEW} learners, and in any case those that more than {MANY} share.",
        f"The similarity of two answers is the share of the shorter one's remaining fingerprints that the "
        f"other one has too. Pairs from {percent(ALIKE)} on are listed. An answer with fewer than {LEAST} "
        "remaining fingerprints is too short to say anything about.",
    )


def _question(one: QuestionSimilarity) -> ComparedQuestion:
    caution = ""
    if one.alike > max(FEW, OFTEN * one.possible):
        caution = "Many pairs are alike: the task seems to leave little choice, and a pair says little."
    elif one.compared < one.too_short:
        caution = "Most answers are too short to compare."
    return ComparedQuestion(one.question, one.compared, one.too_short, one.alike, one.possible, caution)


def _group(question: str, members: Sequence[str], graded: Class) -> Group:
    named = tuple((learner, graded.names.get(learner, "")) for learner in members[:NAMED])
    return Group(question, len(members), named)


def _pair(pair: Pair, graded: Class) -> ShownPair:
    first, second = (
        _side(learner, lines, graded.code(learner, pair.question), graded.names.get(learner, ""))
        for learner, lines in zip(pair.learners, pair.lines, strict=True)
    )
    shared = f"{pair.shared} of the shorter one's {pair.of} fingerprints"
    return ShownPair(pair.question, percent(pair.similarity), shared, (first, second))


def _side(learner: str, stretches: Lines, code: str, name: str) -> Side:
    whole = code.replace("\r\n", "\n").removesuffix("\n")
    marked = {line for first, last in stretches for line in range(first, last + 1)}
    shown = tuple(
        ShownLine(number, row, number in marked)
        for number, row in enumerate(whole[:LONGEST].split("\n"), start=1)
    )
    return Side(learner, name, _in_words(stretches), shown, max(0, len(whole) - LONGEST))


def _in_words(stretches: Lines) -> str:
    """ "line 3", "lines 3 and 5 to 7"."""
    parts = [str(first) if first == last else f"{first} to {last}" for first, last in stretches]
    plural = len(parts) > 1 or stretches[0][0] != stretches[0][1]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    return f"{'lines' if plural else 'line'} {listed}"
