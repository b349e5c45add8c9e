"""Which links and images a bank may hold, and how they read where nothing can be clicked or seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_WEB = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
_PICTURE = re.compile(
    r"assets/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.(?:png|jpe?g)", re.I
)


def is_web(address: str) -> bool:
    """Whether a link may lead to `address`."""
    return _WEB.match(address) is not None


def is_picture(address: str) -> bool:
    """Whether an image may come from `address`: PNG or JPEG in the folder `assets/` beside the bank."""
    return _PICTURE.fullmatch(address) is not None


def address_shown(node: SyntaxTreeNode, words: str) -> str:
    """A link as its words and its address; words alone if they are the address, or it may not be shown."""
    address = str(node.attrs.get("href", ""))
    return words if words == address or not is_web(address) else f"{words} ({address})"


def image_words(node: SyntaxTreeNode) -> str:
    """An image as its alternative text."""
    words = node.content.strip()
    return f"[Image: {words}]" if words else "[Image without a description]"
