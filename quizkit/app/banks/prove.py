"""Proves banks: the use case behind `quizkit bank prove`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit.app.examiner import Examiner
from quizkit.bank.catalogue import all_topics, entries, open_question, open_topic
from quizkit.bank.loaded import LoadedTopic, usable
from quizkit.bank.prove.proof import STATUSES, Proof, Status
from quizkit.bank.prove.topic import prove_topic


@dataclass(frozen=True)
class Wanted:
    """A topic to be proven: all of it, or the one question that was named."""

    loaded: LoadedTopic
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicProof:
    """The proofs of one topic's questions, in their order."""

    address: str
    proofs: tuple[Proof, ...]


def prove(
    names: Sequence[str],
    seeds: int,
    extra: Sequence[Path],
    runner_paths: Sequence[Path],
    begun: Callable[[str], None],
    done: Callable[[Proof], None],
) -> list[TopicProof]:
    """Prove the topics and questions called `names`, all topics if there are none.

    Calls `begun` with each topic's address and `done` with each proof as it is found. Raises ContentError for
    a topic that cannot be used, SandboxUnavailable where nothing can be run.
    """
    wanted = [_find(name, extra) for name in names]
    wanted = wanted or [Wanted(usable(found)) for found in all_topics(extra)]
    proven = []
    with Examiner("own", runner_paths=runner_paths) as examiner:
        for each in wanted:
            begun(each.loaded.address)
            proofs = []
            for proof in _prove(examiner, each, seeds):
                done(proof)
                proofs.append(proof)
            proven.append(TopicProof(each.loaded.address, tuple(proofs)))
    return proven


def _find(name: str, extra: Sequence[Path]) -> Wanted:
    """The topic called `name`, or the question if it has the form of one."""
    topics = {entry.address for entry in entries(extra)}
    head, _, _ = name.rpartition("/")
    if head and name not in topics and not Path(name).exists():
        loaded, question = open_question(name, extra)
        return Wanted(loaded, (question.id,))
    return Wanted(open_topic(name, extra))


def _prove(examiner: Examiner, wanted: Wanted, seeds: int) -> Iterator[Proof]:
    runner = wanted.loaded.topic.runner
    room = examiner.room(runner) if runner else None
    spec, sandbox = (room.spec, room.sandbox) if room else (None, None)
    return prove_topic(wanted.loaded, spec, sandbox, seeds, wanted.only)


def totals(proven: Sequence[TopicProof]) -> dict[Status, int]:
    """How many questions have which status."""
    found = [proof.status for topic in proven for proof in topic.proofs]
    return {status: found.count(status) for status in STATUSES}


def nearest(proven: Sequence[TopicProof]) -> tuple[str, float] | None:
    """The question whose mistakes come nearest to its key, and by how many tolerances; None without any."""
    apart = [
        (proof.separation, f"{topic.address}/{proof.question}")
        for topic in proven
        for proof in topic.proofs
        if proof.separation is not None
    ]
    if not apart:
        return None
    separation, question = min(apart)
    return question, separation
