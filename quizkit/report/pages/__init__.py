"""Pages for people: prepared as plain data first, then filled into a template; one file without script."""
