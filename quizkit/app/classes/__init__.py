"""A class as whole commands: its work judged into a journal, its table, its pages."""
