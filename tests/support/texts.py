"""Texts as a bank may hold them, with every sign that some format acts on, and how they read."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from quizkit import text

PIECES = st.sampled_from((
    "a", "b c", "7", " ", "\n", "\n\n", "\\\n", "*", "**", "_", "`", "``", "`x<y`", "$x^2$", "$5", "$", "$$",
    "\n\n$$\nx < 1\n$$\n\n", "\\(", "\\\\(x\\\\)", "\\", "\\\\", "<", ">", "&", "&amp;", "{", "}", "~", "=",
    "#", "\n# h\n\n", ":", "\"", "'", "]]>", "@@PLUGINFILE@@", "[", "](", ")", "\n- ", "\n1. ", "\n> ",
    "\n---\n", "\n```\n\tx  =  1\n\n  y\n```\n", "[w](https://x.org/a_b?c=d&e)", "é", "😀", "%50%", "->",
    "//", "::", "${n}", "$\\argmin_x$", "$a\\$b$",
))  # fmt: skip
MARKDOWN = st.lists(PIECES, min_size=1, max_size=7).map("".join)
# What no importer keeps, since it says nothing: empty parts, and breaks where no line goes on.
SAYS_NOTHING = re.compile(r"<(li|h.|blockquote|code)>\s*</|(<\w+>|<br>)\s*<br>|<br>\s*</", re.DOTALL)
BROKEN_HEADING = re.compile(r"<h\d>((?!</h).)*<br>", re.DOTALL)
LIKE_A_TAG = re.compile("&lt;[a-zA-Z/!]")  # becomes code
ROUND_BLOCKS = re.compile(r"(?:</?p>|\s)*(</?(?:p|li|ul|ol|pre|blockquote|h\d|hr|br)\b[^>]*>)(?:</?p>|\s)*")


def shown(markdown: str) -> str:
    """How a text reads on a page, but for white space that says nothing and for loose lists."""
    parts = re.split(r"<pre[^>]*><code>(.*?)</code></pre>", str(text.html(markdown)), flags=re.DOTALL)
    parts[1::2] = ["<pre>" + code.strip("\n") + "</pre>" for code in parts[1::2]]
    parts[::2] = [ROUND_BLOCKS.sub(r"\1", " ".join(part.split())) for part in parts[::2]]
    return ROUND_BLOCKS.sub(r"\1", "".join(parts))


def says_something(markdown: str) -> bool:
    """Whether a bank may hold the text, and it means something on the page."""
    page = str(text.html(markdown))
    odd = SAYS_NOTHING.search(page) or BROKEN_HEADING.search(page) or LIKE_A_TAG.search(page)
    return bool(page) and odd is None and not text.problems(markdown)


TEXTS = MARKDOWN.filter(says_something)
