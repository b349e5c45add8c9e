"""Proof that keys are right: every claim of a bank that can be run is run, and each failure is located."""
