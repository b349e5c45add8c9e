"""Markdown to a tree: CommonMark without raw HTML, with math between dollars."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

# Like Pandoc: no space inside the dollars and no digit after them, so that "$5 and $6" stays a sum of money.
_INLINE_MATH = re.compile(r"\$\$(?!\$)([^$]+)\$\$|\$(?![\s$])((?:[^$\\]|\\.)*?)(?<!\s)\$(?!\d)", re.DOTALL)


def parse(markdown: str) -> SyntaxTreeNode:
    """The tree of `markdown`. Math nodes are `math_inline` and `math_block`, their content the formula."""
    return SyntaxTreeNode(_parser().parse(markdown))


def _parser() -> MarkdownIt:
    # Parsers hold no state between texts, but making one takes a millisecond only.
    parser = MarkdownIt("commonmark", {"html": False})
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    parser.block.ruler.before(
        "fence", "math_block", _math_block, {"alt": ["paragraph", "blockquote", "list"]}
    )
    # Links of any kind are parsed, so that `problems` can name the ones that are not allowed.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # the documented way to set it
    return parser


def _math_inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    found = _INLINE_MATH.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = (found.group(1) or found.group(2)).strip()
    state.pos = found.end()
    return True


def _math_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    def line(number: int) -> str:
        return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()

    opening = line(first)
    if state.is_code_block(first) or not opening.startswith("$$"):
        return False
    if len(opening) > 4 and opening.endswith("$$") and "$" not in opening[2:-2]:
        end, formula = first, opening[2:-2]
    elif "$" in opening[2:]:
        return False
    else:
        end = next((n for n in range(first + 1, last) if line(n).endswith("$$")), -1)
        if end < 0:
            return False
        inner = [opening[2:], *(line(n) for n in range(first + 1, end)), line(end)[:-2]]
        formula = "\n".join(inner)
    if silent:
        return True
    token = state.push("math_block", "math", 0)
    token.content = formula.strip()
    token.map = [first, end + 1]
    token.block = True
    state.line = end + 1
    return True
