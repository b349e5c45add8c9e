"""Our reading of GIFT against the parsed forms that a grammar of others gives for the same files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from quizkit.formats.importing.gift_tree import GiftError, Question, Range, Reply, Text, chunks, read_chunk

ORACLES = Path(os.environ.get("QUIZKIT_ORACLES", "/nonexistent")) / "gift_peg"
FILES = sorted(ORACLES.glob("*.gift"))
TYPES = {
    "description": "Description",
    "essay": "Essay",
    "truth": "TF",
    "choice": "MC",
    "short": "Short",
    "numerical": "Numerical",
    "matching": "Matching",
}


def read(source: str) -> list[Question]:
    return [read_chunk(chunk) for chunk in chunks(source)]


def text(words: Text | None) -> object:
    return None if words is None else {"format": words.markup, "text": words.text}


def number(given: Range) -> object:
    if given.high is not None:
        return {"type": "high-low", "numberHigh": given.high, "numberLow": given.value}
    if given.off is not None:
        return {"type": "range", "number": given.value, "range": given.off}
    return {"type": "simple", "number": given.value}


def reply(given: Reply) -> object:
    shown = text(given.text) if given.number is None else number(given.number)
    weight, feedback = given.weight, text(given.feedback)
    return {"isCorrect": given.right, "weight": weight, "text": shown, "feedback": feedback}


def as_peg(asked: Question) -> dict[str, object]:
    """Our question in the shape of the other grammar's."""
    if asked.kind == "category":
        return {"type": "Category", "title": asked.title}
    shape: dict[str, object] = {
        "id": asked.identity,
        "tags": list(asked.tags) or None,
        "type": TYPES[asked.kind],
        "title": asked.title,
        "stem": text(asked.stem),
        "hasEmbeddedAnswers": asked.gap,
    }
    if asked.kind != "description":
        shape["globalFeedback"] = text(asked.general)
    if asked.kind == "truth":
        first, second = asked.comments
        shape |= {"isTrue": asked.truth, "trueFeedback": text(first), "falseFeedback": text(second)}
    elif asked.kind == "matching":
        pairs = [{"subquestion": text(one.text), "subanswer": one.counterpart} for one in asked.replies]
        shape["matchPairs"] = pairs
    elif asked.alone:
        assert asked.replies[0].number is not None
        shape["choices"] = number(asked.replies[0].number)
    elif asked.replies:
        shape["choices"] = [reply(one) for one in asked.replies]
    return shape


@pytest.mark.skipif(not FILES, reason="QUIZKIT_ORACLES names no folder with GIFT files")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_is_read_as_the_grammar_reads_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert [as_peg(asked) for asked in read(path.read_text("utf-8"))] == expected


def test_all_the_files_are_there_if_any_is() -> None:
    assert len(FILES) in (0, 51)


def test_an_escape_takes_the_meaning_from_a_sign() -> None:
    (asked,) = read(r"Which \{sign\} is a \:colon\:? {=\:#yes \= it ~\~ =a\nb}")
    assert asked.stem.text == "Which {sign} is a :colon:?"
    assert [one.text.text for one in asked.replies] == [":", "~", "a\nb"]
    assert asked.replies[0].feedback == Text("moodle", "yes = it")


def test_a_backslash_before_another_sign_is_itself() -> None:
    (asked,) = read(r"[html]\frac{}")
    assert asked.stem.text == r"\frac"


def test_comments_name_and_tag_the_question_that_follows() -> None:
    first, second = read("// [id:7] [tag:easy]\nOne{T}\n\n// plain\nTwo{F}")
    assert (first.identity, first.tags, first.line) == ("7", ("easy",), 2)
    assert (second.identity, second.tags, second.line) == (None, (), 5)


def test_a_blank_line_within_braces_ends_nothing() -> None:
    (asked,) = read("Q {\n=a\n\n~b\n}")
    assert [one.text.text for one in asked.replies] == ["a", "b"]


def test_an_open_brace_spoils_its_own_question_only() -> None:
    broken, whole = chunks("::One::Q {=a\n\n::Two::R{T}")
    with pytest.raises(GiftError, match="never closed"):
        read_chunk(broken)
    assert read_chunk(whole).title == "Two"


@pytest.mark.parametrize("source", ["Q {#abc}", "Q {#=1:x}", "Q }", "Q { {a} }"])
def test_what_the_grammar_does_not_have_is_told(source: str) -> None:
    with pytest.raises(GiftError):
        read(source)
