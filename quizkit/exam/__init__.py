"""Exams: from a blueprint to parallel forms, and from returned answers back to questions."""
