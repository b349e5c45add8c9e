"""Grades an answer by the text of a Moodle XML file as Moodle does: its arithmetic, and nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

SHARES = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571),
    *(12.5, 11.11111, 10, 5, 0),
)  # what an import accepts, and the negatives


def questions(content: str | bytes) -> list[ElementTree.Element]:
    """The questions of a file, without categories and descriptions."""
    found = ElementTree.fromstring(content).findall("question")
    return [one for one in found if one.get("type") not in ("category", "description")]


@dataclass(frozen=True)
class MoodleQuestion:
    """One question."""

    element: ElementTree.Element

    def _said(self, path: str) -> str:
        return self.element.findtext(path) or ""

    @property
    def _answers(self) -> list[ElementTree.Element]:
        return self.element.findall("answer")

    @property
    def fractions(self) -> list[float]:
        """The share of each answer, in percent. Raises AssertionError if an import would refuse one."""
        found = [float(answer.get("fraction", "0")) for answer in self._answers]
        if self.element.get("type") != "ordering":
            assert all(abs(share) in SHARES for share in found), found
        return found

    def points(self, share: float) -> float:
        """What a share between -1 and 1 brings, to five places as Moodle keeps it."""
        return round(share * float(self._said("defaultgrade")), 4)

    def pick(self, *places: int) -> float:
        """The points for the options at these places."""
        assert self._said("shuffleanswers") == "false"
        brought = sum(self.fractions[place] for place in places) / 100
        if self._said("single") == "true":
            assert len(places) == 1
            return self.points(brought)
        return self.points(min(1.0, max(0.0, brought)))

    def type(self, words: str) -> float:
        """The points for a typed text or number: those of the first answer that fits."""
        fits = self._is_number if self.element.get("type") == "numerical" else self._is_text
        for answer, share in zip(self._answers, self.fractions, strict=True):
            if fits(answer, words):
                return self.points(share / 100)
        return 0.0

    def order(self, blocks: Sequence[str]) -> float:
        """The points for all blocks, as they are written in the file, in this order."""
        assert self._said("gradingtype") == "ALL_OR_NOTHING"
        assert (self._said("selecttype"), self._said("layouttype")) == ("ALL", "VERTICAL")
        return self.points(float([answer.findtext("text") for answer in self._answers] == list(blocks)))

    def _is_text(self, answer: ElementTree.Element, words: str) -> bool:
        parts = re.split(r"(?<!\\)\*", answer.findtext("text") or "")
        pattern = ".*".join(re.escape(part.replace("\\*", "*")) for part in parts)
        flags = re.IGNORECASE if self._said("usecase") == "0" else re.NOFLAG
        return re.fullmatch(pattern, words.strip(), flags) is not None

    def _is_number(self, answer: ElementTree.Element, words: str) -> bool:
        key, off = float(answer.findtext("text") or ""), float(answer.findtext("tolerance") or "")
        slack = 1e-14 * max(1.0, abs(key))
        return abs(float(words) - key) <= off + slack
