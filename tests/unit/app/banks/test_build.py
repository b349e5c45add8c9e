"""Building writes whole locks only, in a real sandbox, and leaves what it cannot better."""

from __future__ import annotations

from pathlib import Path

from quizkit.app.banks.build import build_topics
from quizkit.app.banks.lint import lint_topics

TOPIC = """\
format: 1
id: doubling
title: Doubling
authors: [Somebody]
license: CC-BY-4.0
minutes: 5
runner: python
insight: Twice is two times.
skills: {basics: What everything rests on}
mistakes:
  squares: {says: Squaring, why: Twice is not the square.}
questions:
  - id: twice
    kind: predict
    difficulty: easy
    skills: [basics]
    params: {n: [3, 4]}
    prompt: What does the program print for ${n}?
    code: print(2 * ${n})
    wrong: [{mistake: squares, code: "print(${n} * ${n})"}]
    solution: {steps: [Double it.]}
  - id: half
    kind: numeric
    difficulty: easy
    skills: [basics]
    prompt: What is half of 5?
    code: answer = 5 / 2
    solution: {steps: [Halve it.]}
"""


def write(tmp_path: Path, text: str = TOPIC) -> Path:
    """The topic's file."""
    path = tmp_path / "lab" / "doubling.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def states(path: Path) -> list[tuple[str, int, int]]:
    """What building the topic at `path` gives: state, questions, findings."""
    return [(each.state, each.questions, len(each.findings)) for each in build_topics([str(path)])]


def codes(path: Path) -> list[str]:
    """What lint finds in it."""
    return [finding.code for each in lint_topics([str(path)]) for finding in each.findings]


def test_a_lock_is_written_once_kept_and_found_stale(tmp_path: Path) -> None:
    path = write(tmp_path)
    lock = path.with_name("doubling.lock.json")
    assert codes(path) == ["missing-lock", "missing-lock"]
    assert states(path) == [("written", 2, 0)]
    assert codes(path) == []
    written = lock.read_bytes()
    assert states(path) == [("unchanged", 2, 0)]

    write(tmp_path, TOPIC.replace("[3, 4]", "[3, 2]"))
    assert codes(path) == ["stale-lock"]
    assert states(path) == [("failed", 2, 1)]  # twice 2 is 2 squared
    assert lock.read_bytes() == written

    write(tmp_path, TOPIC.replace("print(2 * ${n})", "print(2 * x)"))
    assert states(path) == [("failed", 2, 2)]
    assert lock.read_bytes() == written


def test_a_lock_of_nothing_is_taken_away(tmp_path: Path) -> None:
    path = write(tmp_path, TOPIC.split("  - id: twice")[0] + "  - " + TOPIC.split("  - ")[2])
    path.with_name("doubling.lock.json").write_text("{}")
    text = path.read_text().replace("code: answer = 5 / 2", "value: 2.5\n    argued: By definition.")
    path.write_text(
        text.replace("mistakes:\n  squares: {says: Squaring, why: Twice is not the square.}\n", "")
    )
    assert states(path) == [("removed", 0, 0)]
    assert states(path) == [("not needed", 0, 0)]
    assert codes(path) == []


def test_a_broken_topic_is_reported_and_the_others_are_built(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "lab" / "broken.yaml").write_text("format: 2\n")
    built = {each.address: each.state for each in build_topics([str(tmp_path / "lab")])}
    assert built == {"lab/broken": "failed", "lab/doubling": "written"}
