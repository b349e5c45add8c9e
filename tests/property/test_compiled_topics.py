"""Compiled topics under hypothesis: whatever an author writes comes back from JSON exactly as from YAML."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from quizkit import source
from quizkit.bank.canonical import digest
from quizkit.bank.compiled import from_json, to_json
from quizkit.model.topic import Topic

Fields = Mapping[str, object]
Drawn = st.SearchStrategy[Fields]
Strategies = dict[str, st.SearchStrategy[object]]

ids = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)
texts = st.text(min_size=1, max_size=30)
numbers = st.integers(-(10**30), 10**30) | st.floats()
scalars = st.booleans() | numbers | texts
settings_of = st.dictionaries(texts, numbers, max_size=3)
shown = st.dictionaries(texts, scalars | st.none(), max_size=3)
params = st.dictionaries(
    ids, st.lists(scalars, max_size=4) | st.just({"from": 1, "to": 2, "step": 0.25}), max_size=2
)


def some(needed: Mapping[str, st.SearchStrategy[object]], **optional: st.SearchStrategy[object]) -> Drawn:
    """A mapping with these fields, any of the `optional` ones left out."""
    return st.fixed_dictionaries(dict(needed), optional=optional)


def several(least: int, item: Drawn) -> st.SearchStrategy[list[Fields]]:
    """A short list."""
    return st.lists(item, min_size=least, max_size=least + 2)


def kind(name: str, needed: Strategies, **more: st.SearchStrategy[object]) -> Drawn:
    """A question of one kind."""
    common: Strategies = {"kind": st.just(name), "id": ids, "difficulty": st.sampled_from(["easy", "hard"])}
    common |= {"skills": st.lists(ids, min_size=1, max_size=2), "prompt": texts}
    free: Strategies = {"hint": texts | st.lists(texts, max_size=3), "status": st.just("draft")}
    free |= {"minutes": st.integers(1, 9) | st.floats(0.5, 9), "evidence": evidence}
    if name != "code":
        common["solution"] = some({}, steps=st.lists(texts, max_size=2))
    return some({**common, **needed}, **free, **more)


evidence = some({"code": texts}, claim=shown, expect=st.dictionaries(ids, shown, max_size=2))
option = some({"id": ids, "text": texts}, correct=st.booleans(), mistake=ids)
block = some({"id": ids, "text": texts})
order = some({}, shuffle=st.booleans(), pin=st.dictionaries(ids, st.just("last"), max_size=2))
check = some(
    {"id": ids, "observe": texts}, points=st.integers(1, 5), tolerance=st.just({"rtol": 0, "atol": 1})
)
wrong = some({"mistake": ids, "code": texts})
code: Strategies = {
    "starter": texts,
    "cases": several(1, some({"id": ids}, draws=st.integers(0, 3))),
    "checks": several(1, check),
    "solution": some({"code": texts}),
}
question = st.one_of(
    kind("choice", {"options": several(2, option)}, order=order),
    kind("multiple", {"options": several(2, option)}),
    kind("numeric", {}, value=st.integers() | st.floats(), params=params, tolerance=st.just({"digits": 3})),
    kind("text", {"accept": st.just(["a", "b"])}, normalize=st.just(["case"])),
    kind("order", {"blocks": several(2, block), "answer": st.lists(ids, min_size=2, max_size=3)}),
    kind("predict", {"code": texts, "wrong": several(1, wrong)}, params=params),
    kind("code", code, settings=settings_of, limits=settings_of),
)
HEAD = {"format": 1, "id": "t", "title": "T", "authors": ["A"], "license": "L", "insight": "I"}
walk = some({"says": texts, "stages": st.just([]), "epochs": st.just(["one"])}, settings=settings_of)
topic = some(
    {**{name: st.just(value) for name, value in HEAD.items()}, "minutes": st.integers(1, 600),
     "skills": st.just({"s": "What it is"}), "questions": several(1, question)},
    pipeline=walk, mistakes=st.just({"m": {"says": "This", "why": "That"}}), about=texts,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(topic)
def test_what_yaml_gives_comes_back_from_json_to_the_last_type(written: Fields) -> None:
    loaded = source.parse(source.dump(written), "t.yaml", Topic)
    old = loaded.value
    assert old is not None, [str(finding) for finding in loaded.findings]
    new, lines = from_json(to_json(old, loaded.lines))
    assert isinstance(new, Topic)
    assert repr(new) == repr(old)
    assert list(lines.by_path.items()) == list(loaded.lines.by_path.items())
    assert new.model_dump_json() == old.model_dump_json()
    assert new.model_dump_json(exclude_unset=True) == old.model_dump_json(exclude_unset=True)
    for old_question, new_question in zip(old.questions, new.questions, strict=True):
        assert digest(new_question.model_dump(mode="json")) == digest(old_question.model_dump(mode="json"))
