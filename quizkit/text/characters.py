"""Makes characters visible that act on the text around them: control, bidi, zero-width, line separators."""

from __future__ import annotations

import unicodedata

# Control, format (bidi overrides, zero-width characters, tags), lone surrogates, separators of lines.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def is_hidden(character: str) -> bool:
    """Whether `character` shows nothing of its own, or changes how its neighbours are shown."""
    return unicodedata.category(character) in _HIDDEN


def visible(text: str, *, one_line: bool = False) -> str:
    """`text` with hidden characters as escapes such as `\\x1b` or `\\u202e`.

    Newline and tab are kept, unless `one_line`.
    """
    if text.isprintable():
        return text
    kept = "" if one_line else "\n\t"
    return "".join(c if c in kept or not is_hidden(c) else _escape(c) for c in text)


def signs(text: str) -> str:
    """`text` with each hidden character but the tab as one sign: for editors, where columns count."""
    if text.isprintable():
        return text
    return "".join(c if c == "\t" or not is_hidden(c) else _sign(c) for c in text)


def _sign(character: str) -> str:
    point = ord(character)
    return chr(0x2400 + point) if point < 0x20 else "\u2421" if point == 0x7F else "\ufffd"


def _escape(character: str) -> str:
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    if character in named:
        return named[character]
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
