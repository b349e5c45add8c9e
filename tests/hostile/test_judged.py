"""Every folder with a judged.yaml is a wrong answer that earns full marks if judged in its own process.

The control is peer.py, with the way to compare that the attack names; judged outside it earns nothing. A
hard-coded answer's control is quizkit itself, under the seed that the answer knows.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from quizkit.app.examiner import Examiner
from quizkit.bank.catalogue import open_topic
from quizkit.model.answer import Program
from quizkit.model.job import Ended, Job, Limits, RunResult, Target
from quizkit.model.outcome import Graded, LearnerFault
from quizkit.sandbox import levels
from quizkit.sandbox.policy import Level
from tests.hostile.surgery import Ground
from tests.hostile.test_attacks import Need

HERE = Path(__file__).parent
LIMITS = Limits(cpu_s=8, wall_s=20, memory_mb=512, output_kb=16, disk_mb=4, files=64, threads=8)
# What an interpreter does at its end, which a jail never comes to.
END = """
import atexit, json, threading
score = grade(answer, way, rng)
print(json.dumps({"score": score}), flush=True)
threading._shutdown()
atexit._run_exitfuncs()
"""


class Judged(BaseModel):
    """What it tries, which question of which bank it answers, which control compares, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tries: str
    question: str
    way: str
    bank: str = "sums.yaml"
    control: str = "peer.py"
    runner: str = "python"


FORGERIES = {
    path.parent.name: Judged.model_validate(yaml.safe_load(path.read_text()))
    for path in sorted(HERE.glob("*/judged.yaml"))
}
ALONE = [name for name, forgery in FORGERIES.items() if forgery.way != "known-seed"]
# A warm torch takes seconds to start: once is enough, the layers having been shown apart from it.
PLACES = [
    (name, level)
    for name, forgery in FORGERIES.items()
    for level in levels.ORDER
    if forgery.runner == "python" or level == levels.ORDER[0]
]


def answer(name: str) -> str:
    return (HERE / name / "answer.py").read_text()


@pytest.mark.parametrize(("name", "level"), PLACES)
def test_it_earns_nothing_where_it_is_judged_outside(
    name: str, level: Level, ground: Ground, need_level: Need
) -> None:
    need_level(level)
    outcome = judged(ground, level, name, answer(name).replace("KNOWN", "600"))
    assert isinstance(outcome, Graded | LearnerFault)
    assert earned(outcome) == 0


@pytest.mark.parametrize("name", ALONE)
def test_it_earns_full_marks_where_it_is_judged_in_its_own_process(
    name: str, ground: Ground, need_level: Need
) -> None:
    need_level("L3")
    assert believed(peer(ground, answer(name), FORGERIES[name]))


RIGHT = {
    "sums.yaml": "def total(numbers): return sum(numbers)\ndef ordered(numbers): return sorted(numbers)",
    "tensors.yaml": "def double(x): return x + x",
}
WRONG = {
    "sums.yaml": "def total(numbers): return 1\ndef ordered(numbers): return [1]",
    "tensors.yaml": "def double(x): return x * 3",
}


@pytest.mark.parametrize("name", ALONE)
def test_the_control_fails_what_is_merely_wrong_and_passes_what_is_right(
    name: str, ground: Ground, need_level: Need
) -> None:
    need_level("L3")
    forgery = FORGERIES[name]
    answers = (WRONG[forgery.bank], RIGHT[forgery.bank])
    assert [believed(peer(ground, code, forgery)) for code in answers] == [False, True]


def test_a_hard_coded_answer_is_right_under_the_seed_that_it_knows_alone(
    ground: Ground, need_level: Need
) -> None:
    need_level("L3")
    first = judged(ground, "L3", "hard-coded", "def total(numbers): return 0", "known")
    assert isinstance(first, Graded)
    told = answer("hard-coded").replace("KNOWN", str(first.checks[0].expected))
    assert earned(judged(ground, "L3", "hard-coded", told, "known")) == 1
    assert [earned(judged(ground, "L3", "hard-coded", told)) for _ in range(3)] == [0, 0, 0]


def judged(ground: Ground, level: Level, name: str, code: str, secret: str | None = None) -> object:
    """quizkit's verdict, on inputs drawn afresh unless `secret` draws them."""
    forgery = FORGERIES[name]
    loaded = open_topic(HERE / forgery.bank)
    question = loaded.question(forgery.question)
    sandbox = ground.sandbox(forgery.runner, level)
    with Examiner("own", secret, opener=lambda *_: nullcontext(sandbox)) as examiner:
        return examiner.judge(loaded, question, Program(code=code)).outcome


def earned(outcome: object) -> float:
    """What it is worth: a learner's fault is worth what its checks earned."""
    assert isinstance(outcome, Graded | LearnerFault)
    return sum(check.earned for check in outcome.checks)


def peer(ground: Ground, code: str, forgery: Judged) -> RunResult:
    """The control's run."""
    job = Job(
        runner=forgery.runner,
        target=Target(kind="script"),
        code=(HERE / forgery.control).read_text() + END,
        arguments=f"arguments = {{'answer': {code!r}, 'way': {forgery.way!r}}}",
        observe=("variable:score",),
        limits=LIMITS,
    )
    return ground.run(job, "L3")


def believed(result: RunResult) -> bool:
    """Whether a grader that believes its own process gives full marks: by exit code, last line or report."""
    if result.ended is Ended.EXITED:
        return "exit code 0" in result.detail
    if result.raised is not None:
        return (result.raised.type, result.raised.message) == ("SystemExit", "0")
    if result.values.get("variable:score") == 1:
        return True
    lines = result.stdout.splitlines()
    return bool(lines) and json.loads(lines[-1]) == {"score": 1}
