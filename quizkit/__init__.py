"""quizkit: a quiz and assessment engine whose verdicts are computed outside the learner's code."""

__version__ = "0.1.0"
