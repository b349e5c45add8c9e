"""What a format cannot say of a quiz: a sentence each, with the numbers of the questions it is about."""

from __future__ import annotations

from quizkit.exam.saying import Saying
from quizkit.formats.exporting.body import has_picture
from quizkit.formats.exporting.quiz import Item, Quiz, Written


class Notes:
    """Collects sentences; one that is true of several questions is said once."""

    def __init__(self, quiz: Quiz) -> None:
        self._said: dict[str, list[int]] = {}
        for item in quiz.items:
            if has_picture(item):
                self.of(item, "a picture stands there as its description.")

    def of(self, item: Item, sentence: str) -> None:
        """Say something of one question; `sentence` begins in lower case and ends with a full stop."""
        numbers = self._said.setdefault(sentence, [])
        if item.number not in numbers:
            numbers.append(item.number)

    def of_all(self, sentence: str) -> None:
        """Say something of the whole file; `sentence` begins with a capital."""
        self._said[sentence] = []

    def written(self, content: str | bytes) -> Written:
        """`content` with everything that was said of it."""
        return Written(content, tuple(Saying(said, tuple(sorted(at))) for said, at in self._said.items()))
