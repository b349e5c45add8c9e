"""What must hold of the weight-decay topic beyond what lint and prove check of every bank."""

from __future__ import annotations

from collections import Counter

import pytest

from quizkit.bank.catalogue import open_topic
from quizkit.model.event import Served
from quizkit.model.question import Choice, CodeQuestion, Multiple, Question
from quizkit.session.modes import MODES
from quizkit.session.pools import Earlier
from quizkit.session.selection import select

LOADED = open_topic("pytorch/weight-decay")
TOPIC = LOADED.topic
PICKED = [question for question in TOPIC.questions if isinstance(question, Choice | Multiple)]
HELD = {name for section in TOPIC.sections.values() for name in section}
POOL = [question for question in TOPIC.questions if question.id not in HELD]


def drawn_test(*earlier: tuple[str, ...], stream: str = "first") -> tuple[str, ...]:
    before = Earlier(
        tuple(tuple(Served(question=f"{LOADED.address}/{name}") for name in names) for names in earlier)
    )
    served = select([LOADED], MODES["test"], stream, before)
    return tuple(one.question.rpartition("/")[2] for one in served)


def kind_and_difficulty(name: str) -> tuple[str, str]:
    question = LOADED.question(name)
    return question.kind, question.difficulty


def test_practice_is_five_choice_questions_from_easy_to_hard() -> None:
    assert [kind_and_difficulty(name) for name in TOPIC.sections["practice"]] == [
        ("choice", "easy"),
        ("choice", "easy"),
        ("choice", "medium"),
        ("choice", "medium"),
        ("choice", "hard"),
    ]


@pytest.mark.parametrize(
    ("section", "place", "letter", "key"),
    [
        ("practice", 0, "A", "less-overfitting"),
        ("practice", 1, "D", "weight-decay"),
        ("practice", 2, "A", "total-change"),
        ("practice", 3, "C", "biases-decayed"),
        ("practice", 4, "B", "two-values"),
        ("quiz", 0, "C", "small-weights"),
    ],
)
def test_key_stands_at_its_letter_as_written(section: str, place: int, letter: str, key: str) -> None:
    question = LOADED.question(TOPIC.sections[section][place])
    assert isinstance(question, Choice)
    assert [(chr(65 + i), o.id) for i, o in enumerate(question.options) if o.correct] == [(letter, key)]


def test_model_quiz_has_three_questions_and_the_first_keeps_its_order() -> None:
    first, *others = (LOADED.question(name) for name in TOPIC.sections["quiz"])
    assert len(others) == 2
    assert isinstance(first, Choice)
    assert [option.id for option in first.options] == [
        "adds-layers",
        "raises-rate",
        "small-weights",
        "normalises",
    ]
    assert not first.order.shuffle


def test_enemies_are_enemies_of_each_other() -> None:
    pairs = {(question.id, enemy) for question in TOPIC.questions for enemy in question.enemies}
    assert pairs == {(second, first) for first, second in pairs}
    assert ("purpose", "quiz-purpose") in pairs
    assert ("weights-not-biases", "parameter-groups") in pairs
    assert ("printed-change", "weight-change") in pairs


@pytest.mark.parametrize("question", PICKED, ids=lambda question: question.id)
def test_no_right_option_is_as_long_as_the_longest_wrong_one(question: Choice | Multiple) -> None:
    right = max(len(option.text) for option in question.options if option.correct)
    assert right < max(len(option.text) for option in question.options if not option.correct)


def test_pool_holds_every_kind_and_enough_of_every_difficulty_for_two_tests() -> None:
    live = [question for question in POOL if question.status == "live" and question.contested is None]
    assert {question.kind for question in live} == {
        "choice",
        "multiple",
        "numeric",
        "text",
        "order",
        "predict",
        "code",
    }
    assert len(live) >= 20
    difficulties = Counter(question.difficulty for question in live)
    assert min(difficulties["easy"], difficulties["medium"], difficulties["hard"]) >= 6


def test_a_test_of_ten_is_mixed_and_the_next_one_shares_nothing_with_it() -> None:
    first = drawn_test()
    second = drawn_test(first, stream="second")
    for drawn in (first, second):
        assert len(set(drawn)) == 10
        assert {LOADED.question(name).difficulty for name in drawn} == {"easy", "medium", "hard"}
        assert len({LOADED.question(name).kind for name in drawn}) >= 4
    assert not set(first) & set(second)


@pytest.mark.parametrize("number", range(20))
def test_tests_hold_no_contested_question_and_nothing_of_the_sections(number: int) -> None:
    drawn = drawn_test(stream=f"draw {number}")
    assert not HELD & set(drawn)
    assert all(LOADED.question(name).contested is None for name in drawn)


def is_run(question: Question) -> bool:
    """Whether the key is computed, or shown by evidence, or judged by running."""
    return question.kind in ("numeric", "predict", "code") or question.evidence is not None


def test_at_most_a_quarter_is_argued_and_everything_else_can_be_run() -> None:
    argued = [question for question in TOPIC.questions if question.argued]
    assert len(argued) <= len(TOPIC.questions) / 4
    assert all(is_run(question) for question in TOPIC.questions if question not in argued)


def test_disputed_cause_keeps_its_note_and_evidence_for_the_default() -> None:
    [question] = [question for question in TOPIC.questions if question.contested]
    assert question.id == TOPIC.sections["practice"][3]
    assert question.contested
    assert "AdamW" in question.contested
    assert question.evidence is not None
    assert question.evidence.expect["biases-decayed"] == {"variable:bias_shrinks": True}


def test_code_questions_draw_three_cases_and_one_of_them_hides_its_values() -> None:
    code = [question for question in TOPIC.questions if isinstance(question, CodeQuestion)]
    assert all(sum(case.draws for case in question.cases) >= 3 for question in code)
    assert any(check.show == "name" for question in code for check in question.checks)


@pytest.mark.parametrize(
    ("name", "replaces", "entry", "mistakes"),
    [
        (
            "parameter-groups",
            "optimizer",
            None,
            {
                "decays-everything",
                "swaps-groups",
                "leaves-out-parameters",
                "decays-nothing",
                "adamw-for-adam",
                "wrong-strength",
            },
        ),
        (
            "weight-change",
            None,
            "weight_change",
            {
                "aliases-weights",
                "forgets-decay",
                "takes-output-for-change",
                "takes-loss-for-change",
                "takes-rate-for-change",
            },
        ),
    ],
)
def test_executable_twins_name_their_mistakes(
    name: str, replaces: str | None, entry: str | None, mistakes: set[str]
) -> None:
    question = LOADED.question(name)
    assert isinstance(question, CodeQuestion)
    assert (question.replaces, question.entry) == (replaces, entry)
    assert mistakes <= {wrong.mistake for wrong in question.wrong}


def test_expected_change_comes_from_the_pipeline_s_own_step() -> None:
    question = LOADED.question("weight-change")
    assert isinstance(question, CodeQuestion)
    assert question.reference is not None
    assert "stages.step(" in question.reference


def test_header_speaks_of_ten_ways_of_practice_without_a_test_and_of_the_test() -> None:
    assert TOPIC.subject == "PyTorch / ML"
    assert TOPIC.minutes == 12
    about = TOPIC.about or ""
    assert "ten ways" in about
    assert "Practice needs no test" in about
    assert "strong" in about


def test_walk_speaks_of_six_stages_five_epochs_and_four_layers_without_a_figure_of_a_run() -> None:
    walk = TOPIC.pipeline
    assert walk is not None
    assert (len(walk.stages), len(walk.epochs), len(walk.layers)) == (6, 5, 4)
    assert not any(character.isdigit() for sentence in walk.epochs for character in sentence)
