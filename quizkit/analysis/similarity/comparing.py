"""Compares the answers to one question, each with each, by the fingerprints that are their own.

What the starter holds and what many of the class share says nothing about two learners and is taken off
first. The similarity of two answers is the number of fingerprints that they share over the number that the
shorter one has. Work and memory grow with the class, not with its square: answers meet in an index of
fingerprints, and one that more than MANY answers hold is taken off.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from quizkit.analysis.similarity.fingerprints import GRAM, grams, winnowed
from quizkit.analysis.similarity.tokens import tokens

LEAST = 16  # own fingerprints below which nothing is said: about 25 tokens, three or four lines
ALIKE = 0.55  # between the most alike independent solutions, and the least alike copies, of ten-line tasks
# What more than a quarter of the class has in common is the task's, not anybody's. In a small class a quarter
# is a pair: what no more than FEW share may always be told. What more than MANY share is common in any class.
SHARE, FEW, MANY = 0.25, 4, 100
MOST = 100  # pairs of a question that are kept

Lines = tuple[tuple[int, int], ...]  # first and last line of each stretch, from 1, in order


@dataclass(frozen=True)
class Pair:
    """Two answers that look alike: `shared` of the `of` fingerprints of the shorter one.

    `learners` are in alphabetical order; `lines` are the stretches that match, in the code of each.
    """

    question: str
    learners: tuple[str, str]
    shared: int
    of: int
    lines: tuple[Lines, Lines]

    @property
    def similarity(self) -> float:
        """shared / of, in [ALIKE, 1]."""
        return self.shared / self.of


@dataclass(frozen=True)
class QuestionSimilarity:
    """What the comparison of one question found. `pairs`: the most alike first, MOST of them at most."""

    question: str
    compared: int  # answers that were long enough
    too_short: int  # answers with fewer than LEAST fingerprints of their own, about which nothing is said
    alike: int  # pairs found, with those that are not in `pairs`
    pairs: tuple[Pair, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()  # three and more learners who are linked by pairs

    @property
    def possible(self) -> int:
        """How many pairs were compared."""
        return self.compared * (self.compared - 1) // 2

    @property
    def left_out(self) -> int:
        """How many pairs were found that are not in `pairs`."""
        return self.alike - len(self.pairs)


def compare(question: str, codes: Mapping[str, str], starters: Sequence[str] = ()) -> QuestionSimilarity:
    """The answers to `question` by learner, each compared with each.

    `starters` is code that everybody was given. The order of learners makes no difference.
    """
    learners = sorted(codes)
    common, own = _fingerprints([codes[learner] for learner in learners], starters)
    compared = [index for index, prints in enumerate(own) if len(prints) >= LEAST]
    found = _alike(own, compared)
    found.sort(key=lambda one: (-one.shared / one.of, -one.shared, one.left, one.right))
    pairs = [
        Pair(
            question,
            (learners[one.left], learners[one.right]),
            one.shared,
            one.of,
            _matching(codes[learners[one.left]], codes[learners[one.right]], common),
        )
        for one in found[:MOST]
    ]
    groups = tuple(tuple(learners[index] for index in group) for group in _groups(found))
    return QuestionSimilarity(
        question, len(compared), len(learners) - len(compared), len(found), tuple(pairs), groups
    )


def _fingerprints(codes: Sequence[str], starters: Sequence[str]) -> tuple[set[int], list[set[int]]]:
    """The hashes that are no learner's own, and the fingerprints that are, by code."""
    holders: Counter[int] = Counter()
    prints = []
    for code in codes:
        hashes = grams(tokens(code))
        holders.update(set(hashes))
        prints.append(winnowed(hashes))
    allowed = min(MANY, max(FEW, SHARE * len(codes)))
    common = {one for one, count in holders.items() if count > allowed}
    common.update(chain.from_iterable(grams(tokens(starter)) for starter in starters))
    return common, [one - common for one in prints]


@dataclass(frozen=True)
class _Found:
    left: int
    right: int
    shared: int
    of: int


def _alike(own: Sequence[set[int]], compared: Sequence[int]) -> list[_Found]:
    """Every pair of the `compared` that is at least ALIKE."""
    holders: dict[int, list[int]] = defaultdict(list)  # ascending
    for index in compared:
        for one in own[index]:
            holders[one].append(index)
    found = []
    for left in compared:
        shared: Counter[int] = Counter()
        for one in own[left]:
            held = holders[one]
            shared.update(held[bisect_right(held, left) :])
        for right, count in shared.items():
            of = min(len(own[left]), len(own[right]))
            if count >= ALIKE * of:
                found.append(_Found(left, right, count, of))
    return found


def _matching(left: str, right: str, common: set[int]) -> tuple[Lines, Lines]:
    """The lines of both that hold a run of tokens which both have, common runs apart."""
    sides = [(found, grams(found)) for found in (tokens(left), tokens(right))]
    both = set(sides[0][1]).intersection(sides[1][1]) - common
    marked = [
        {found[place].line for at, one in enumerate(hashes) if one in both for place in range(at, at + GRAM)}
        for found, hashes in sides
    ]
    return _stretches(marked[0]), _stretches(marked[1])


def _stretches(lines: set[int]) -> Lines:
    """Lines as stretches without gaps."""
    found: list[tuple[int, int]] = []
    for line in sorted(lines):
        if found and line == found[-1][1] + 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return tuple(found)


def _groups(found: Sequence[_Found]) -> list[list[int]]:
    """Learners who are linked by pairs, three and more, the largest group first."""
    above: dict[int, int] = {}

    def top(index: int) -> int:
        while (parent := above.setdefault(index, index)) != index:
            above[index] = above[parent]  # halve the way for who asks next
            index = parent
        return index

    for pair in found:
        first, second = sorted((top(pair.left), top(pair.right)))
        above[second] = first
    members: dict[int, list[int]] = defaultdict(list)
    for index in sorted(above):
        members[top(index)].append(index)
    return sorted(
        (group for group in members.values() if len(group) > 2), key=lambda group: (-len(group), group)
    )
