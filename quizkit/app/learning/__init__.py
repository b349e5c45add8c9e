"""A learner as whole commands: sessions, home, progress, the walk through a run, a watched file."""
