"""`quizkit trace` on the topic that ships, through the sandbox of this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

QUIZKIT = Path(sys.executable).with_name("quizkit")
COURSE = ((1.20, 0.50), (0.85, 0.65), (0.65, 0.75), (0.55, 0.80), (0.48, 0.83))


def quizkit(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a learner would, its output in a pipe."""
    return subprocess.run([QUIZKIT, *arguments], capture_output=True, text=True, check=False)


def test_the_json_holds_the_course_of_the_reference_run() -> None:
    done = quizkit("trace", "pytorch/weight-decay", "--json")
    assert done.returncode == 0, done.stderr
    epochs = json.loads(done.stdout)["epochs"]
    assert [epoch["loss"] for epoch in epochs] == pytest.approx([loss for loss, _ in COURSE], abs=0.05)
    assert [epoch["accuracy"] for epoch in epochs] == pytest.approx([share for _, share in COURSE], abs=0.05)


def test_the_page_walks_six_stages_four_layers_and_both_runs() -> None:
    done = quizkit("trace", "weight-decay")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert sum(line.startswith("Stage ") for line in lines) == 6
    assert sum(line[:2] in ("1.", "2.", "3.", "4.") and line.endswith("values") for line in lines) == 4
    before = lines[: lines.index("The weights with and without decay")]
    shown = [line.split("|")[0].strip() for line in before if "|" in line]
    assert [label for label in shown if label] == ["1.2", "1.0", "0.8", "0.6", "0.4"]
    assert "weight decay 0" in done.stdout
    assert max(map(len, lines)) <= 80


def test_a_seed_gives_other_figures_under_the_same_sentences() -> None:
    usual, other = (
        json.loads(quizkit("trace", "weight-decay", "--json", *seed).stdout) for seed in ((), ("--seed", "3"))
    )
    assert [epoch["says"] for epoch in usual["epochs"]] == [epoch["says"] for epoch in other["epochs"]]
    assert [epoch["loss"] for epoch in usual["epochs"]] != [epoch["loss"] for epoch in other["epochs"]]
    assert (other["seed"], other["usual_seed"]) == (3, usual["seed"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("trace", "weight-decayy"), "Did you mean"),
        (("trace", "python/aliasing"), "has no pipeline"),
        (("trace", "weight-decay", "--seed", "-1"), "out of range"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...], says: str) -> None:
    done = quizkit(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
