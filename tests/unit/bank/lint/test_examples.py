"""Every rule is documented in its docstring, and its example triggers exactly that rule."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel, ConfigDict

from quizkit import source
from quizkit.bank.lint import answers, code, explaining, lint, markdown, names, options, proof
from quizkit.bank.lint.registry import QUESTION_RULES, TOPIC_RULES
from quizkit.bank.lint.view import QuestionRule, TopicRule, code_of
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.locking import is_computed, source_hash
from quizkit.bank.runners import load_runner
from quizkit.errors import UnknownName
from quizkit.model.lock import Lock, LockedQuestion, Variant
from quizkit.model.runner import RunnerSpec

Topics = Callable[..., LoadedTopic]
RULES: tuple[QuestionRule | TopicRule, ...] = (*TOPIC_RULES, *QUESTION_RULES)
MODULES: tuple[ModuleType, ...] = (answers, code, explaining, markdown, names, options, proof)


class Fields(BaseModel):
    """Whatever fields an example gives."""

    model_config = ConfigDict(extra="allow")


def sections(rule: Callable[..., object]) -> dict[str, str]:
    """The parts of a rule's docstring: what, why, Example, Instead."""
    words = inspect.getdoc(rule) or ""
    before, _, rest = words.partition("\nExample:\n")
    example, _, instead = rest.partition("\nInstead:\n")
    what, _, why = before.partition("\n\n")
    return {"what": what, "why": why, "example": textwrap.dedent(example), "instead": instead}


def example(rule: Callable[..., object]) -> dict[str, object]:
    """The fields in a rule's example."""
    # Lenient: an example may say null to leave out what the test would fill in.
    loaded = source.parse(sections(rule)["example"], rule.__name__, Fields, lenient=True)
    assert loaded.value is not None, [str(finding) for finding in loaded.findings]
    return loaded.value.model_dump()


def fresh_lock(loaded: LoadedTopic) -> Lock:
    """A lock that belongs to the topic."""
    built = {
        question.id: LockedQuestion(
            source=source_hash(question, loaded.topic.runner), variants=(Variant(key="4"),)
        )
        for question in loaded.topic.questions
        if is_computed(question)
    }
    return Lock(format=1, questions=built)


def runner_of(loaded: LoadedTopic) -> RunnerSpec | None:
    """The topic's runner, None if there is none of that name."""
    try:
        return load_runner(loaded.topic.runner or "")
    except UnknownName:
        return None


def codes_of(given: Mapping[str, object], topic: Topics) -> set[str]:
    """The codes that lint finds in a topic of these fields, with a fresh lock unless they hold one."""
    fields = dict(given)
    locked = fields.pop("lock", "fresh")
    loaded = topic(**fields)
    if locked is not None:
        lock = fresh_lock(loaded) if locked == "fresh" else Lock.model_validate(locked)
        loaded = replace(loaded, lock=lock)
    return {finding.code for finding in lint(loaded, runner_of(loaded))}


@pytest.mark.parametrize("rule", RULES, ids=code_of)
def test_the_example_of_a_rule_triggers_exactly_that_rule(rule: QuestionRule, topic: Topics) -> None:
    assert codes_of(example(rule), topic) == {code_of(rule)}


@pytest.mark.parametrize("rule", RULES, ids=code_of)
def test_a_rule_says_what_why_and_what_to_write_instead(rule: QuestionRule) -> None:
    assert all(words.strip() for words in sections(rule).values())


def test_no_rule_is_left_out_of_the_registry() -> None:
    written = {
        function.__name__
        for module in MODULES
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "\nExample:" in (inspect.getdoc(function) or "")
    }
    assert written == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize("kind", ["choice", "code"])
def test_an_ordinary_question_has_no_findings(kind: str, topic: Topics) -> None:
    assert codes_of({"questions": [{"id": "q", "kind": kind}]}, topic) == set()


def test_every_finding_has_its_line_and_its_question(topic: Topics, tmp_path: Path) -> None:
    loaded = topic(questions=[{"id": "q"}, {"id": "r", "skills": ["knitting"]}])
    found = lint(loaded, runner_of(loaded))
    text = loaded.path.read_text().splitlines()
    assert [(finding.question, text[finding.line - 1].strip()) for finding in found] == [("r", "- knitting")]
