"""Whatever a blueprint says, it is built, or refused by findings on the lines that are to blame."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.app.exams.build import build
from quizkit.errors import ContentError

HEAD = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
"""
QUESTION = """\
  - {{id: q{number}, kind: numeric, difficulty: {difficulty}, skills: [s], prompt: Many?, value: 3,
     solution: {{steps: [Think.]}}}}
"""
BLUEPRINT = """\
format: 1
exam: e
title: T
minutes: 60
demands:
  - {topic: c/t, count: 3}
forms: 1
seed: 1
"""
COUNT = "count: 3"
FORMS = "forms: 1"
LINE = "  - {topic: c/t, count: 3}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    levels = ("easy", "medium", "hard")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(
        HEAD + "".join(QUESTION.format(number=n, difficulty=levels[n % 3]) for n in range(12))
    )
    return tmp_path


def findings(place: Path, text: str | bytes) -> list[str]:
    """The findings on a blueprint; nothing is written where there are some."""
    plan = place / "plan.yaml"
    plan.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ContentError) as refused:
        build(plan, place / "out", [place])
    assert not (place / "out").exists()
    found = refused.value.findings
    assert all(finding.message.isprintable() and len(str(finding)) < 2000 for finding in found)
    return [str(finding).removeprefix(f"{place}/") for finding in found]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("c/t", "c/u", 6, "unknown-topic There is no topic 'c/u'."),
        ("c/t", "/", 6, "unknown-topic '/' is a folder. Name a topic's file"),
        ("c/t", "../nowhere.yaml", 6, "unknown-topic There is no file '../nowhere.yaml'. Check the path."),
        ("c/t", '"\\e[31m/\\u202ex"', 6, "unknown-topic There is no topic"),
        ("c/t", "x" * 100_000, 6, "bad-value 'topic' is too long. Give at most 1000."),
        ("c/t", f"[{','.join(['c/t'] * 101)}]", 6, "bad-value 'topic' is too long. Give at most 100."),
        ("c/t", "[]", 6, "bad-value 'topic' is too short."),
        ("c/t", "{a: b}", 6, "wrong-type 'topic' must be a text or a list"),
        (COUNT, "count: -3", 6, "bad-value 'count' is out of range: -3. It must be at least 1."),
        (COUNT, "count: 1000000000", 6, "bad-value 'count' is out of range: 1000000000."),
        (COUNT, f"count: {'9' * 5000}", 6, "number-too-long The number has 5000 digits."),
        (
            COUNT,
            "count: 500",
            6,
            "too-few-questions The blueprint needs 500 questions of c/t, the bank has 12",
        ),
        (COUNT, "count: 3, points: .nan", 6, "bad-value 'points' is out of range: nan."),
        (COUNT, "count: 3, points: {eezy: 1}", 6, "bad-value 'eezy' has the unknown value"),
        (COUNT, "counts: {easy: 1, hard: -1}", 6, "bad-value 'hard' is out of range: -1."),
        (COUNT, "count: 3, worth: 4", 6, "is not accepted: a demand says exactly one of"),
        (COUNT, "worth: 3.14159", 6, "contradicts-the-others It asks for"),
        ("minutes: 60", "minutes: 1", 4, "too-little-time Even the quickest questions take"),
        (FORMS, "forms: 500", 7, "bad-value 'forms' is out of range: 500. It must be at most 26."),
        (FORMS, "forms: 1\npoints: 2.5", 8, "points-do-not-add-up The demands come to 3 points"),
        (FORMS, "forms: 1\nenemies: [[q1, q1]]", 8, "enemy-of-itself It names no two questions"),
        (FORMS, "forms: 1\nenemies: [[]]", 8, "bad-value Item 1 of 'enemies' is too short."),
        (FORMS, f"forms: 1\nrequire: [{'q1,' * 501}]", 8, "bad-value 'require' is too long."),
        (
            f"{COUNT}}}\n{FORMS}",
            "count: 8}\nforms: 3\noverlap: 3",
            8,
            "shares-too-many 3 forms of 8 out of 12",
        ),
        (FORMS, "forms: 1\npersonal: nobody.csv", 8, "unusable-list There is no file"),
        (FORMS, "forms: 1\nscoring: {choice: coverage}", 8, "unknown-policy A choice question"),
        (FORMS, f"forms: 1\nenemies: {'[' * 5000}", 8, "too-deep"),
        ("seed: 1", "seed: !!python/object/apply:os.system ls", 8, "tag '!!python/object/apply:os.system'"),
        ("seed: 1", "seed: [1]", 8, "wrong-type 'seed' must be a text or a whole number"),
    ],
)
def test_a_fault_is_one_finding_on_its_line(place: Path, old: str, new: str, line: int, says: str) -> None:
    (found,) = findings(place, BLUEPRINT.replace(old, new, 1))
    assert found.startswith(f"plan.yaml:{line}: ")
    assert says in found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "hello\n",
        b"\x00\x01",
        b"\xff\xfe\x00",
        "a: &a [x,x]\nb: &b [*a,*a]\n" + BLUEPRINT,
        BLUEPRINT + "---\n" + BLUEPRINT,
        BLUEPRINT + "".join(f"f{n}: 1\n" for n in range(5000)),
        BLUEPRINT + f"# {'x' * 2_100_000}\n",
        BLUEPRINT.replace(LINE, LINE * 101),
        BLUEPRINT.replace(LINE, "  topic: a\n"),
        BLUEPRINT.replace(FORMS, f"require: [{','.join(f'x{n}' for n in range(500))}]"),
        BLUEPRINT.replace(FORMS, f"enemies: [{','.join(f'[a{n}, b{n}]' for n in range(500))}]"),
    ],
)
def test_garbage_is_refused_by_a_few_hundred_findings_at_most(place: Path, text: str | bytes) -> None:
    assert 0 < len(findings(place, text)) <= 201


def test_demands_that_together_need_more_than_there_is_are_all_named(place: Path) -> None:
    found = findings(place, BLUEPRINT.replace(LINE, LINE * 5).replace("minutes: 60", "minutes: 600"))
    assert [line.split(" ")[0] for line in found] == [f"plan.yaml:{number}:" for number in range(6, 11)]


def test_nothing_but_forms_comes_out_of_the_solver(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    points = "worth: 17.77, points: {easy: 1.31, medium: 2.17, hard: 3.73}"
    plan = BLUEPRINT.replace(COUNT, points).replace(FORMS, "forms: 5\noverlap: 0")
    findings(place, plan)
    assert capfd.readouterr() == ("", "")
