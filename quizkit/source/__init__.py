"""YAML to models: every finding at once, each with its line. The only importer of `yaml`; knows no noun.

That is imported where something is read or written: most commands start without.

`load` and `parse` never raise for what a file holds: they hand back a `Loaded` with its findings. YAML is
read strictly, so that a file means the same to every reader: one document, no aliases, anchors, tags or merge
keys, no duplicate keys, and no unquoted word that some readers take for a date or a truth value.
"""

from quizkit.source.lines import LineMap
from quizkit.source.loading import Loaded, load, parse, read_bytes, read_text
from quizkit.source.writing import dump

__all__ = ["LineMap", "Loaded", "dump", "load", "parse", "read_bytes", "read_text"]
