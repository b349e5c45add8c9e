"""Rules about what is run: code questions, stages and observations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from quizkit.bank.lint.view import Flaw, View
from quizkit.bank.locking import is_computed
from quizkit.grading.code.starter import untouched
from quizkit.model.question import CodeQuestion, Predict, Question
from quizkit.model.runner import RunnerSpec
from quizkit.source.lines import Path

FEWEST_DRAWS = 3


def entry_or_replaces(question: Question, view: View) -> Iterator[Flaw]:
    """A code question has both `entry` and `replaces`, or neither.

    It is then not said what the learner's code stands for.

    Example:
        questions:
          - id: q
            kind: code
            entry: null

    Instead:
        Give `entry` with the name of a function, or `replaces` with the name of a stage.
    """
    if isinstance(question, CodeQuestion) and (question.entry is None) == (question.replaces is None):
        what = "neither 'entry' nor 'replaces'" if question.entry is None else "both 'entry' and 'replaces'"
        yield Flaw((), f"The question has {what}.", "Give exactly one of the two.")


def starter_is_solution(question: Question, view: View) -> Iterator[Flaw]:
    """The starter is the solution, apart from comments and blank lines.

    The learner is handed the answer, and who hands it in again has "not attempted" it.

    Example:
        questions:
          - id: q
            kind: code
            starter: "def twice(number):\\n    return 2 * number\\n"
            solution: {steps: [Double it.], code: "def twice(number):\\n    return 2 * number  # double\\n"}

    Instead:
        Leave out of the starter what is to be learned.
    """
    if isinstance(question, CodeQuestion) and untouched(question.solution.code, question.starter):
        yield Flaw(("starter",), "The starter is the solution.", "Leave out what the learner is to write.")


def no_drawn_inputs(question: Question, view: View) -> Iterator[Flaw]:
    """A code question is not judged on at least three draws of fresh inputs, by what depends on them.

    Code that knows the inputs can answer with stored values, and one lucky draw can hide a mistake.

    Example:
        questions:
          - id: q
            kind: code
            cases: [{id: fixed, arguments: "arguments = {'number': 2}"}]

    Instead:
        Write `draws: 3` or more on a case whose arguments are drawn from `rng` or `generator`, and check at
        least one observation that measures behaviour.
    """
    if not isinstance(question, CodeQuestion):
        return
    takes_arguments = question.entry is not None
    drawn = [case for case in question.cases if case.arguments is not None or not takes_arguments]
    draws = sum(case.draws for case in drawn)
    if draws < FEWEST_DRAWS:
        message = f"Inputs are drawn afresh {draws} times; {FEWEST_DRAWS} is the fewest."
        yield Flaw(("cases",), message, f"Write 'draws: {FEWEST_DRAWS}' on a case with drawn inputs.")
    if view.runner is not None and not any(_is_behaviour(view.runner, c.observe) for c in question.checks):
        message = "No check observes what the code does on drawn inputs."
        yield Flaw(("checks",), message, "Add a check of an observation that measures behaviour.")


def _is_behaviour(runner: RunnerSpec, name: str) -> bool:
    seen = runner.observation(name)
    return seen is not None and seen.measures == "behaviour"


def unknown_runner(view: View) -> Iterator[Flaw]:
    """Something is to be run, but the topic names no runner, or one that is not installed.

    The question can be neither judged nor proven.

    Example:
        runner: abacus
        questions:
          - id: q
            kind: code

    Instead:
        Name an installed runner, or add the folder of this one with `--runner-path`.
    """
    if view.runner is not None or not any(_is_run(question) for question in view.topic.questions):
        return
    if view.topic.runner is None:
        message = "The topic names no runner, but some of it is to be run."
        yield Flaw((), message, "Add 'runner: python' or another.")
    else:
        fix = "Name an installed one, or add its folder with --runner-path."
        yield Flaw(("runner",), f"There is no runner '{view.topic.runner}'.", fix)


def _is_run(question: Question) -> bool:
    return isinstance(question, CodeQuestion) or question.evidence is not None or is_computed(question)


def unknown_stage(question: Question, view: View) -> Iterator[Flaw]:
    """`replaces` names a stage that the runner does not have, or that cannot be replaced.

    The learner's code would never be called.

    Example:
        questions:
          - id: q
            kind: code
            entry: null
            replaces: engine-room

    Instead:
        Name a stage that `runner.yaml` marks with `replaceable: true`.
    """
    if not isinstance(question, CodeQuestion) or question.replaces is None or view.runner is None:
        return
    stage = view.runner.stage(question.replaces)
    if stage is None or not stage.replaceable:
        names = ", ".join(each.name for each in view.runner.stages if each.replaceable)
        message = f"The runner '{view.runner.id}' has no replaceable stage '{question.replaces}'."
        yield Flaw(("replaces",), message, f"Use one of {names}." if names else "Use 'entry' instead.")


def unknown_observation(question: Question, view: View) -> Iterator[Flaw]:
    """A check, evidence or a predict question observes what the runner does not offer for such code.

    There would be nothing to compare.

    Example:
        questions:
          - id: q
            kind: code
            checks: [{id: mood, observe: mood}, {id: value, observe: return}]

    Instead:
        Use an observation that `runner.yaml` offers for this target.
    """
    if view.runner is None:
        return
    for path, name, target in _observed(question, view.runner):
        seen = view.runner.observation(name)
        if seen is None or target not in seen.targets or name.endswith(":"):
            offered = [each.name for each in view.runner.observations if target in each.targets]
            message = f"The runner '{view.runner.id}' offers no '{name}' for this code."
            yield Flaw(path, message, f"Use one of {', '.join(offered)}.")


def _observed(
    question: Question, runner: RunnerSpec
) -> Iterator[tuple[Path, str, Literal["stage", "entry", "script"]]]:
    """Path and name of every observation, and what the code stands for; nothing for an unknown stage."""
    if isinstance(question, CodeQuestion) and (not question.replaces or runner.stage(question.replaces)):
        for index, check in enumerate(question.checks):
            yield ("checks", index, "observe"), check.observe, "stage" if question.replaces else "entry"
    if isinstance(question, Predict):
        yield ("observe",), question.observe, "script"
    if question.evidence is not None:
        for name in question.evidence.claim or {}:
            yield ("evidence", "claim", name), name, "script"
        for field, shown in (("expect", question.evidence.expect), ("fails", question.evidence.fails)):
            for answer, claims in shown.items():
                for name in claims:
                    yield ("evidence", field, answer, name), name, "script"
