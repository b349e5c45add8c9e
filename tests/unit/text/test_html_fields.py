"""Markdown as HTML for other systems: formulas for their MathJax, and nothing else that it would set."""

from __future__ import annotations

import pytest

from quizkit import text

PASSED = '<span class="tex2jax_ignore mathjax_ignore">{}</span>'
SLASH, DOLLAR = PASSED.format("\\"), PASSED.format("$")


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("let $x<y$ be", r"<p>let \(x&lt;y\) be</p>"),
        ("$$\nx^2\n+ y\n$$", r"<p>\[x^2 + y\]</p>"),
        (r"$\argmin_x f$", r"<p>\(\operatorname{argmin}_x f\)</p>"),
        (r"$\foo$", r"<p><code>\foo</code></p>"),
        ("cost $5 and $6", f"<p>cost {DOLLAR}5 and {DOLLAR}6</p>"),
        (r"so \\(x\\)", f"<p>so {SLASH}(x{SLASH})</p>"),
        (r"`\(x\)`", r"<p><code>\(x\)</code></p>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("[a](https://b.org)", '<p><a href="https://b.org" rel="noreferrer">a</a></p>'),
        ("[a](javascript:b)", "<p>a</p>"),
        ("![a curve](assets/c.png)", "<p>[Image: a curve]</p>"),
    ],
)
def test_only_what_is_a_formula_here_becomes_one_there(markdown: str, shown: str) -> None:
    assert text.html_field(markdown) == shown


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [("a *b*", "a <em>b</em>"), ("a\n\nb", "<p>a</p>\n<p>b</p>"), ("- a", "<ul><li>a</li></ul>"), ("", "")],
)
def test_one_paragraph_of_an_option_has_no_tags_of_its_own(markdown: str, shown: str) -> None:
    assert text.html_field_inline(markdown) == shown
