"""HTML and Markdown of others as our Markdown: what is kept, what is said to be lost."""

from __future__ import annotations

import base64

import pytest

from quizkit import text
from quizkit.formats.importing.markdown import converted, plain_words
from quizkit.formats.importing.model import Markup, Rich
from quizkit.formats.importing.pictures import Album
from quizkit.formats.opening import Refusal

PNG = b"\x89PNG\r\n\x1a\nrest"


def keep(data: bytes, name: str) -> str | Refusal:
    return f"assets/{name}"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\\\nthree"),
        ("a<br><br>b", "a\n\nb"),
        ("<b>bold</b> and <em>so</em>", "**bold** and *so*"),
        ("<b>a </b>b<b>c</b><b>d</b>", "**a** b**cd**"),
        ("<code>a[0]</code> <code>`</code>", "`a[0]` `` ` ``"),
        ("<pre>def f():\n    pass</pre>", "```\ndef f():\n    pass\n```"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("H<sub>2</sub>O, x<sup>2</sup>", "H₂O, x²"),
        ("<h2>Title</h2>text", "# Title\n\ntext"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<a href='https://x.org/a(b)'>here</a>", "[here](https://x.org/a%28b%29)"),
        ("1. no list", "1\\. no list"),
        ("# no heading", "\\# no heading"),
        ("2 * 3 &lt; x_1", "2 \\* 3 < x_1"),
        ("use &lt;br&gt; here", "use `<br>` here"),
        ("costs $5 or $$x^2$$ or \\(y\\)1", "costs \\$5 or $x^2$ or $$y$$1"),
        ("a&nbsp;b", "a b"),
        ("<p>\\[x^2\\]</p><p>$$y$$</p>", "$$x^2$$\n\n$$y$$"),
        ("\\(a\\$b\\)1", "$a\\$b$&#49;"),
        ("<h3>a #</h3><h5>b</h5>", "# a \\#\n\n### b"),
        ("<blockquote><pre>a </pre></blockquote>", "> ```\n> a \n> ```"),
    ],
)
def test_html_keeps_what_markdown_can_say(html: str, markdown: str) -> None:
    found = converted(Rich(html), keep)
    assert (found.markdown, found.notes) == (markdown, ())


@pytest.mark.parametrize(
    ("html", "code", "says"),
    [
        ("<table><tr><td>a<td>b<tr><td>c</table>", "guessed", "A table became lines of text."),
        ("<script>alert(1)</script>x", "lost", "A script was left out."),
        ("<a href='javascript:alert(1)'>x</a>", "lost", "The link to 'javascript:alert(1)' was left out."),
        ("<video src='x'></video>y", "lost", "A part of the kind <video> was left out."),
        ("\\(\\unknown\\)", "lost", "became code"),
        ("a\u200bb", "guessed", "Characters that show nothing were left out."),
        ("x<sup>π</sup>", "guessed", "was raised"),
        ("a<b>(b)</b>c", "lost", "Emphasis was left out"),
        (
            "<img src='gone.png' alt='it'>",
            "lost",
            "The picture 'gone.png' was left out: it was not in the file.",
        ),
    ],
)
def test_what_is_not_kept_is_told(html: str, code: str, says: str) -> None:
    (note,) = converted(Rich(html), keep).notes
    assert note.code == code
    assert says in note.says


def test_a_script_is_never_words() -> None:
    assert converted(Rich("<script>alert(1)</script>x"), keep).markdown == "x"


def test_less_than_is_no_tag_where_html_is_not_promised() -> None:
    found = converted(Rich("a<b or c>d\nnext <b>line</b>", "moodle"), keep)
    assert found.markdown == "a`<b or c>`d\\\nnext **line**"


def test_markdown_is_kept_where_ours_means_the_same() -> None:
    asked = "Which of `a` and **b**?\n\n- one\n- $x$"
    assert converted(Rich(asked, "markdown"), keep).markdown == asked
    other = converted(Rich("see <b>this</b>", "markdown"), keep)
    assert other.notes[0].code == "lost"
    assert text.problems(other.markdown) == ()


@pytest.mark.parametrize("markup", ["html", "markdown"])
def test_pictures_beside_and_within_a_text_are_kept(markup: Markup) -> None:
    packed = base64.b64encode(PNG).decode()
    beside = Rich("", markup, {"@@PLUGINFILE@@/a%20b.png": PNG})
    marks = {"html": '<img src="{}" alt="dot">', "markdown": "![dot]({})"}[markup]
    shown = marks.format("@@PLUGINFILE@@/a%20b.png") + marks.format(f"data:image/png;base64,{packed}")
    album = Album("topic")
    found = converted(Rich(shown, markup, beside.pictures), album.keep)
    assert found.notes == ()
    assert len(album.files) == 2
    assert all(f"![dot]({path})" in found.markdown for path in album.files)


def test_a_picture_is_known_by_what_it_holds() -> None:
    album = Album("topic")
    assert isinstance(album.keep(b"<svg/>", "x.png"), Refusal)
    assert isinstance(album.keep(b"GIF89a", "x.gif"), Refusal)
    path = album.keep(b"\xff\xd8\xff\xe0", "../../Étoile x.PNG")
    assert path == "assets/topic/toile-x-" + str(path)[-12:]
    assert str(path).endswith(".jpg")
    assert album.keep(b"\xff\xd8\xff\xe0", "../../Étoile x.PNG") == path
    assert album.keep(b"\xff\xd8\xff\xe1", "../../Étoile x.PNG") != path


def test_a_picture_without_words_is_named_after_its_file_and_that_is_told() -> None:
    found = converted(Rich('<img src="red_dot.png" alt="">', "html", {"red_dot.png": PNG}), keep)
    assert found.markdown == "![red dot](assets/red_dot.png)"
    assert [note.code for note in found.notes] == ["guessed"]


def test_words_that_are_typed_are_bare() -> None:
    assert plain_words(Rich("<p>a <b>b</b>&amp;<br>c</p>")) == "a b& c"
    assert plain_words(Rich("*a* `b`", "markdown")) == "a `b`"
    assert plain_words(Rich(" a\u200b  b ", "plain")) == "a b"


@pytest.mark.parametrize("markup", ["html", "moodle", "plain"])
def test_a_formula_before_a_digit_stays_one_also_behind_what_shows_nothing(markup: Markup) -> None:
    assert converted(Rich("\\(x\\)\u200b1 and $$y$$", markup), keep).markdown == "$$x$$1 and $y$"
