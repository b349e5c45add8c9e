"""Banks as whole commands: built, imported, linted, shown, proved."""
