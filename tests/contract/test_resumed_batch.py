"""A batch that was interrupted, killed or met a full disk, run again, equals one that nobody disturbed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from quizkit.app.classes.grade import Request
from quizkit.app.classes.grade import grade as graded
from quizkit.app.classes.judging import Judged, Progress
from quizkit.clock import system_clock
from quizkit.errors import QuizkitError
from quizkit.report.table import ClassTable
from quizkit.sandbox.launching import Level
from tests.support.disk import full_after
from tests.support.program import QUIZKIT

Need = Callable[[Level], None]
TOPIC = """\
format: 1
id: t
title: Loops
authors: [me]
license: CC0
minutes: 5
runner: python
insight: Something.
skills: {s: S}
questions:
  - {id: pick, kind: choice, difficulty: easy, skills: [s], prompt: Which?, solution: {steps: [x]},
     options: [{id: a, text: A, correct: true}, {id: b, text: B}]}
  - {id: write, kind: code, difficulty: easy, skills: [s], prompt: Write it., entry: f,
     starter: "def f(x): pass", cases: [{id: c, draws: 2, arguments: "arguments = {'x': rng.random()}"}],
     checks: [{id: r, observe: return}], limits: {cpu_s: 60},
     solution: {code: "def f(x): return x + 1"}}
"""
SEED = "7"
RETURNS = ("x + 1", "x + 2", "y", "x + 1.5", "'x'", "x * 2 + 1", "[x]", "None")
HOSTILE = ("=1+1", 'a"b{}', "\x1b[31mred", "line\nbreak", "\u202eright", "日本", "-dash", "ada, bob", "@x")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "t.yaml").write_text(TOPIC)
    return tmp_path


def hand_in(place: Path, learner: str, returned: str | None = None) -> None:
    folder = place / "submissions" / learner
    folder.mkdir(parents=True)
    (folder / "answers.yaml").write_text("format: 1\nanswers: {pick: a}\n")
    if returned is not None:
        (folder / "write.py").write_text(f"import time\ntime.sleep(0.1)\ndef f(x):\n    return {returned}\n")


def command(place: Path, out: str, *more: str) -> list[str]:
    words = ["grade", str(place / "c/t.yaml"), str(place / "submissions"), "-o", str(place / out)]
    return [*QUIZKIT, *words, "--seed", SEED, *more]


def finish(words: list[str]) -> dict[str, object]:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)
    return result


def lines(journal: Path) -> list[str]:
    return journal.read_text().splitlines()[1:] if journal.exists() else []


def timeless(folder: Path) -> dict[str, object]:
    """Everything in a grading folder, times and the journal's order aside."""
    written: dict[str, object] = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("results.jsonl", "report.json")
    }
    entries = [re.sub(r'"at":"[^"]*"', "", line) for line in lines(folder / "results.jsonl")]
    return written | {"results": sorted(entries)}


def stop_after(words: list[str], journal: Path, count: int, how: signal.Signals) -> None:
    """Send the whole group a signal as soon as the journal holds `count` verdicts."""
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while len(lines(journal)) < count:
        assert process.poll() is None
        os.sched_yield()
    os.killpg(process.pid, how) if how == signal.SIGINT else process.send_signal(how)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == (130 if how == signal.SIGINT else -how)
    assert "Traceback" not in said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_three_times_and_finished_it_equals_an_undisturbed_run(
    place: Path, how: signal.Signals, need_level: Need
) -> None:
    need_level("L3")
    for number, returned in enumerate(RETURNS):
        hand_in(place, f"learner-{number}", returned)
    whole = finish(command(place, "whole", "--json"))
    journal = place / "torn" / "results.jsonl"
    for count in (2, 6, 11):
        stop_after(command(place, "torn", "--workers", "2"), journal, count, how)
    kept = len(lines(journal))
    result = finish(command(place, "torn", "--json"))
    faults = sum('"system-fault"' in line for line in lines(journal))
    assert result["judged"] == len(RETURNS) * 2 - kept + faults
    assert {**result, "judged": 0, "kept": 0, "out": ""} == {**whole, "judged": 0, "kept": 0, "out": ""}
    if not faults:  # of a jail that the terminal's Ctrl-C struck before the command heard of it
        assert timeless(place / "torn") == timeless(place / "whole")


def test_ctrl_c_leaves_a_valid_report_of_what_was_judged(place: Path, need_level: Need) -> None:
    need_level("L3")
    for number, returned in enumerate(RETURNS):
        hand_in(place, f"learner-{number}", returned)
    stop_after(command(place, "out", "--workers", "1"), place / "out" / "results.jsonl", 3, signal.SIGINT)
    grades = (place / "out" / "grades.csv").read_text().splitlines()
    assert len(grades) == 1 + len(RETURNS)
    assert grades[0].endswith("not-judged")
    assert grades[1].split(",")[1] == "1"
    assert int(grades[-1].rsplit(",", 1)[1]) > 0
    assert (place / "out" / "class.html").exists()


def test_each_line_of_json_lines_is_json_whatever_learners_are_called(place: Path) -> None:
    for learner in HOSTILE:
        hand_in(place, learner)
    done = subprocess.run(command(place, "out", "--json-lines"), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = [json.loads(line) for line in done.stdout.split("\n")[:-1]]
    names = {line["learner"] for line in told[:-1]}
    assert len(names) == len(HOSTILE)
    assert all(name.isprintable() for name in names)
    assert {row["learner"] for row in told[-1]["learners"]} == names
    assert len(told) == 2 * len(HOSTILE) + 1
    again = subprocess.run(command(place, "out", "--json-lines"), capture_output=True, text=True, check=False)
    assert json.loads(again.stdout.splitlines()[-1])["kept"] == 2 * len(HOSTILE)


CHOICES = """\
format: 1
id: t
title: Colours
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
"""
ASKED = ("q1", "q2", "q3", "q4", "q5")


def choose(place: Path, learners: int) -> None:
    """A topic of five choice questions and a CSV of that many learners' choices."""
    options = "options: [{id: a, text: A, correct: true}, {id: b, text: B}, {id: c, text: C}]"
    (place / "c" / "t.yaml").write_text(
        CHOICES
        + "".join(
            f"  - {{id: {name}, kind: choice, difficulty: easy, skills: [s], prompt: Which?,\n"
            f"     solution: {{steps: [x]}}, {options}}}\n"
            for name in ASKED
        )
    )
    rows = [
        ",".join([f"learner-{number:04}", *("abc"[(number + place) % 3] for place in range(5))])
        for number in range(learners)
    ]
    (place / "choices.csv").write_text("\n".join([",".join(["learner", *ASKED]), *rows]) + "\n")


def grade_choices(place: Path, out: str) -> tuple[ClassTable, Judged]:
    request = Request(str(place / "c/t.yaml"), place / "choices.csv", place / out, seed=SEED, workers=1)
    return graded(request, system_clock(), Progress())


def test_a_disk_that_is_full_at_answer_500_keeps_499_and_the_same_command_finishes(place: Path) -> None:
    choose(place, 120)
    grade_choices(place, "whole")
    journal = (place / "whole" / "results.jsonl").read_bytes().splitlines(keepends=True)
    size = sum(map(len, journal[:500])) + 20  # the header, 499 answers, a piece of one more
    with (
        full_after(size),
        pytest.raises(QuizkitError, match="make room and run the same command again"),
    ):
        grade_choices(place, "torn")
    assert len(lines(place / "torn" / "results.jsonl")) == 499
    _, judged = grade_choices(place, "torn")
    assert (judged.kept, judged.judged) == (499, 101)
    assert timeless(place / "torn") == timeless(place / "whole")


def test_five_thousand_kept_verdicts_are_read_back_and_none_is_judged_again(place: Path) -> None:
    choose(place, 1000)
    first, judged = grade_choices(place, "out")
    assert (judged.judged, judged.kept) == (5000, 0)
    again, judged = grade_choices(place, "out")
    assert (judged.judged, judged.kept) == (0, 5000)
    assert again == first
