"""Verdicts: plan what to run, compare what came, judge. All of it is pure but `expected`, which runs keys."""

from quizkit.grading.kinds import judge

__all__ = ["judge"]
