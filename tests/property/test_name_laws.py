"""Laws of telling people by their names: spelling does not matter, and two who fit are never one."""

from __future__ import annotations

import unicodedata

from hypothesis import assume, given
from hypothesis import strategies as st

from quizkit.formats.folders import parted
from quizkit.formats.handings import Handing
from quizkit.formats.people import Index, Person, folded, squeezed
from quizkit.formats.sought import Sought

WORDS = st.text(st.characters(categories=["L"], max_codepoint=0x24F), min_size=1, max_size=8)
FULL = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
SOUGHT = Sought((), ("loss", "cross-entropy", "entropy", "a"))


@given(st.text(max_size=20))
def test_spelling_does_not_change_a_folded_name(name: str) -> None:
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, name)) == folded(name)
    assert folded(folded(name)) == folded(name)
    assert folded(f" {name}\t") == folded(name)


@given(FULL, st.data())
def test_a_name_is_found_however_canvas_squeezed_it(name: str, data: st.DataObject) -> None:
    words = name.split()
    cut = data.draw(st.integers(0, len(words) - 1))
    last_first = f"{' '.join(words[cut:])}, {' '.join(words[:cut])}"
    handing = Handing("99", name=squeezed(last_first))
    assert "s1" in Index([Person("s1", name)]).find(handing)[0]


@given(FULL)
def test_namesakes_are_both_found(name: str) -> None:
    assume(folded(name) not in ("s1", "s2"))
    index = Index([Person("s1", name), Person("s2", name.upper())])
    assert set(index.find(Handing(name))[0]) >= {"s1"}
    if folded(name) == folded(name.upper()):
        assert set(index.find(Handing(name))[0]) == {"s1", "s2"}


@given(st.text(max_size=30))
def test_parting_a_name_loses_nothing(name: str) -> None:
    found = parted(name, SOUGHT)
    if found is not None:
        learner, logical = found
        assert learner
        assert name in (f"{learner}_{logical}", logical)


@given(WORDS, st.sampled_from(SOUGHT.known), st.sampled_from([".py", ".ipynb", ".zip"]))
def test_a_learner_and_a_question_are_found_again(learner: str, question: str, ending: str) -> None:
    assert parted(f"{learner}_{question}{ending}", SOUGHT) == (learner, question + ending)
