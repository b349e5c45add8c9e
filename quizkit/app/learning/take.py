"""Opens a session, or takes up one that was left: what it serves, in which layout, and how far it came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from quizkit import rng
from quizkit.app.learning.desk import Desk
from quizkit.app.learning.sitting import Sitting, hints_of
from quizkit.bank.laying_out import can_be_shown, draws
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.presenting import present
from quizkit.errors import StoreError, UsageError
from quizkit.model.event import Presented, Served, Started, What
from quizkit.model.question import CodeQuestion, OrderQuestion, Predict, Question
from quizkit.session.modes import MODES, Policy
from quizkit.session.pools import Earlier, Recall, live
from quizkit.session.selection import select
from quizkit.session.state import Item, Plan, State, fresh, replayed
from quizkit.store.answers import times_shown
from quizkit.store.history import Session, sessions
from quizkit.store.log import EventLog

Laid = Mapping[tuple[str, int, str | None], tuple[str, ...]]  # options by question, variant and mistake


class NothingDue(UsageError):
    """A review was asked for before anything is due: no error, but nothing to be done either."""


def open_sitting(
    topics: Sequence[LoadedTopic],
    mode: Policy,
    log: EventLog,
    desk: Desk,
    *,
    asks_confidence: bool,
    new: bool = False,
    secret: Callable[[], str] = rng.new_secret,
) -> Sitting:
    """The session to go on with: the latest of this topic and mode if it was left, else a new one.

    `topics` is one topic, or all of them for a mode that serves all.
    Raises NothingDue if a review has nothing to serve, UsageError if another mode has not.
    """
    address = "" if mode.over_topics else topics[0].address
    earlier = sessions(log, address, mode.name) if mode.recorded else []
    left = None if new else _left(topics, mode, log, earlier, asks_confidence)
    if left is not None:
        return Sitting(topics, log, desk, left.id, left.state, resumed=True)
    seed = secret()
    shown = times_shown(log, address, mode.name) if mode.endless else {}
    had = Earlier([session.started.items for session in earlier], shown)
    items = select(topics, mode, seed, had, _recalls(log, topics) if mode.over_topics else ())
    plan = plan_of(
        topics, mode, Started(topic=address, mode=mode.name, items=items, seed=seed), asks_confidence
    )
    if not plan.items and mode.over_topics:
        raise NothingDue(_when(log, topics))
    if not plan.items:
        raise UsageError(_nothing(topics[0], mode))
    return Sitting(topics, log, desk, rng.new_id(), fresh(plan), resumed=False)


@dataclass(frozen=True)
class _Left:
    """A session that was left, and how far it came."""

    id: str
    state: State


def _left(
    topics: Sequence[LoadedTopic],
    mode: Policy,
    log: EventLog,
    earlier: Sequence[Session],
    asks_confidence: bool,
) -> _Left | None:
    """The latest of `earlier`, if it was left and can be gone on with."""
    if not earlier or earlier[-1].ended:
        return None
    left = earlier[-1]
    log_of = [event.what for event in log.read(left.id)]
    plan = plan_of(topics, mode, left.started, asks_confidence, _laid(log_of))
    state = replayed(plan, log_of)
    # Else nothing of it is left in the bank, or nothing was shown yet.
    return _Left(left.id, state) if state.position >= 0 else None


def left_in(loaded: LoadedTopic, log: EventLog) -> Mapping[str, State]:
    """How far the sessions of this topic came that `open_sitting` would go on with, by their modes' names."""
    found: dict[str, State] = {}
    for mode in MODES.values():
        if mode.recorded and not mode.over_topics and mode.selects != "form":
            with suppress(StoreError):  # told when the mode is chosen
                left = _left([loaded], mode, log, sessions(log, loaded.address, mode.name), True)
                found |= {mode.name: left.state} if left else {}
    return found


def _recalls(log: EventLog, topics: Sequence[LoadedTopic]) -> list[Recall]:
    """The skills that are due now, the longest due first."""
    from quizkit.app.learning.due import due_skills  # spacing, which no other mode pays for

    return [
        Recall(one.skill, one.last.question, one.last.variant) if one.last else Recall(one.skill)
        for one in due_skills(log, topics, log.clock.now())
    ]


def _when(log: EventLog, topics: Sequence[LoadedTopic]) -> str:
    """That nothing is due, and when something will be."""
    from quizkit.app.learning.due import scheduled

    now = log.clock.now()
    ahead = [one.at - now for one in scheduled(log, topics).values() if one.at > now]
    if not ahead:
        return "nothing is due for review: take a quiz or a test first, and what you met comes back in time."
    days = min(ahead).days
    when = "within a day" if days < 1 else "in 1 day" if days == 1 else f"in {days} days"
    return f"nothing is due for review now; the next skill is due {when}."


def _nothing(loaded: LoadedTopic, mode: Policy) -> str:
    address = loaded.address
    unbuilt = any(loaded.unbuilt(question) for question in live(loaded))
    match mode.selects:
        case "variants" | "predictions" if unbuilt:
            build = f"run 'quizkit bank build {loaded.path}', then come back."
            return f"what {address} computes for a {mode.name} is missing or out of date; {build}"
        case "variants":
            return f"{address} has no question with several variants for a drill; take another mode."
        case "predictions":
            return f"{address} has no program to predict; take another mode."
        case "repairs":
            return f"{address} has no program with a known mistake to fix; take another mode."
        case "form":
            return "an exam is made of a form; see 'quizkit exam --help'."
        case _:
            return f"{address} has no live question for a {mode.name}; add one, or take another mode."


def offers(loaded: LoadedTopic, mode: Policy) -> Sequence[tuple[Policy, int]]:
    """The modes to go on with after `mode`, each with the number of questions it would serve now."""
    counted = [(MODES[name], len(select([loaded], MODES[name], "count"))) for name in mode.then]
    return [(then, count) for then, count in counted if count]


def _laid(log: Iterable[What]) -> Laid:
    """The options that were shown of each question, in their order."""
    shown = (what for what in log if isinstance(what, Presented))
    return {(one.question, one.variant, one.mistake): one.options for one in shown}


def plan_of(
    topics: Sequence[LoadedTopic],
    mode: Policy,
    started: Started,
    asks_confidence: bool,
    laid: Laid | None = None,
) -> Plan:
    """The plan of a session as it was started; questions that are no longer in the bank are left out.

    `laid` are the drawn options that were shown before; they are shown again as long as the bank has them.
    """
    known = {
        f"{loaded.address}/{question.id}": (loaded, question)
        for loaded in topics
        for question in live(loaded)
    }
    items = tuple(
        item_of(*known[served.question], served, mode, started.seed, laid or {})
        for served in started.items
        if served.question in known and _still_there(*known[served.question], served)
    )
    asks = asks_confidence and mode.confidence
    return Plan(started.topic, mode, started.seed, items, asks)


def _still_there(loaded: LoadedTopic, question: Question, served: Served) -> bool:
    """Whether the bank still has the variant and the mistake that were to be served."""
    if served.mistake and isinstance(question, CodeQuestion):
        return any(wrong.mistake == served.mistake for wrong in question.wrong)
    return served.variant < max(1, len(loaded.variants(question.id)))


def item_of(
    loaded: LoadedTopic, question: Question, served: Served, mode: Policy, seed: str, laid: Laid
) -> Item:
    """What the machine has to know of `served`, with its options as `laid`, else as `seed` lays them."""
    built = loaded.variants(question.id)
    variant = built[served.variant] if served.variant < len(built) else None
    # Blocks, computed and drawn options are mixed in every mode: as written, they would show the key.
    mixed = mode.shuffles or draws(question) or isinstance(question, OrderQuestion | Predict)
    stream = rng.Stream(seed, served.question, "options", served.variant) if mixed else None
    options = laid.get((served.question, served.variant, served.mistake), ())
    if not draws(question) or not can_be_shown(question, options):
        options = tuple(name for name, _ in present(question, variant, stream).options)
    return Item(
        question=served.question,
        hints=len(hints_of(loaded, question, served.mistake)),
        program=isinstance(question, CodeQuestion),
        variant=served.variant,
        options=options,
        mistake=served.mistake,
        skill=served.skill,
        steps=len(question.solution.steps),
        contested=question.contested is not None,
        before=served.before,
    )
