"""Which questions an exam may take: what the blueprint's names mean in the banks, and what they pose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import ContentError, UnknownName, UsageError
from quizkit.exam.expecting import facility, minutes
from quizkit.exam.plan import Path, Plan, as_sentences
from quizkit.exam.problem import Cell, Item, Problem, Total, so_many
from quizkit.grading.scoring import NAMES, policy_named
from quizkit.model.blueprint import DIFFICULTIES, Demand
from quizkit.model.finding import Finding
from quizkit.model.question import CodeQuestion, Difficulty, Question

Held = tuple[LoadedTopic, Question]
MOST_FINDINGS = 200  # names that nobody knows; more are not looked up


@dataclass(frozen=True)
class Pool:
    """The questions that an exam may take, by full address, and what is to be assembled of them.

    The first `own_enemies` groups of the problem's enemies are the blueprint's, the others the banks'.
    """

    questions: Mapping[str, Held]
    problem: Problem
    own_enemies: int


def open_pool(plan: Plan, topics: Mapping[str, LoadedTopic]) -> Pool:
    """The pool of a plan over its topics, which are keyed by the blueprint's names for them.

    It holds live questions that are not contested or excluded, programs only where the blueprint takes them.
    A required question may be contested; that is how a blueprint names it. Raises ContentError with a finding
    for each name that nobody knows, and for each question that is required and cannot be taken.
    """
    reader = _Reader(plan, topics)
    pool = reader.pool()
    if reader.findings:
        raise ContentError(f"the blueprint '{plan.file}' cannot be used.", reader.findings)
    return pool


def is_usual(question: Question, programs: bool = False) -> bool:
    """Whether an exam, with programs or without, may take `question` without naming it."""
    plain = question.status == "live" and question.contested is None
    return plain and (programs or not isinstance(question, CodeQuestion))


class _Reader:
    """Finds what a plan's names mean; what they do not mean is collected as findings."""

    def __init__(self, plan: Plan, topics: Mapping[str, LoadedTopic]) -> None:
        self._plan = plan
        self._blueprint = plan.blueprint
        self._topics = topics
        self._every: dict[str, Held] = {
            f"{loaded.address}/{question.id}": (loaded, question)
            for loaded in topics.values()
            for question in loaded.topic.questions
        }
        self.findings: list[Finding] = []

    def pool(self) -> Pool:
        """The pool; not to be used if there are findings."""
        plan = self._blueprint
        self._check_scoring()
        required = tuple(dict.fromkeys(self._meant(plan.require, ("require",))))
        excluded = set(self._meant(plan.exclude, ("exclude",)))
        own = tuple(self._enemies(group, number) for number, group in enumerate(plan.enemies))
        for number, address in enumerate(required):
            self._check_required(address, address in excluded, ("require", number))
        for number, demand in enumerate(plan.demands):
            self._check_skill(demand, number)
        taken = {
            address: held
            for address, held in self._every.items()
            if address in required or (address not in excluded and is_usual(held[1], plan.programs))
        }
        return Pool(taken, self._problem(taken, required, own), len(own))

    def _problem(
        self, taken: Mapping[str, Held], required: tuple[str, ...], own: tuple[tuple[str, ...], ...]
    ) -> Problem:
        plan = self._blueprint
        cells: list[Cell] = []
        for number, demand in enumerate(plan.demands):
            cells += self._cells(number, demand, taken)
        return Problem(
            items={
                address: Item(loaded.address, minutes(question), facility(question))
                for address, (loaded, question) in taken.items()
            },
            cells=tuple(cells),
            totals=tuple(_total(demand) for demand in plan.demands),
            forms=plan.forms,
            required=required,
            enemies=(*own, *_enemies(taken)),
            minutes=plan.minutes,
            points=plan.points,
            overlap=plan.overlap,
            parallel=plan.parallel,
        )

    def _cells(self, number: int, demand: Demand, taken: Mapping[str, Held]) -> Iterator[Cell]:
        """One cell, or one for each difficulty where the demand counts or values them apart."""
        if demand.counts is not None:
            for difficulty, count in demand.counts.items():
                yield self._cell(number, demand, difficulty, taken, (count, count))
        elif isinstance(demand.points, Mapping):
            for difficulty in DIFFICULTIES:
                yield self._cell(number, demand, difficulty, taken, (0, None))
        else:
            yield self._cell(number, demand, demand.difficulty, taken, (0, None))

    def _cell(
        self,
        number: int,
        demand: Demand,
        difficulty: Difficulty | None,
        taken: Mapping[str, Held],
        bounds: tuple[int, int | None],
    ) -> Cell:
        topics = {self._topics[name].address for name in demand.topics if name in self._topics}
        return Cell(
            demand=number,
            candidates=tuple(
                sorted(
                    address
                    for address, (loaded, question) in taken.items()
                    if loaded.address in topics
                    and difficulty in (None, question.difficulty)
                    and (demand.skill is None or demand.skill in question.skills)
                )
            ),
            points=demand.points_of(difficulty or "easy"),
            low=bounds[0],
            high=bounds[1],
            name=_named(demand, difficulty),
        )

    def _meant(self, names: tuple[str, ...], path: Path) -> Iterator[str]:
        """The full addresses that names mean: each itself, or the only one that ends in it."""
        for number, name in enumerate(names):
            ends = [address for address in self._every if address.endswith(f"/{name}")]
            if name in self._every:
                yield name
            elif len(ends) == 1:
                yield ends[0]
            elif len(self.findings) < MOST_FINDINGS:
                known = [*self._every, *(address.rpartition("/")[2] for address in self._every)]
                remedy = "Write its full address: collection/topic/question."
                unknown = UnknownName("question", name, known, remedy, within="the blueprint's topics")
                self._unknown("unknown-question", (*path, number), unknown)

    def _enemies(self, group: tuple[str, ...], number: int) -> tuple[str, ...]:
        """A group of enemies, each named once."""
        known = len(self.findings)
        meant = tuple(dict.fromkeys(self._meant(group, ("enemies", number))))
        if len(meant) == 1 and len(self.findings) == known:
            says = f"It names no two questions that could be enemies, only '{meant[0]}'."
            finding = self._plan.finding("enemy-of-itself", ("enemies", number), says, "Name another one.")
            self.findings.append(finding)
        return meant

    def _check_skill(self, demand: Demand, number: int) -> None:
        known = [skill for name in demand.topics if name in self._topics for skill in self._skills(name)]
        if demand.skill is None or demand.skill in known or not known:
            return
        remedy = f"The skills are {', '.join(known)}."
        unknown = UnknownName("skill", demand.skill, known, remedy, within=" or ".join(demand.topics))
        self._unknown("unknown-skill", ("demands", number, "skill"), unknown)

    def _skills(self, name: str) -> tuple[str, ...]:
        return tuple(self._topics[name].topic.skills)

    def _unknown(self, code: str, path: Path, error: UnknownName) -> None:
        self.findings.append(self._plan.finding(code, path, *as_sentences(error)))

    def _check_scoring(self) -> None:
        for kind, name in self._blueprint.scoring.items():
            try:
                fits = policy_named(name).fits(kind)
                says = f"A {kind} question cannot be scored by '{name}': it has not several right options."
            except UsageError as error:
                fits, says = False, f"T{str(error).partition(';')[0][1:]}."
            if not fits:
                fix = f"Take one of {', '.join(one for one in NAMES if policy_named(one).fits(kind))}."
                self.findings.append(self._plan.finding("unknown-policy", ("scoring", kind), says, fix))

    def _check_required(self, address: str, excluded: bool, path: Path) -> None:
        question = self._every[address][1]
        if excluded:
            says, fix = f"'{address}' is both required and excluded.", "Take it out of one of the two lists."
        elif question.status != "live":
            says, fix = f"'{address}' is {question.status}.", "Require live questions only."
        elif isinstance(question, CodeQuestion) and not self._blueprint.programs:
            says = f"'{address}' asks for a program."
            fix = "Write 'programs: true' for an exam that is taken at a computer."
        else:
            return
        self.findings.append(self._plan.finding("cannot-be-required", path, says, fix))


def _total(demand: Demand) -> Total:
    """What a demand asks for in all."""
    name = _named(demand, demand.difficulty)
    if demand.worth is not None:
        return Total(worth=demand.worth, name=f"{name} worth {demand.worth:g} points")
    if demand.counts is not None:
        count = sum(demand.counts.values())
        return Total(count, count, name=so_many(count, name))
    low = demand.count or 0
    high = demand.most or low
    return Total(low, high, name=so_many(low, name) if low == high else f"{low} to {high} {name}")


def _named(demand: Demand, difficulty: Difficulty | None) -> str:
    words = [word for word in (difficulty, demand.skill) if word]
    return " ".join([*words, f"questions of {' or '.join(demand.topics)}"])


def _enemies(questions: Mapping[str, Held]) -> tuple[tuple[str, ...], ...]:
    """Pairs of enemies, each once: it is enough that one of the two names the other."""
    pairs: set[tuple[str, ...]] = set()
    for address, (loaded, question) in questions.items():
        for enemy in question.enemies:
            other = f"{loaded.address}/{enemy}"
            if other in questions and other != address:
                pairs.add(tuple(sorted((address, other))))
    return tuple(sorted(pairs))
