"""Exams as whole commands: built, written out, taken at a computer, graded."""
