"""Figures about classes and answers: plain data in, numbers out. Knows no files and no reports."""
