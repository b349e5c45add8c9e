"""Question banks of other systems: each format is read to the same neutral questions, then drafted as ours."""
