"""Plain words as Markdown that a person can go on editing: escaped is only what would act as markup."""

from __future__ import annotations

import re

from quizkit.text.characters import is_hidden
from quizkit.text.escapes import inline_code
from quizkit.text.links import is_web

_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--")
_ACTIVE = re.compile(
    r"[\\`*\[\]$]"
    r"|(?<!_)(?<![A-Za-z0-9])_+(?![_\s])|(?<!_)_+(?![_\sA-Za-z0-9])"  # in a word or before a blank: no mark
    r"|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)"
)
_AT_START = re.compile(
    r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+\s*$|-{2,}|~{3,}|_{3,}\s*$|\d{1,9}(?=[.)](?:\s|$)))"
)
_UNSAFE_IN_ADDRESS = str.maketrans(
    {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", '"': "%22", "*": "%2A", "`": "%60"}
)


def markdown_prose(words: str) -> str:
    """`words` inside a line, whitespace as it is; what looks like a tag becomes a code span."""
    done, parts = 0, []
    for tag in _TAG.finditer(words):
        parts += [_escaped(words[done : tag.start()]), inline_code(tag.group())]
        done = tag.end()
    return "".join([*parts, _escaped(words[done:])])


def markdown_line_start(line: str) -> str:
    """A line of Markdown so that its first characters begin no list, heading, quotation or rule."""
    found = _AT_START.match(line)
    if found is None:
        return line
    marked = found.group()
    if marked.isdigit():
        return f"{marked}\\{line[len(marked) :]}"
    return f"\\{line}"


def markdown_link(words: str, address: str) -> str:
    """A link with `words`, which are Markdown; the words alone if no link may lead to `address`."""
    plain = "".join("%20" if c.isspace() else c for c in address.strip() if not is_hidden(c))
    return f"[{words}]({plain.translate(_UNSAFE_IN_ADDRESS)})" if is_web(plain) else words


def cleaned(markdown: str) -> str:
    """`markdown` without characters that show nothing, and which a bank therefore may not hold."""
    if markdown.isprintable():
        return markdown
    return "".join(c for c in markdown if c in "\n\t" or not (is_hidden(c) or c in "\ufffe\uffff"))


def _escaped(words: str) -> str:
    return _ACTIVE.sub(lambda found: "".join(f"\\{sign}" for sign in found.group()), words)
