"""The append-only log of what happened in sessions (SQLite), and what is read from it."""
