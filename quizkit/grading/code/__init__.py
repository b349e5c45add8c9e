"""Verdicts on code: plan the runs, recognise an untouched starter, judge what came back."""
