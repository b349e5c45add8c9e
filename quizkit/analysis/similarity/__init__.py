"""Which code answers of a class look alike: a hint where to read, never a verdict about anybody."""

from quizkit.analysis.similarity.comparing import Pair, QuestionSimilarity, compare

__all__ = ["Pair", "QuestionSimilarity", "compare"]
