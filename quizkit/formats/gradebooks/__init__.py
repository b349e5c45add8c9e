"""Grades in the files that teaching platforms read back: Canvas, Moodle, Gradescope."""

from quizkit.formats.gradebooks.lines import CheckLine, Filled, GradeLine, QuestionLine

__all__ = ["CheckLine", "Filled", "GradeLine", "QuestionLine"]
