"""Stressing code questions: every seed proven in full and one after the other, and as `exam stress` does it.

`--seeds 20` tries so many seeds a time instead of 10.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence

from measuring import HEAD, Arm, in_turn, row, timed

from quizkit.app.examiner import Examiner, Room
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.bank.prove.program import prove_seed
from quizkit.exam.stressing import stress_program
from quizkit.model.job import Job, RunResult
from quizkit.model.question import CodeQuestion

TOPIC = "pytorch/weight-decay"
QUESTIONS = ("parameter-groups", "weight-change", "sgd-step")
TURNS = 3


class Counted:
    """A sandbox that counts its runs."""

    def __init__(self, room: Room) -> None:
        self._sandbox = room.sandbox
        self.level = room.sandbox.level
        self.runs = 0

    def run(self, job: Job) -> RunResult:
        """Run one job."""
        self.runs += 1
        return self._sandbox.run(job)

    def run_all(self, jobs: Sequence[Job]) -> list[RunResult]:
        """Run jobs side by side."""
        self.runs += len(jobs)
        return self._sandbox.run_all(jobs)


def arms(loaded: LoadedTopic, name: str, room: Room, seeds: int) -> dict[str, tuple[Arm, Counted]]:
    """Both ways to try the seeds of one question."""
    question = loaded.question(name)
    assert isinstance(question, CodeQuestion)
    full, quick = Counted(room), Counted(room)

    def in_full() -> None:
        for seed in range(seeds):
            assert not prove_seed(loaded, question, room.spec, full, seed).refuted

    def stressed() -> None:
        assert not stress_program(loaded, question, room.spec, quick, seeds).findings

    names = (f"`{name}`, in full, one by one", f"`{name}`, `exam stress`")
    return {
        names[0]: (timed(names[0], in_full, TURNS), full),
        names[1]: (timed(names[1], stressed, TURNS), quick),
    }


def main() -> None:
    """Print the tables: seconds, then runs of a jail for each seed."""
    seeds = int(sys.argv[sys.argv.index("--seeds") + 1]) if "--seeds" in sys.argv else 10
    loaded = open_topic(TOPIC)
    with Examiner("own") as examiner:
        room = examiner.room(loaded.topic.runner)
        every: dict[str, tuple[Arm, Counted]] = {}
        for name in QUESTIONS:
            every |= arms(loaded, name, room, seeds)
        taken = in_turn([arm for arm, _ in every.values()])
    print(f"{seeds} seeds at a time\n\n{HEAD}")
    names = list(every)
    for at, name in enumerate(names):
        ratio = statistics.median(taken[names[at - at % 2]]) / statistics.median(taken[name])
        runs = every[name][1].runs / (TURNS + 1) / seeds
        print(row(f"{name} ({runs:.1f} runs a seed)", taken[name], "", f"{ratio:.2f}" if at % 2 else "1"))


if __name__ == "__main__":
    main()
