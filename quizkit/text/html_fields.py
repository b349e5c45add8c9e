"""Markdown as HTML for the text fields of other systems: math as LaTeX, which their MathJax sets.

MathJax looks for formulas in all running text. What it could take for the beginning of one stands in an
element that it passes over, so that only what is a formula here becomes one there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from quizkit.text.html import Writer
from quizkit.text.links import is_web
from quizkit.text.markup import element, html_lines, html_text, joined
from quizkit.text.math_tree import MathError
from quizkit.text.math_tree import parse as parse_math

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_PASSED_OVER = "tex2jax_ignore mathjax_ignore"  # by version 2 and by version 3
_SIGN = re.compile(r"[\\$]")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_OURS = frozenset({"argmin", "argmax", "softmax", "sign"})  # names that LaTeX does not know


@lru_cache(maxsize=1024)
def html_field(markdown: str) -> Markup:
    """`markdown` as blocks of HTML for another system; its headings begin at level 3."""
    return _Field().blocks(markdown)


@lru_cache(maxsize=1024)
def html_field_inline(markdown: str) -> Markup:
    """As `html_field`, but a single paragraph without its tags, as an option of a question is written."""
    from quizkit.text.parsing import parse  # markdown-it costs 30 ms, which `quizkit --help` need not pay

    children, field = parse(markdown).children, _Field()
    if [child.type for child in children] == ["paragraph"]:
        return field.inside(children[0])
    return joined([field.node(child) for child in children], "\n")


class _Field(Writer):
    """Writes for other systems."""

    def words(self, words: str) -> Markup:
        """Running text in which MathJax finds nothing."""
        return Markup(_SIGN.sub(lambda found: _passed_over(found.group()), html_text(words)))

    def code(self, code: str) -> Markup:
        """A block of code."""
        return element("pre", element("code", html_lines(code)))

    def math(self, formula: str, *, display: bool = False) -> Markup:
        """A formula between LaTeX's own marks; as code if it is outside of the subset."""
        latex = " ".join(formula.split())
        try:
            parse_math(latex)
        except MathError:
            shown = element("code", html_text(latex))
        else:
            known = _COMMAND.sub(_known, latex)
            shown = html_text(rf"\[{known}\]" if display else rf"\({known}\)")
        return element("p", shown) if display else shown

    def link(self, node: SyntaxTreeNode) -> Markup:
        """A link to the web; of any other one the words."""
        address = str(node.attrs.get("href", ""))
        words = self.inside(node)
        return element("a", words, href=address, rel="noreferrer") if is_web(address) else words


def _passed_over(sign: str) -> Markup:
    return element("span", sign, class_=_PASSED_OVER)


def _known(found: re.Match[str]) -> str:
    name = found.group(1)
    return rf"\operatorname{{{name}}}" if name in _OURS else found.group()
