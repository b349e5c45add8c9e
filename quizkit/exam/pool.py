"""Which questions an exam may take: the candidates of each demand, and who is whose enemy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import ContentError, UnknownName
from quizkit.exam.assembly import Problem
from quizkit.model.exam import Blueprint, Demand
from quizkit.model.question import CodeQuestion, Question


@dataclass(frozen=True)
class Pool:
    """The questions of the blueprint's topics that an exam may take, by full address."""

    topics: Mapping[str, LoadedTopic]  # by the name that the blueprint uses
    questions: Mapping[str, tuple[LoadedTopic, Question]]
    required: tuple[str, ...]

    def candidates(self, demand: Demand) -> tuple[str, ...]:
        """The addresses of the questions that can serve `demand`, sorted."""
        topic = self.topics[demand.topic].address
        return tuple(
            sorted(
                address
                for address, (loaded, question) in self.questions.items()
                if loaded.address == topic
                and demand.difficulty in (None, question.difficulty)
                and (demand.skill is None or demand.skill in question.skills)
            )
        )

    def problem(self, demands: Sequence[Demand]) -> Problem:
        """The assembly problem of one form."""
        return Problem(
            needs=tuple(demand.count for demand in demands),
            candidates=tuple(self.candidates(demand) for demand in demands),
            enemies=_enemies(self.questions),
            required=self.required,
        )


def open_pool(blueprint: Blueprint, topics: Mapping[str, LoadedTopic]) -> Pool:
    """The pool of `blueprint` over its topics: live questions that are not contested or excluded.

    A required question may be contested; that is how a blueprint names it. Programs are left out of an exam
    on paper, which has no place to run them. Raises UnknownName for an unknown question or skill,
    ContentError for one that is required and cannot be taken.
    """
    every = {
        f"{loaded.address}/{question.id}": (loaded, question)
        for loaded in topics.values()
        for question in loaded.topic.questions
    }
    required = tuple(_full(name, every) for name in blueprint.require)
    excluded = {_full(name, every) for name in blueprint.exclude}
    for demand in blueprint.demands:
        skills = topics[demand.topic].topic.skills
        if demand.skill is not None and demand.skill not in skills:
            remedy = f"Its skills are {', '.join(skills)}."
            raise UnknownName("skill", demand.skill, skills, remedy, within=demand.topic)
    for address in required:
        _check_required(address, every[address][1], address in excluded, blueprint)
    taken = {
        address: pair
        for address, pair in every.items()
        if address in required or (address not in excluded and is_usual(pair[1], blueprint.taken))
    }
    return Pool(topics, taken, required)


def is_usual(question: Question, taken: Literal["paper", "computer"] = "paper") -> bool:
    """Whether an exam that is taken so may take `question` without naming it."""
    plain = question.status == "live" and question.contested is None
    return plain and (taken == "computer" or not isinstance(question, CodeQuestion))


def _full(name: str, every: Mapping[str, object]) -> str:
    """The full address that a blueprint's `name` means: itself, or the only one that ends in it."""
    if name in every:
        return name
    ends = [address for address in every if address.endswith(f"/{name}")]
    if len(ends) == 1:
        return ends[0]
    known = [*every, *(address.rpartition("/")[2] for address in every)]
    raise UnknownName("question", name, known, "Write its full address: collection/topic/question.")


def _check_required(address: str, question: Question, excluded: bool, blueprint: Blueprint) -> None:
    if excluded:
        raise ContentError(f"'{address}' is both required and excluded; take it out of one of the two lists.")
    if isinstance(question, CodeQuestion) and blueprint.taken == "paper":
        raise ContentError(
            f"'{address}' is a program, which no paper can run; write 'taken: computer' into the blueprint, "
            "or use `quizkit grade` for it."
        )
    if question.status != "live":
        raise ContentError(f"'{address}' is {question.status}; only live questions can be in an exam.")


def _enemies(questions: Mapping[str, tuple[LoadedTopic, Question]]) -> dict[str, frozenset[str]]:
    """Who is whose enemy, both ways: it is enough that one of the two names the other."""
    pairs: dict[str, set[str]] = {}
    for address, (loaded, question) in questions.items():
        for enemy in question.enemies:
            other = f"{loaded.address}/{enemy}"
            if other in questions and other != address:
                pairs.setdefault(address, set()).add(other)
                pairs.setdefault(other, set()).add(address)
    return {address: frozenset(others) for address, others in pairs.items()}
