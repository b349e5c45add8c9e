"""Builds the forms of a blueprint: which questions, in which order, with which variant and option order.

Every decision has a random stream of its own, named by what it is about: a question that leaves the bank
takes its own decisions with it and no other one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from quizkit import __version__
from quizkit.bank.canonical import digest as canonical_digest
from quizkit.bank.laying_out import narrowed
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.bank.version import version_in
from quizkit.errors import ContentError
from quizkit.exam.assembly import Impossible, NotFound, assemble
from quizkit.exam.plan import Plan
from quizkit.exam.pool import Pool, open_pool
from quizkit.exam.problem import Chosen, Picked
from quizkit.exam.refusing import NOT_FOUND, refusal
from quizkit.exam.solving import solver_version
from quizkit.model.blueprint import Blueprint
from quizkit.model.exam import Form, FormItem
from quizkit.model.lock import Variant
from quizkit.model.question import Predict, Question
from quizkit.rng import Key, Stream


@dataclass(frozen=True)
class Assembled:
    """A plan with its pool and the questions of each form: what forms are made of."""

    plan: Plan
    pool: Pool
    chosen: Chosen

    def forms(self) -> tuple[Form, ...]:
        """A form for each choice: A, B, ..."""
        return tuple(
            self._form(letter, number) for number, letter in enumerate(ascii_uppercase[: len(self.chosen)])
        )

    def personal(self, learners: Sequence[str]) -> tuple[Form, ...]:
        """A form for each learner: the questions of A, B, ..., with variants and orders of their own.

        What a learner gets follows from their name, the blueprint and the banks; the number from their place.
        """
        width = max(2, len(str(len(learners))))
        forms = []
        for place, learner in enumerate(learners, start=1):
            number = Stream(*self._seed, "learner", learner, "form").below(len(self.chosen))
            letter = f"{ascii_uppercase[number]}-{place:0{width}}"
            forms.append(self._form(letter, number, learner))
        return tuple(forms)

    @property
    def _seed(self) -> tuple[Key, ...]:
        return self.plan.blueprint.exam, self.plan.blueprint.seed

    def _form(self, letter: str, number: int, learner: str | None = None) -> Form:
        blueprint = self.plan.blueprint
        return Form(
            format=1,
            exam=blueprint.exam,
            title=blueprint.title,
            form=letter,
            learner=learner,
            date=blueprint.date,
            minutes=blueprint.minutes,
            instructions=blueprint.instructions,
            blueprint=digest(blueprint),
            engine=__version__,
            solver=solver_version(),
            items=tuple(self._items(number, learner)),
        )

    def _items(self, number: int, learner: str | None) -> Iterator[FormItem]:
        key = (*self._seed, "form", number) if learner is None else (*self._seed, "learner", learner)

        def place(picked: Picked) -> int:
            return Stream(*key, picked[0], "place").below(1 << 60)

        blueprint, cells = self.plan.blueprint, self.pool.problem.cells
        for address, cell in sorted(self.chosen[number], key=place):
            loaded, question = self.pool.questions[address]
            index, variant = self._variant(loaded, question, number, learner)
            # All forms draw the same options: else the right ones would be those that every paper shows.
            drawing = Stream(*self._seed, address, "drawn")
            shown = present(question, variant, Stream(*key, address, "options"), drawing)
            if isinstance(question, Predict) and not shown.options:
                raise ContentError(
                    f"'{address}' is not computed yet; run 'quizkit bank build {loaded.address}'."
                )
            options = tuple(name for name, _ in shown.options)
            yield FormItem(
                question=address,
                grade_version=version_in(loaded, narrowed(question, options), variant),
                variant=index,
                points=cells[cell].points,
                policy=blueprint.scoring.get(question.kind),
                options=options,
            )

    def _variant(
        self, loaded: LoadedTopic, question: Question, number: int, learner: str | None
    ) -> tuple[int, Variant | None]:
        """A learner's own variant; of lettered forms, a drawn one for A and then the next ones in turn."""
        variants = loaded.variants(question.id)
        if not variants:
            return 0, None
        address = f"{loaded.address}/{question.id}"
        if learner is not None:
            index = Stream(*self._seed, "learner", learner, address, "variant").below(len(variants))
        else:
            first = Stream(*self._seed, address, "variant").below(len(variants))
            index = (first + number) % len(variants)
        return index, variants[index]


def assembled(plan: Plan, topics: Mapping[str, LoadedTopic]) -> Assembled:
    """Choose the questions of every form; equal for equal blueprint and banks. See `open_pool` for `topics`.

    Raises ContentError with a finding for each name that nobody knows, for each demand that cannot be met, or
    without one if nothing was found within the bounds of the search.
    """
    pool = open_pool(plan, topics)
    try:
        chosen = assemble(pool.problem, (plan.blueprint.exam, plan.blueprint.seed))
    except Impossible as error:
        raise refusal(plan, pool, error) from None
    except NotFound:
        raise ContentError(NOT_FOUND) from None
    return Assembled(plan, pool, chosen)


def digest(blueprint: Blueprint) -> str:
    """SHA-256 of the blueprint in canonical JSON."""
    return canonical_digest(blueprint.model_dump(mode="json"))
