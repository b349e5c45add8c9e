"""A form fixes which options were drawn: what it did not show cannot be picked, missed or looked up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from quizkit.bank.loaded import LoadedTopic, load_topic
from quizkit.errors import ContentError
from quizkit.exam.building import assembled
from quizkit.exam.packing import pack
from quizkit.exam.plan import Plan
from quizkit.exam.reading import answer_on
from quizkit.exam.shown import ShownItem, shown_items
from quizkit.grading.kinds import judge
from quizkit.grading.scoring import policy_named, share
from quizkit.model.answer import Chosen, ChosenSet
from quizkit.model.blueprint import Blueprint
from quizkit.model.exam import Form
from quizkit.model.question import Multiple
from quizkit.source import LineMap
from tests.unit.exam.conftest import HEAD

LURES = "abcdefgh"
QUESTION = """\
  - id: one
    kind: choice
    difficulty: easy
    skills: [s]
    prompt: Which one?
    order: {draw: 4, pin: {none: last}}
    options:
      - {id: right, text: The right one, correct: true, feedback: "Yes."}
LURES
      - {id: none, text: None of these, feedback: "No."}
    solution: {steps: [Look.]}
  - id: some
    kind: multiple
    difficulty: easy
    skills: [s]
    prompt: Which ones?
    order: {draw: 5}
    options:
      - {id: right, text: The right one, correct: true, feedback: "Yes."}
      - {id: too, text: Right too, correct: true, feedback: "Yes."}
LURES
    solution: {steps: [Look.]}
"""


def topic(folder: Path, **changed: str) -> LoadedTopic:
    """The bank, in which the lures have the texts of `changed`; an empty one is gone."""
    texts = {name: changed.get(name, f"Wrong {name}") for name in LURES}
    lures = "\n".join(
        f'      - {{id: {name}, text: {words}, feedback: "No."}}' for name, words in texts.items() if words
    )
    path = folder / "c" / "main.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD.format(name="main") + QUESTION.replace("LURES", lures))
    loaded = load_topic(path)
    assert isinstance(loaded, LoadedTopic), loaded
    return loaded


def plan(seed: int = 1) -> Plan:
    demands = [{"topic": "c/main", "count": 2}]
    fields = {"format": 1, "exam": "e", "title": "E", "minutes": 30, "seed": seed, "demands": demands}
    return Plan(Blueprint.model_validate(fields), "plan.yaml", LineMap({}))


def built(loaded: LoadedTopic, seed: int = 1) -> Form:
    return assembled(plan(seed), {"c/main": loaded}).forms()[0]


def shown(form: Form, loaded: LoadedTopic) -> dict[str, ShownItem]:
    return {item.question.id: item for item in shown_items(form, lambda address: loaded)}


def drawn(form: Form, name: str) -> tuple[str, ...]:
    return next(item.options for item in form.items if item.question == f"c/main/{name}")


def test_forms_draw_evenly_and_the_keys_show_no_pattern(tmp_path: Path) -> None:
    """Chi-square over 1000 seeds: three places of the key, eight lures; once in 10 000 by chance."""
    exam = assembled(plan(), {"c/main": topic(tmp_path)})
    places: Counter[int] = Counter()
    lures: Counter[str] = Counter()
    for seed in range(1000):
        (form,) = replace(exam, plan=plan(seed)).forms()
        one, some = drawn(form, "one"), drawn(form, "some")
        assert (len(one), one[-1], len(some)) == (4, "none", 5)
        assert {"right", "too"} < set(some)
        places[one.index("right")] += 1
        lures.update(set(one) - {"right", "none"})
    assert sum((places[place] - 1000 / 3) ** 2 for place in range(3)) / (1000 / 3) < 18.4
    spread = sum((lures[name] - 250) ** 2 for name in LURES) / (250 * (1 - 2 / 8)) * 7 / 8
    assert spread < 29.9


def test_no_option_is_on_more_papers_of_an_exam_than_another(tmp_path: Path) -> None:
    """Else the right ones would be those that everybody has."""
    forms = assembled(plan(), {"c/main": topic(tmp_path)}).personal([f"learner {n}" for n in range(20)])
    for name in ("one", "some"):
        assert len({frozenset(drawn(form, name)) for form in forms}) == 1
        assert len({drawn(form, name) for form in forms}) > 3
    assert forms == assembled(plan(), {"c/main": topic(tmp_path)}).personal(
        [f"learner {n}" for n in range(20)]
    )


def test_what_is_shown_has_no_other_options(tmp_path: Path) -> None:
    loaded = topic(tmp_path)
    form = built(loaded)
    items = shown(form, loaded)
    for name, item in items.items():
        assert isinstance(item.question, Multiple) == (name == "some")
        assert tuple(option for _, option, _ in item.options) == drawn(form, name)
        assert {option.id for option in getattr(item.question, "options", ())} == set(drawn(form, name))
    packed = pack(form, list(items.values()))
    assert sorted(len(item.options) for item in packed.items) == [4, 5]


def test_an_option_that_was_not_shown_cannot_be_picked(tmp_path: Path) -> None:
    loaded = topic(tmp_path)
    form = built(loaded)
    item = shown(form, loaded)["one"]
    hidden = next(name for name in LURES if name not in drawn(form, "one"))
    assert isinstance(answer_on(item, hidden * 9), str)
    assert judge(item.question, Chosen(option=hidden), None).outcome != "graded"
    assert isinstance(answer_on(item, "E"), str)


def test_only_shown_lures_count_in_a_score(tmp_path: Path) -> None:
    loaded = topic(tmp_path)
    item = shown(built(loaded), loaded)["some"]
    lure = next(option for _, option, _ in item.options if option in LURES)
    answer = ChosenSet(options=frozenset({"right", "too", lure}))
    outcome = judge(item.question, answer, None)
    assert share(policy_named("each-answer"), item.question, answer, outcome) == pytest.approx(4 / 5)
    assert share(policy_named("partial-false"), item.question, answer, outcome) == pytest.approx(2 / 3)


def test_a_form_lives_on_whatever_happens_to_options_that_it_did_not_draw(tmp_path: Path) -> None:
    form = built(topic(tmp_path))
    used = {*drawn(form, "one"), *drawn(form, "some")}
    free = [name for name in LURES if name not in used][:1]
    assert free
    before = shown(form, topic(tmp_path))
    for words in ("", "Another text"):
        after = shown(form, topic(tmp_path, **dict.fromkeys(free, words)))
        assert {name: item.question for name, item in after.items()} == {
            name: item.question for name, item in before.items()
        }


@pytest.mark.parametrize(
    ("words", "says"), [("", "its options are now without"), ("Other", "the text of an option")]
)
def test_a_form_is_refused_whose_drawn_option_is_gone_or_another(
    tmp_path: Path, words: str, says: str
) -> None:
    form = built(topic(tmp_path))
    lure = next(name for name in drawn(form, "one") if name in LURES)
    with pytest.raises(ContentError, match=says):
        shown(form, topic(tmp_path, **{lure: words}))


def test_a_form_that_lists_an_option_twice_is_refused(tmp_path: Path) -> None:
    loaded = topic(tmp_path)
    form = built(loaded)
    twice = tuple(
        item.model_copy(update={"options": (*item.options[:-1], item.options[0])}) for item in form.items
    )
    with pytest.raises(ContentError, match="twice"):
        shown(form.model_copy(update={"items": twice}), loaded)
