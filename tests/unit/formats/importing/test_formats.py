"""Each format as questions of ours: weights, feedback, numbers and names as its system means them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quizkit.formats.importing.aiken import looks_like_aiken, read_aiken
from quizkit.formats.importing.canvas_qti import read_canvas_xml
from quizkit.formats.importing.drafting import drafted
from quizkit.formats.importing.gift import read_gift
from quizkit.formats.importing.model import Imported, Numbers, Options, Pairs, Rich, Words
from quizkit.formats.importing.moodle_xml import read_moodle_xml

ORACLES = Path(os.environ.get("QUIZKIT_ORACLES", "/nonexistent"))
Fields = dict[str, object]


def questions(imported: Imported) -> list[Fields]:
    found = drafted(imported, "topic", "Topic").topic["questions"]
    assert isinstance(found, list)
    return found


def gift(source: str) -> Fields:
    (question,) = questions(read_gift(source, "f"))
    return question


def moodle(kind: str, inside: str) -> Fields:
    text = "<questiontext><text>Q?</text></questiontext>"
    asked = f'<quiz><question type="{kind}">{text}{inside}</question></quiz>'
    (question,) = questions(read_moodle_xml(asked.encode(), "f"))
    return question


def numeric(rules: str) -> Fields:
    asked = (
        "<questestinterop><item><presentation><material><mattext>Q?</mattext></material>"
        "<response_str ident='r'><render_fib fibtype='Decimal'/></response_str></presentation>"
        f"<resprocessing>{rules}</resprocessing></item></questestinterop>"
    )
    (question,) = questions(read_canvas_xml(asked.encode(), "f"))
    return question


def rule(inside: str, score: int = 100) -> str:
    return f"<respcondition><conditionvar>{inside}</conditionvar><setvar>{score}</setvar></respcondition>"


def test_the_first_comment_of_a_truth_is_for_the_wrong_answer() -> None:
    (item,) = read_gift("Q{FALSE#why not#well done}", "f").items
    assert isinstance(item.content, Options)
    said = {answer.text.text: (answer.weight, answer.feedback) for answer in item.content.answers}
    assert said == {"True": (0.0, Rich("why not", "moodle")), "False": (1.0, Rich("well done", "moodle"))}


def test_answers_that_share_the_mark_are_right_together() -> None:
    (several,) = read_gift("Q{~%50%a ~%50%b ~%-100%c}", "f").items
    (single,) = read_gift("Q{=a ~%50%b ~c}", "f").items
    (alone,) = read_gift("Q{~%100%a ~%-100%b}", "f").items
    assert isinstance(several.content, Options)
    assert isinstance(single.content, Options)
    assert isinstance(alone.content, Options)
    assert (several.content.many, single.content.many, alone.content.many) == (True, False, True)


@pytest.mark.parametrize(
    ("source", "value", "tolerance"),
    [
        ("Q{#5}", 5, {"absolute": 0}),
        ("Q{#3.1415:0.0005}", 3.1415, {"absolute": 0.0005}),
        ("Q{#3.141..3.142}", 3.1415, {"absolute": 0.0005}),
        ("Q{#-1e3..-2}", -501, {"absolute": 499}),
        ("Q{#2..1}", 1.5, {"absolute": 0.5}),
    ],
)
def test_a_number_keeps_what_it_may_be_off(source: str, value: float, tolerance: Fields) -> None:
    question = gift(source)
    assert (question["value"], question["tolerance"]) == (value, tolerance)


@pytest.mark.parametrize(
    ("rules", "value", "tolerance"),
    [
        ("<varequal respident='r'>4</varequal>", 4, {"absolute": 0}),
        ("<vargte respident='r'>1</vargte><varlte respident='r'>22</varlte>", 11.5, {"absolute": 10.5}),
        ("<varequal respident='r' margintype='percent' margin='20'>200</varequal>", 200, {"relative": 0.2}),
        (
            "<varequal respident='r' precisiontype='significantDigits' precision='3'>1.25</varequal>",
            1.25,
            {"digits": 3},
        ),
        (
            "<varequal respident='r' precisiontype='decimals' precision='1'>1.5</varequal>",
            1.5,
            {"absolute": 0.05},
        ),
    ],
)
def test_canvas_measures_numbers_in_four_ways(rules: str, value: float, tolerance: Fields) -> None:
    question = numeric(rule(rules))
    assert (question["value"], question["tolerance"]) == (value, tolerance)


def test_capitals_count_where_they_did() -> None:
    answer = '<answer fraction="100"><text>Ada</text></answer>'
    assert "case" in str(moodle("shortanswer", answer)["normalize"])
    assert "normalize" not in moodle("shortanswer", f"<usecase>1</usecase>{answer}")


def test_a_typed_answer_is_plain_whatever_format_it_names() -> None:
    answer = '<answer fraction="100" format="html"><text>&lt;b&gt; &amp;amp;</text></answer>'
    assert moodle("shortanswer", answer)["accept"] == ["<b> &amp;"]


def test_an_answer_with_a_star_is_no_text_but_an_escaped_star_is() -> None:
    answers = "".join(f'<answer fraction="100"><text>{text}</text></answer>' for text in ("a*", r"b\*", "c"))
    assert moodle("shortanswer", answers)["accept"] == ["b*", "c"]


@pytest.mark.parametrize(
    "share",
    [
        90,
        83.33333,
        80,
        75,
        70,
        66.66667,
        60,
        50,
        40,
        33.33333,
        30,
        25,
        20,
        16.66667,
        14.28571,
        12.5,
        11.11111,
        10,
        5,
    ],
)
def test_each_share_that_moodle_has_counts_as_right_among_several(share: float) -> None:
    answers = f'<single>false</single><answer fraction="{share}"><text>a</text></answer>'
    answers += f'<answer fraction="-{share}"><text>b</text></answer>'
    options = moodle("multichoice", answers)["options"]
    assert isinstance(options, list)
    assert [option.get("correct", False) for option in options] == [True, False]


def test_none_of_these_stays_behind_the_others() -> None:
    assert gift("Q{=a ~b ~None of the above}")["order"] == {"pin": {"none-of-the-above": "last"}}


def test_of_many_options_some_are_drawn() -> None:
    lures = " ".join(f"~wrong {number}" for number in range(11))
    question = gift(f"::Q::Which?{{=right {lures} ~None of the above}}")
    assert question["order"] == {"pin": {"none-of-the-above": "last"}, "draw": 9}
    several = " ".join(f"~%10%right {number}" for number in range(10))
    assert questions(read_gift(f"::Q::Which?{{{several} ~%-100%wrong}}", "f")) == []


def test_parts_of_one_question_are_never_asked_in_one_test() -> None:
    first, second = questions(read_gift("Q{=a -> 1 =b -> 2}", "f"))
    assert first["enemies"] == [second["id"]]
    assert second["enemies"] == [first["id"]]


def test_more_counterparts_than_options_leave_the_right_one() -> None:
    pairs = " ".join(f"=left {n} -> right {n}" for n in range(12))
    for number, question in enumerate(questions(read_gift(f"Q{{{pairs}}}", "f"))):
        options = question["options"]
        assert isinstance(options, list)
        assert len(options) == 9
        assert [option["text"] for option in options if option.get("correct")] == [f"right {number}"]


def test_ids_are_unique_and_tags_say_how_hard_a_question_is() -> None:
    source = "// [tag:hard] [tag:Für Ähren]\n::Größe::Q{T}\n\n::Größe::R{T}\n\n::日本::日本{T}"
    first, second, third = questions(read_gift(source, "f"))
    assert [first["id"], second["id"], third["id"]] == ["grosse", "grosse-2", "question-3"]
    assert (first["difficulty"], first["skills"]) == ("hard", ["fur-ahren"])


def test_a_dollar_before_a_brace_is_no_place_for_a_param() -> None:
    assert "$${" in str(gift("[markdown]Type `$\\{x\\}`{#5}")["prompt"])


def test_steps_are_the_items_of_a_numbered_list() -> None:
    solution = gift("Q{T####[html]<ol><li>one<pre>x</pre></li><li>two</li></ol>}")["solution"]
    assert solution == {"steps": ["one\n\n```\nx\n```", "two"]}


def test_a_long_solution_keeps_all_its_steps() -> None:
    items = "".join(f"<li>step {number}<br>more</li>" for number in range(1, 13))
    solution = gift(f"Q{{T####[html]<ol>{items}</ol>}}")["solution"]
    assert solution == {"steps": [f"step {number}\\\nmore" for number in range(1, 13)]}


def test_aiken_is_told_by_its_answers() -> None:
    assert looks_like_aiken("Q?\nA) a\nB. b\nANSWER: B\n")
    assert not looks_like_aiken("Q?{=A) ~B)}")


@pytest.mark.skipif(not ORACLES.exists(), reason="QUIZKIT_ORACLES names no folder with question files")
def test_each_error_of_a_broken_aiken_file_is_told_with_its_line() -> None:
    read = read_aiken((ORACLES / "moodle" / "aiken" / "aiken_errors.txt").read_text("utf-8"), "f")
    assert [item.prompt.text for item in read.items] == ["A good question", "A second good question"]
    assert [finding.line for finding in read.findings] == [1, 5, 7, 14]


@pytest.mark.skipif(not ORACLES.exists(), reason="QUIZKIT_ORACLES names no folder with question files")
def test_a_quiz_of_canvas_has_all_its_kinds() -> None:
    path = ORACLES / "canvas_qti12" / "interaction_checks_1.2.xml"
    kinds = [type(item.content) for item in read_canvas_xml(path.read_bytes(), "f").items]
    assert [kinds.count(kind) for kind in (Options, Words, Pairs, Numbers)] == [4, 3, 1, 1]
