"""Question banks of other systems: each format is read to neutral questions, which are drafted as ours."""
