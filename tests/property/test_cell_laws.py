"""The law of cells: what was typed comes back as it was, and no spreadsheet takes it for a formula."""

from __future__ import annotations

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from quizkit.formats.responses import one_response
from quizkit.formats.tables import escaped, plain

PRINTABLE = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" ='+-@,;\"\\"))


@given(PRINTABLE)
@example("'='")
@example("''-1")
@example("=1+1")
def test_a_cell_comes_back_as_it_was(words: str) -> None:
    assert plain(escaped(words)) == words.strip()


@given(st.text())
def test_no_cell_begins_a_formula(words: str) -> None:
    assert not escaped(words).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(PRINTABLE, PRINTABLE)
def test_a_row_has_a_cell_for_each_question(learner: str, words: str) -> None:
    rows = list(
        csv.reader(io.StringIO(one_response(learner, "A", {"c/t/a": words, "c/t/b": ""}), newline=""))
    )
    assert rows[0] == ["learner", "form", "A1 c/t/a", "A2 c/t/b"]
    assert [plain(cell) for cell in rows[1]] == [learner.strip(), "A", words.strip(), ""]
