"""The command line: parses, calls `app/` or `terminal/`, turns errors into exit codes. Nothing else."""
