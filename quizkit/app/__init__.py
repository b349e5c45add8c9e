"""Use cases, one verb per file: what the command line and the terminal call."""
