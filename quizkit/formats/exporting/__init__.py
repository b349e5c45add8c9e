"""Built forms as files for other systems, which hold the key, since those systems grade by it."""
