"""Taking a topic: opens or resumes a session, lays out its questions, judges and saves what happens in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizkit import __version__, rng
from quizkit.app.desk import Desk
from quizkit.bank.filling import fill
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.errors import QuizkitError, UsageError
from quizkit.model.answer import Answer
from quizkit.model.event import Judged, Started, What
from quizkit.model.lock import Variant
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, Outcome, SystemFault
from quizkit.model.question import CodeQuestion, OrderQuestion, Predict, Question
from quizkit.model.topic import Topic
from quizkit.session.inputs import Verdict
from quizkit.session.modes import MODES, Policy
from quizkit.session.selection import questions_for
from quizkit.session.state import Item, Plan, State, fresh, replayed
from quizkit.store.history import answers_per_question, mistakes, sessions
from quizkit.store.log import EventLog


@dataclass(frozen=True)
class Posed:
    """A question as this session shows it: prompt and options in Markdown, a predict question's program."""

    question: Question
    variant: Variant | None
    prompt: str
    options: tuple[tuple[str, str], ...]
    program: str = ""


class Sitting:
    """One session over one topic. `state` is where it begins; `resumed` tells whether it was left before."""

    def __init__(
        self, loaded: LoadedTopic, log: EventLog, desk: Desk, session: str, state: State, resumed: bool
    ) -> None:
        self.loaded = loaded
        self.state = state
        self.resumed = resumed
        self._log = log
        self._desk = desk
        self._session = session
        self._answered = answers_per_question(log, loaded.address)
        self._mistakes = mistakes(log, loaded.address)

    @property
    def topic(self) -> Topic:
        """The topic as its file says."""
        return self.loaded.topic

    @property
    def plan(self) -> Plan:
        """What this session is about to do."""
        return self.state.plan

    def posed(self, item: Item) -> Posed:
        """The question of `item`, laid out as for the whole session."""
        question = self.loaded.question(item.question)
        return _posed(self.loaded, question, item.variant, self.plan)

    def times_answered(self, question: str) -> int:
        """How often the question was answered before this session."""
        return self._answered[question]

    def times_made(self, mistake: str) -> int:
        """How often the mistake was recognised, this session included."""
        return self._mistakes[mistake]

    def save(self, what: What) -> None:
        """Commit `what` to the log; StoreError if it cannot be saved, and then the call can be repeated."""
        self._log.append(self._session, what)
        if (
            isinstance(what, Judged)
            and isinstance(what.outcome, Graded | LearnerFault)
            and what.outcome.mistake
        ):
            self._mistakes[what.outcome.mistake] += 1

    def grade_version(self, item: Item) -> str:
        """The version of the question that an answer is given to."""
        # These read and hash a runner's files, which the first question need not wait for.
        from quizkit.bank.runners import load_runner
        from quizkit.bank.version import grade_version

        posed = self.posed(item)
        runner = self.topic.runner if item.program else None
        return grade_version(posed.question, load_runner(runner) if runner else None, posed.variant)

    def obstacle(self, item: Item) -> Outcome | None:
        """Why `item` cannot be answered here, as an outcome without a number; None as far as is known."""
        unbuilt = self.loaded.unbuilt(self.loaded.question(item.question))
        if unbuilt is not None:
            return AuthorFault(reason=f"{unbuilt.message} {unbuilt.fix}")
        refusal = self._desk.refusal if item.program else None
        return SystemFault(reason=_sentence(refusal)) if refusal else None

    def judge(self, item: Item, answer: Answer, attempt: int) -> Verdict:
        """Judge `answer`; what keeps it from being judged becomes an outcome without a number.

        Each `attempt` at a program meets fresh inputs.
        """
        question = self.loaded.question(item.question)
        index = attempt if item.program else item.variant
        try:
            verdict = self._desk.examiner(self.plan.seed).judge(self.loaded, question, answer, index)
        except QuizkitError as error:
            return Verdict(SystemFault(reason=_sentence(error)), engine=__version__)
        return Verdict(verdict.outcome, verdict.seed, verdict.level, __version__)

    def remark(self, level: str) -> str:
        """What the learner is told of the level at which a program ran; empty where it is the full one."""
        from quizkit.sandbox.opening import remark  # loads the sandbox, which a first question need not
        from quizkit.sandbox.policy import LEVELS

        return remark(level, self._desk.own_code) if level != LEVELS[0] or self._desk.own_code else ""

    def warm_up(self) -> None:
        """Start the sandbox in the background, if a question ahead needs it."""
        ahead = self.plan.items[max(self.state.position, 0) :]
        if self.topic.runner and any(item.program for item in ahead):
            self._desk.warm_up(self.plan.seed, self.topic.runner)


def open_sitting(
    loaded: LoadedTopic,
    mode: Policy,
    log: EventLog,
    desk: Desk,
    *,
    asks_confidence: bool,
    new: bool = False,
    secret: Callable[[], str] = rng.new_secret,
) -> Sitting:
    """The session to go on with: the latest of this topic and mode if it was left, else a new one.

    Raises UsageError if the topic has no question for this mode.
    """
    earlier = sessions(log, loaded.address, mode.name)
    if earlier and not earlier[-1].ended and not new:
        left = earlier[-1]
        plan = _plan(loaded, mode, left.started, asks_confidence)
        state = replayed(plan, (event.what for event in log.read(left.id)))
        if state.position >= 0:  # else nothing of it is left in the bank, or nothing was shown yet
            return Sitting(loaded, log, desk, left.id, state, resumed=True)
    seed = secret()
    served = [session.started.questions for session in earlier]
    questions = questions_for(loaded.topic, mode, served, rng.Stream(seed, "questions"))
    started = Started(topic=loaded.address, mode=mode.name, questions=questions, seed=seed)
    plan = _plan(loaded, mode, started, asks_confidence)
    if not plan.items:
        raise UsageError(
            f"{loaded.address} has no live question for a {mode.name}; add one, or take another mode."
        )
    return Sitting(loaded, log, desk, rng.new_id(), fresh(plan), resumed=False)


def _sentence(error: QuizkitError) -> str:
    said = str(error)
    return said[:1].upper() + said[1:]


def offers(loaded: LoadedTopic, mode: Policy) -> Sequence[tuple[Policy, int]]:
    """The modes to go on with after `mode`, each with the number of questions it would serve now."""
    following = [MODES[name] for name in mode.then]
    counted = [(then, len(questions_for(loaded.topic, then, [], rng.Stream("count")))) for then in following]
    return [(then, count) for then, count in counted if count]


def _plan(loaded: LoadedTopic, mode: Policy, started: Started, asks_confidence: bool) -> Plan:
    """The plan of a session as it was started; questions that are no longer in the bank are left out."""
    bare = Plan(loaded.address, mode, started.seed, (), asks_confidence)
    known = {question.id: question for question in loaded.topic.questions if question.status == "live"}
    items = tuple(_item(loaded, known[name], bare) for name in started.questions if name in known)
    return Plan(loaded.address, mode, started.seed, items, asks_confidence)


def _item(loaded: LoadedTopic, question: Question, plan: Plan) -> Item:
    count = len(loaded.variants(question.id))
    variant = rng.Stream(plan.seed, question.id, "variant").below(count) if count else 0
    posed = _posed(loaded, question, variant, plan)
    return Item(
        question=question.id,
        hints=len(question.hint),
        program=isinstance(question, CodeQuestion),
        variant=variant,
        options=tuple(name for name, _ in posed.options),
    )


def _posed(loaded: LoadedTopic, question: Question, index: int, plan: Plan) -> Posed:
    variants = loaded.variants(question.id)
    variant = variants[index] if index < len(variants) else None
    # Blocks and computed options are mixed in every mode: as written, they would show the key.
    mixed = plan.mode.shuffles or isinstance(question, OrderQuestion | Predict)
    stream = rng.Stream(plan.seed, question.id, "options") if mixed else None
    shown = present(question, variant, stream)
    params = variant.params if variant else {}
    program = fill(question.code, params) if isinstance(question, Predict) else ""
    return Posed(question, variant, shown.prompt, shown.options, program)
