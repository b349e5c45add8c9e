"""Markdown as HTML: what each construct becomes, and that nothing else can."""

from __future__ import annotations

import pytest

from quizkit import text


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("a *b* **c** `d<`", "<p>a <em>b</em> <strong>c</strong> <code>d&lt;</code></p>"),
        ("a\nb\\\nc", "<p>a\nb<br>c</p>"),
        ("# a\n\n#### b", "<h3>a</h3>\n<h6>b</h6>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n\n4. b", '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("---", "<hr>"),
        ("```python\nx < 1\n```", '<pre tabindex="0"><code>x &lt; 1\n</code></pre>'),
        ("a <b>x</b> & c", "<p>a &lt;b&gt;x&lt;/b&gt; &amp; c</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("a\u202eb &#x202e; `\x1b`", "<p>a\\u202eb \\u202e <code>\\x1b</code></p>"),
    ],
)
def test_markdown_becomes_these_tags(markdown: str, shown: str) -> None:
    assert text.html(markdown) == shown


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("[a](https://b.org)", '<a href="https://b.org" rel="noreferrer">a</a> (https://b.org)'),
        ("<https://b.org>", '<a href="https://b.org" rel="noreferrer">https://b.org</a>'),
        ("[a](javascript:alert(1))", "a"),
        ("[a](data:text/html;base64,eA==)", "a"),
        ("[a](other.html)", "a"),
        ("![a curve](https://b.org/c.png)", "[Image: a curve]"),
    ],
)
def test_links_lead_to_the_web_only_and_images_are_words(markdown: str, shown: str) -> None:
    assert text.html_inline(markdown) == shown


def test_blocks_on_one_line_stand_side_by_side() -> None:
    assert text.html_inline("a\n\n- b\n- c\n\n```\nd\ne\n```\n\n$$x$$").startswith(
        "a b c <code>d ⏎ e</code> <math "
    )


def test_a_learners_words_are_one_line_and_nothing_in_them_is_hidden() -> None:
    assert text.html_text("<b>\n\u202e'\"&") == "&lt;b&gt;\\n\\u202e&#39;&#34;&amp;"


def test_code_is_numbered_and_the_marked_line_stands_out() -> None:
    assert text.html_code("a\n\tb<\n", marked=2) == (
        '<pre class="numbered" tabindex="0"><code><span class="no"> 1  </span>a\n'
        '<span class="no">→2  </span><mark>\tb&lt;</mark></code></pre>'
    )
