"""A sitting: one session of one learner, with everything that a front end needs to run it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizkit import __version__
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.drafts import Drafts
from quizkit.bank.filling import fill
from quizkit.bank.laying_out import narrowed
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.errors import QuizkitError
from quizkit.model.answer import Answer, Program
from quizkit.model.event import Judged, What
from quizkit.model.lock import Variant
from quizkit.model.outcome import AuthorFault, Graded, LearnerFault, NotAttempted, Outcome, SystemFault
from quizkit.model.question import CodeQuestion, Predict, Question
from quizkit.model.topic import Mistake, Topic
from quizkit.session.inputs import Verdict
from quizkit.session.mastery import Mastery
from quizkit.session.state import Item, Plan, State
from quizkit.store.history import answers_per_question, mistakes
from quizkit.store.log import EventLog

if TYPE_CHECKING:
    from quizkit.model.runner import RunnerSpec


@dataclass(frozen=True)
class Posed:
    """A question as this session shows it: prompt, hints, steps and options in Markdown.

    Of options that are drawn, the question has those shown.

    `program` is what a predict question's program reads; `starter` the code that a code question hands out,
    which is a mistake's where that is to be repaired.
    """

    question: Question
    variant: Variant | None
    prompt: str
    options: tuple[tuple[str, str], ...]
    hints: tuple[str, ...] = ()
    program: str = ""
    starter: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of the worked solution."""
        return self.question.solution.steps


class Sitting:
    """One session over one topic, or several. `state` is where it begins; `resumed`: it was left before.

    `drafts` are the programs that were begun and not handed in, in this session or another.
    """

    def __init__(
        self,
        topics: Sequence[LoadedTopic],
        log: EventLog,
        desk: Desk,
        session: str,
        state: State,
        resumed: bool,
    ) -> None:
        self.topics = {loaded.address: loaded for loaded in topics}
        self.state = state
        self.resumed = resumed
        self.drafts = Drafts(log.path)
        self._log = log
        self._desk = desk
        self._session = session
        self._answered: dict[str, Counter[str]] = {}
        self._mistakes: dict[str, Counter[str]] = {}
        self._runners: dict[str, RunnerSpec] = {}

    @property
    def plan(self) -> Plan:
        """What this session is about to do."""
        return self.state.plan

    @property
    def topic(self) -> Topic | None:
        """The topic that the session is about; None if it is about all of them."""
        return self.topics[self.plan.topic].topic if self.plan.topic else None

    def loaded(self, item: Item) -> LoadedTopic:
        """The topic that `item` is from."""
        return self.topics[item.question.rpartition("/")[0]]

    def posed(self, item: Item) -> Posed:
        """The question of `item`, laid out as for the whole session."""
        loaded = self.loaded(item)
        question = question_of(loaded, item)
        built = loaded.variants(question.id)
        variant = built[item.variant] if item.variant < len(built) else None
        shown = present(question, variant, None)
        texts = dict(shown.options)
        return Posed(
            narrowed(question, item.options),
            variant,
            shown.prompt,
            tuple((name, texts[name]) for name in item.options),
            hints_of(loaded, question, item.mistake),
            fill(question.code, variant.params if variant else {}) if isinstance(question, Predict) else "",
            handed_out(question, item.mistake),
        )

    def draft(self, item: Item) -> str | None:
        """The program that was begun for `item` and not handed in; None if there is none."""
        return self.drafts.read(item)

    def times_answered(self, item: Item) -> int:
        """How often the question was answered before this session."""
        address = item.question.rpartition("/")[0]
        if address not in self._answered:
            self._answered[address] = answers_per_question(self._log, address)
        return self._answered[address][item.question]

    def made(self, item: Item, outcome: Outcome | None) -> tuple[Mistake, int] | None:
        """The named mistake in `outcome` and how often the learner made it, this session included."""
        name = outcome.mistake if isinstance(outcome, Graded | LearnerFault) else None
        mistake = self.loaded(item).topic.mistakes.get(name) if name else None
        return (mistake, self._made_in(self.loaded(item).address)[name]) if name and mistake else None

    def repaired(self, item: Item) -> Mistake | None:
        """The mistake whose code `item` hands out, if it does."""
        return self.loaded(item).topic.mistakes.get(item.mistake) if item.mistake else None

    def mastery(self) -> Mastery | None:
        """How strong the topic is by all sessions up to now; None where several topics are served."""
        from quizkit.app.learning.progress import topic_mastery  # asked once, at the end

        return topic_mastery(self._log, self.topics[self.plan.topic]) if self.plan.topic else None

    def _made_in(self, address: str) -> Counter[str]:
        if address not in self._mistakes:
            self._mistakes[address] = mistakes(self._log, address)
        return self._mistakes[address]

    def save(self, what: What) -> None:
        """Commit `what` to the log; StoreError if it cannot be saved, and then the call can be repeated."""
        if self.plan.mode.recorded:
            self._log.append(self._session, what)
        if isinstance(what, Judged):
            self._mistakes.clear()  # one more may have been made: the log counts them

    def grade_version(self, item: Item) -> str:
        """The version of the question that an answer is given to."""
        # These read and hash a runner's files, which the first question need not wait for.
        from quizkit.bank.runners import load_runner
        from quizkit.bank.version import grade_version

        posed = self.posed(item)
        runner = self.loaded(item).topic.runner if item.program else None
        if runner is not None and runner not in self._runners:  # once: the sandbox keeps to its own as well
            self._runners[runner] = load_runner(runner)
        return grade_version(posed.question, self._runners[runner] if runner else None, posed.variant)

    def obstacle(self, item: Item) -> Outcome | None:
        """Why `item` cannot be answered here, as an outcome without a number; None as far as is known."""
        loaded = self.loaded(item)
        unbuilt = loaded.unbuilt(question_of(loaded, item))
        if unbuilt is not None:
            return AuthorFault(reason=f"{unbuilt.message} {unbuilt.fix}")
        refusal = self._desk.refusal if item.program else None
        return SystemFault(reason=_sentence(refusal)) if refusal else None

    def judge(self, item: Item, answer: Answer, attempt: int) -> Verdict:
        """Judge `answer`; what keeps it from being judged becomes an outcome without a number.

        Each `attempt` at a program meets fresh inputs.
        """
        loaded = self.loaded(item)
        question = narrowed(question_of(loaded, item), item.options)
        if item.mistake and isinstance(answer, Program) and _unchanged(answer, question, item.mistake):
            reason = "This is the code as it was given; repair it first."
            return Verdict(NotAttempted(reason=reason), engine=__version__)
        index = attempt if item.program else item.variant
        try:
            verdict = self._desk.examiner(self.plan.seed).judge(loaded, question, answer, index)
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
        if self.plan.mode.feedback == "never":
            return
        done = {standing.item for standing in self.state.standings if standing.right or standing.skipped}
        ahead = [item for item in self.plan.items if item.program and item not in done]
        runners = dict.fromkeys(self.loaded(item).topic.runner for item in ahead)
        for runner in runners:
            if runner:
                self._desk.warm_up(self.plan.seed, runner)


def question_of(loaded: LoadedTopic, item: Item) -> Question:
    """The question of `item`, which is one of `loaded`."""
    return loaded.question(item.question.rpartition("/")[2])


def hints_of(loaded: LoadedTopic, question: Question, mistake: str | None) -> tuple[str, ...]:
    """The hints in the order given; where a mistake is to be repaired, its name is the first."""
    known = loaded.topic.mistakes.get(mistake) if mistake else None
    return (f"The mistake is this: {known.says}.", *question.hint) if known else question.hint


def handed_out(question: Question, mistake: str | None) -> str:
    """The code that the learner begins with: the starter, or the code of `mistake`."""
    if not isinstance(question, CodeQuestion):
        return ""
    wrong = (wrong.code for wrong in question.wrong if wrong.mistake == mistake)
    return next(wrong, question.starter) if mistake else question.starter


def _unchanged(answer: Program, question: Question, mistake: str) -> bool:
    from quizkit.grading.code.starter import untouched  # grading is not needed before the first answer

    return untouched(answer.code, handed_out(question, mistake))


def _sentence(error: QuizkitError) -> str:
    said = str(error)
    return said[:1].upper() + said[1:]
