"""Lint: what is wrong with a topic that loads, one small function for each rule, grouped by subject.

A rule's docstring is its documentation: what it complains of, why that is bad, an example that triggers it,
and what to write instead.
"""

from quizkit.bank.lint.running import lint

__all__ = ["lint"]
