"""Builds the forms of a blueprint: which questions, in which order, with which variant and option order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from string import ascii_uppercase

from quizkit import __version__
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.bank.version import version_in
from quizkit.errors import ContentError
from quizkit.exam.assembly import Chosen, OutOfBranches, Problem, assemble, guilty
from quizkit.exam.pool import Pool, open_pool
from quizkit.model.exam import Blueprint, Demand, Form, FormItem
from quizkit.model.lock import Variant
from quizkit.model.question import Predict, Question
from quizkit.rng import Stream


def build_forms(blueprint: Blueprint, topics: Mapping[str, LoadedTopic]) -> tuple[Form, ...]:
    """The forms of `blueprint`; equal for equal seed and banks. `topics` is keyed by the blueprint's names.

    Raises ContentError that names the demands which cannot be met, UnknownName for unknown questions or
    skills.
    """
    pool = open_pool(blueprint, topics)
    problem = pool.problem(blueprint.demands)
    seed = (blueprint.exam, blueprint.seed)
    try:
        chosen = assemble(problem, blueprint.forms, seed)
    except OutOfBranches:
        raise ContentError(
            "no form was found within the bound of the search, which does not prove that there is none; "
            "ask for fewer questions where enemies are many."
        ) from None
    if chosen is None:
        raise ContentError(_why_not(blueprint, pool, problem, guilty(problem, seed)))
    return _forms(blueprint, pool, chosen)


def digest(blueprint: Blueprint) -> str:
    """SHA-256 of the blueprint in canonical JSON."""
    canonical = json.dumps(blueprint.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _forms(blueprint: Blueprint, pool: Pool, chosen: Chosen) -> tuple[Form, ...]:
    return tuple(
        Form(
            format=1,
            exam=blueprint.exam,
            title=blueprint.title,
            form=ascii_uppercase[number],
            minutes=blueprint.minutes,
            instructions=blueprint.instructions,
            blueprint=digest(blueprint),
            engine=__version__,
            items=_items(blueprint, pool, items, number),
        )
        for number, items in enumerate(chosen)
    )


def _items(
    blueprint: Blueprint, pool: Pool, items: Sequence[tuple[str, int]], form: int
) -> tuple[FormItem, ...]:
    key = (blueprint.exam, blueprint.seed, form)
    out = []
    for address, demand in Stream(*key, "items").shuffled(items):
        loaded, question = pool.questions[address]
        index, variant = _variant(blueprint, loaded, question, form)
        shown = present(question, variant, Stream(*key, address, "options"))
        if isinstance(question, Predict) and not shown.options:
            raise ContentError(f"'{address}' is not computed yet; run 'quizkit bank build {loaded.address}'.")
        out.append(
            FormItem(
                question=address,
                grade_version=version_in(loaded, question, variant),
                variant=index,
                points=blueprint.demands[demand].points,
                options=tuple(name for name, _ in shown.options),
            )
        )
    return tuple(out)


def _variant(
    blueprint: Blueprint, loaded: LoadedTopic, question: Question, form: int
) -> tuple[int, Variant | None]:
    """The variant for this form: drawn for the first one, the next ones in turn for the others."""
    variants = loaded.variants(question.id)
    if not variants:
        return 0, None
    first = Stream(blueprint.exam, blueprint.seed, question.id, "variant").below(len(variants))
    index = (first + form) % len(variants)
    return index, variants[index]


def _why_not(blueprint: Blueprint, pool: Pool, problem: Problem, demands: Sequence[int]) -> str:
    """One sentence that names the demands to blame; none of them means that the required questions are."""
    if not demands:
        names = ", ".join(problem.required)
        return (
            f"the required questions do not fit the demands, or are enemies: {names}; require fewer of them."
        )
    available = sorted({question for d in demands for question in problem.candidates[d]})
    hostile = sum(1 for question in available if problem.enemies.get(question, frozenset()) & set(available))
    has = f"the bank has {len(available)}" + (
        f", {hostile} of them enemies of one another" if hostile else ""
    )
    if len(demands) == 1:
        demand = blueprint.demands[demands[0]]
        return f"the blueprint needs {_named(demand)}, {has}; ask for fewer, or write more."
    parts = " and ".join(_named(blueprint.demands[d]) for d in demands)
    return f"the blueprint needs {parts}, {has} for them together; any one demand less and it can be built."


def _named(demand: Demand) -> str:
    words = [str(demand.count), demand.difficulty or "", demand.skill or ""]
    return " ".join(word for word in words if word) + f" questions of {demand.topic}"
