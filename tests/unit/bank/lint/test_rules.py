"""Where rules end: what they let pass, and what they still find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from quizkit.bank.lint import lint
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.locking import source_hash
from quizkit.bank.runners import load_runner
from quizkit.model.lock import Lock, LockedOption, LockedQuestion, Variant

Topics = Callable[..., LoadedTopic]


def codes(loaded: LoadedTopic) -> list[str]:
    """The codes that lint finds."""
    return [finding.code for finding in lint(loaded, load_runner("python"))]


def choice(*texts: str, **more: object) -> dict[str, object]:
    """A choice question of these options, the first of them right."""
    options = [
        {"id": f"o{index}", "text": words, "correct": index == 0, "feedback": "So it is."}
        for index, words in enumerate(texts)
    ]
    return {"id": "q", "kind": "choice", "options": options, **more}


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("Small weights", "Large weights"), []),
        (("Small weights", " small  weights."), ["duplicate-options"]),
        (("`x`", "`X`"), []),
        (("1e-3", "0.001"), ["duplicate-options"]),
        (("0.1", "0.2"), []),
        (("None of these", "All of the above"), ["unpinned-none-of-these", "unpinned-none-of-these"]),
        (("All of these weights shrink", "None of these weights shrinks"), []),
        (("as long", "as long!!"), ["duplicate-options"]),
        (("**0.5**", "`0.50`"), ["duplicate-options"]),
        (("$x^2$", "$x^{2}$"), ["duplicate-options"]),
        (("x²", "$x^2$"), ["duplicate-options"]),
        (("x²", "x2"), []),
        (("10³", "103"), []),
        (("\u00e1 1", "a\u0301 1"), ["duplicate-options"]),
        (("a &amp; b", "a & b"), ["duplicate-options"]),
        (("longer", "long"), ["key-is-longest"]),
    ],
)
def test_options_are_compared_as_learners_read_them(
    texts: tuple[str, ...], found: list[str], topic: Topics
) -> None:
    assert codes(topic(questions=[choice(*texts)])) == found


@pytest.mark.parametrize("order", [{"pin": {"o2": "last"}}, {"shuffle": False}])
def test_a_pinned_none_of_these_passes(order: dict[str, object], topic: Topics) -> None:
    question = choice("Small weights", "Large weights", "None of these", order=order)
    assert codes(topic(questions=[question])) == []


def test_what_speaks_of_the_others_is_pinned_where_options_are_drawn(topic: Topics) -> None:
    texts = ("Small weights", "Large weights", "Old weights", "None of these")
    order: dict[str, object] = {"draw": 3, "shuffle": False}
    assert codes(topic(questions=[choice(*texts, order=order)])) == ["unpinned-none-of-these"]
    order["pin"] = {"o3": "last"}
    assert codes(topic(questions=[choice(*texts, order=order)])) == []


@pytest.mark.parametrize(
    ("long", "says"),
    [
        (0, "is the longest: 10 characters against 2."),
        (1, "is the longest in 67 % of the draws."),
        (2, ""),
    ],
)
def test_a_key_is_rarely_the_longest_of_those_drawn(long: int, says: str, topic: Topics) -> None:
    """Two of six lures are drawn: 10 of 15 draws miss the one long lure, 6 miss both."""
    lures = [f"{letter * 12}" if number < long else f"{letter}." for number, letter in enumerate("abcdef")]
    loaded = topic(questions=[choice("Ten chars!", *lures, order={"draw": 3})])
    found = [finding.message for finding in lint(loaded, load_runner("python"))]
    assert len(found) == bool(says)
    assert all(message.endswith(says) for message in found)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (("1", "2", "3"), []),
        (("1", "1/2", "0.5"), ["Option 'o2' is the same number as 'o1'."]),
        (
            ("1", "two", "3 m"),
            ["Option 'o1' is no number to sort by.", "Option 'o2' is no number to sort by."],
        ),
        (("1", "2", "None of these"), ["Option 'o2' is no number to sort by."]),
    ],
)
def test_only_numbers_are_sorted(texts: tuple[str, ...], says: list[str], topic: Topics) -> None:
    loaded = topic(questions=[choice(*texts, order={"sort": "ascending"})])
    findings = [one for one in lint(loaded, load_runner("python")) if one.code == "unsortable-options"]
    assert [finding.message for finding in findings] == says
    lines = loaded.path.read_text().splitlines()
    assert all(lines[one.line - 1].endswith(f"id: {one.message[8:10]}") for one in findings)


@pytest.mark.parametrize(
    ("hint", "gives_away"),
    [
        ("It has two words.", False),
        ("You want the weights to be small, so small weights.", True),
        ("Small is what they get.", True),
        ("Not the large ones.", False),
    ],
)
def test_a_hint_gives_a_choice_away_by_the_words_that_only_the_key_has(
    hint: str, gives_away: bool, topic: Topics
) -> None:
    question = choice("Small weights", "Large weights", hint=hint)
    assert ("hint-gives-answer" in codes(topic(questions=[question]))) == gives_away


def test_a_hint_gives_a_keyword_away_only_letter_by_letter(topic: Topics) -> None:
    texts = ("`fit(weight_decay=1)`", "`fit(decay_weight=1)`")
    vague = choice(*texts, hint="Two words, joined by an underscore.")
    plain = choice(*texts, hint="It is `weight_decay`.")
    assert codes(topic(questions=[vague])) == []
    assert codes(topic(questions=[plain])) == ["hint-gives-answer"]


@pytest.mark.parametrize(("hint", "gives_away"), [("Divide 12 by 0.5.", True), ("Divide 12 by 5.", False)])
def test_a_hint_gives_a_number_away(hint: str, gives_away: bool, topic: Topics) -> None:
    question = {"id": "q", "kind": "numeric", "value": 0.5, "hint": hint}
    assert ("hint-gives-answer" in codes(topic(questions=[question]))) == gives_away


def test_a_hint_that_holds_the_program_gives_it_away(topic: Topics) -> None:
    question = {"id": "q", "kind": "code", "hint": "Write `return 2 * number`."}
    assert codes(topic(questions=[question])) == ["hint-gives-answer"]


def test_enemies_may_name_each_other(topic: Topics) -> None:
    questions = [{"id": "q", "enemies": ["r"]}, {"id": "r", "enemies": ["q"]}]
    assert codes(topic(questions=questions)) == []


def test_a_wrong_number_within_the_tolerance_counts_as_right(topic: Topics) -> None:
    question = {
        "id": "q",
        "kind": "numeric",
        "value": 2.0,
        "tolerance": {"absolute": 0.1},
        "wrong": [{"mistake": "off", "value": 2.05}],
    }
    mistakes = {"off": {"says": "Being off", "why": "Look again."}}
    assert codes(topic(questions=[question], mistakes=mistakes)) == ["wrong-counts-as-right"]


def test_predicted_options_that_coincide_are_duplicates(topic: Topics) -> None:
    wrong = [{"mistake": "off", "code": "print(2)"}]
    question = {"id": "q", "kind": "predict", "code": "print(1)", "wrong": wrong}
    loaded = topic(questions=[question], mistakes={"off": {"says": "Being off", "why": "Look again."}})
    options = (LockedOption(id="o1", text="`1`"), LockedOption(id="o2", text="`1`", mistake="off"))
    locked = LockedQuestion(
        source=source_hash(loaded.question("q"), "python"), variants=(Variant(options=options, key="o1"),)
    )
    assert codes(replace(loaded, lock=Lock(format=1, questions={"q": locked}))) == ["duplicate-options"]


def test_drawn_cases_without_arguments_draw_nothing_for_a_function(topic: Topics) -> None:
    question = {"id": "q", "kind": "code", "cases": [{"id": "drawn", "draws": 3}]}
    assert codes(topic(questions=[question])) == ["no-drawn-inputs"]


def test_a_path_in_a_stage_name_reaches_nothing(topic: Topics) -> None:
    question = {"id": "q", "kind": "code", "entry": None, "replaces": "../../etc/passwd"}
    assert "unknown-stage" in codes(topic(questions=[question]))
