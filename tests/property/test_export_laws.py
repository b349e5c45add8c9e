"""Whatever a bank says comes back from a file for another system: our texts out, and in by our importers."""

from __future__ import annotations

from hypothesis import example, given, settings

from quizkit.formats.exporting.body import body, line
from quizkit.formats.importing.markdown import converted
from quizkit.formats.importing.model import Rich
from quizkit.formats.opening import Refusal
from tests.support.texts import TEXTS, shown


def keep(data: bytes, name: str) -> Refusal:
    return Refusal("there is no picture")


@given(TEXTS)
@example("$x$1 and \\$5")
@settings(max_examples=400, deadline=None)
def test_a_text_comes_back_as_it_reads(markdown: str) -> None:
    for html in (body(markdown), line(markdown)):
        back = converted(Rich(html), keep)
        told = any(note.says.startswith("Emphasis") for note in back.notes)
        assert told or shown(back.markdown) == shown(markdown)
