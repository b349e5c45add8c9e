"""The modes of a session: a table of policies, not a program each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from quizkit.errors import UnknownName

Selects = Literal["section", "skills", "draw", "due", "variants", "predictions", "repairs", "form"]


@dataclass(frozen=True)
class Policy:
    """What a mode serves and how it treats the learner.

    `selects`: the topic's section called `section`, else all in the order of the file, where there is no
    section and no `draws`; by skill, a few each; `draws` mixed over the difficulties; what is due, over all
    topics; every variant of questions with parameters; predict questions; the code of named mistakes; a form.

    `retries` lets a wrong program be edited again; `returns` brings back later in the session what is not
    right yet and is no program; `fades` begins each skill with a worked example and shows fewer steps from
    question to question; `walks` begins with the walk through the reference run; `reveals` lets the learner
    ask for the right answer. `shuffles` mixes options, which stand as written otherwise. `confidence`: how
    sure the learner is may be asked. `navigates`: every question can be gone to, and all is handed in at
    once. `endless`: rounds follow on each other until the learner leaves. `recorded`: events are logged;
    `counts`: first answers count for strength. `score` is what stands at the end: nothing, a count, or the
    strength of the topic. `insight` is when the topic's insight is told. `then` names the modes offered when
    it ends.
    """

    name: str
    says: str
    selects: Selects
    section: str | None = None
    draws: int | None = None
    feedback: Literal["at-once", "at-end", "never"] = "at-once"
    hints: bool = True
    retries: bool = True
    returns: bool = False
    fades: bool = False
    walks: bool = False
    reveals: bool = False
    shuffles: bool = True
    confidence: bool = True
    navigates: bool = False
    endless: bool = False
    recorded: bool = True
    counts: bool = False
    score: Literal["none", "count", "strength"] = "none"
    insight: Literal["never", "end", "both"] = "never"
    then: tuple[str, ...] = ()

    @property
    def over_topics(self) -> bool:
        """Whether one session serves all topics together."""
        return self.selects == "due"


MODES: Mapping[str, Policy] = {
    policy.name: policy
    for policy in (
        Policy(
            name="learn",
            says="worked examples first, then questions with fewer and fewer steps shown",
            selects="skills",
            draws=3,
            returns=True,
            fades=True,
            reveals=True,
            confidence=False,
            insight="both",
            then=("practice", "quiz"),
        ),
        Policy(
            name="trace",
            walks=True,
            says="the real run, stage by stage; then three questions",
            selects="section",
            section="quiz",
            draws=3,
            recorded=False,
            insight="end",
            then=("practice", "quiz"),
        ),
        Policy(
            name="practice",
            says="the topic's questions in order, with hints; not scored",
            selects="section",
            section="practice",
            returns=True,
            reveals=True,
            shuffles=False,
            insight="end",
            then=("quiz", "test"),
        ),
        Policy(
            name="quiz",
            says="a few questions, each judged at once",
            selects="section",
            section="quiz",
            draws=3,
            counts=True,
            score="count",
            then=("test",),
        ),
        Policy(
            name="test",
            says="mixed easy, medium and hard, judged at the end: strong or not yet",
            selects="draw",
            draws=10,
            feedback="at-end",
            hints=False,
            retries=False,
            counts=True,
            score="strength",
        ),
        Policy(
            name="review",
            says="what is due again, over all topics",
            selects="due",
            draws=20,
            counts=True,
            score="count",
        ),
        Policy(
            name="drill",
            says="fresh variants, round after round, until you leave with q",
            selects="variants",
            endless=True,
            score="count",
            then=("test",),
        ),
        Policy(
            name="predict",
            says="read a program and say what it gives, then see what it gives",
            selects="predictions",
            draws=10,
            counts=True,
            score="count",
            then=("practice",),
        ),
        Policy(
            name="fix",
            says="programs that show a known mistake, for you to repair",
            selects="repairs",
            draws=5,
            confidence=False,
            score="count",
            then=("practice",),
        ),
        Policy(
            name="exam",
            says="a built form with a clock; go back and flag as you like, then hand in",
            selects="form",
            feedback="never",
            hints=False,
            retries=False,
            confidence=False,
            navigates=True,
        ),
    )
}


def mode_named(name: str) -> Policy:
    """The policy of mode `name`; UnknownName if there is none."""
    if name not in MODES:
        raise UnknownName("mode", name, MODES, f"The modes are {', '.join(MODES)}.")
    return MODES[name]
