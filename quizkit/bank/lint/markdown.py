"""Rules about Markdown and math, in every text that a learner reads."""

from __future__ import annotations

from collections.abc import Iterator

from quizkit import text
from quizkit.bank.lint.texts import markdown_texts
from quizkit.bank.lint.view import Flaw, View


def _flaws(view: View, code: str) -> Iterator[Flaw]:
    for path, words in markdown_texts(view.topic):
        for problem in text.problems(words):
            if problem.code == code:
                yield Flaw(path, problem.message, problem.fix)


def math_outside_subset(view: View) -> Iterator[Flaw]:
    r"""A formula uses a command that is not in the math subset, or is not closed properly.

    It could not be shown alike in a terminal, on a page and on paper.

    Example:
        insight: The matrix $\begin{pmatrix} a & b \end{pmatrix}$ has one row.

    Instead:
        Use Greek letters, `^`, `_`, `\frac`, `\sqrt`, `\sum`, norms, arrows and relations, or code.
    """
    return _flaws(view, "math-outside-subset")


def missing_alt_text(view: View) -> Iterator[Flaw]:
    """An image has no alternative text.

    Whoever learns in a terminal or with a screen reader gets nothing.

    Example:
        insight: "![](assets/curve.png)"

    Instead:
        Say between the brackets what the image shows: `![a falling curve](assets/curve.png)`.
    """
    return _flaws(view, "missing-alt-text")


def bad_image(view: View) -> Iterator[Flaw]:
    """An image is no PNG or JPEG, or lies outside `assets/` beside the bank.

    Nothing is fetched from elsewhere, and no other format is safe to show everywhere.

    Example:
        insight: "![a falling curve](https://example.org/curve.svg)"

    Instead:
        Put a `.png` or `.jpg` into the folder `assets/` beside the bank and name it `assets/...`.
    """
    return _flaws(view, "bad-image")


def bad_link(view: View) -> Iterator[Flaw]:
    """A link leads elsewhere than to an http or https address.

    Where links are shown with their address, any other is of no use, or a trap.

    Example:
        insight: Read [the notes](file:///etc/notes).

    Instead:
        Link to a full http or https address.
    """
    return _flaws(view, "bad-link")


def raw_html(view: View) -> Iterator[Flaw]:
    """A text holds an HTML tag.

    It is shown as it is written, tag and all.

    Example:
        insight: This is <b>important</b>.

    Instead:
        Use Markdown, or put what only looks like a tag in backticks.
    """
    return _flaws(view, "raw-html")


def hidden_character(view: View) -> Iterator[Flaw]:
    """A text holds an invisible character, such as a zero-width space or a change of direction.

    Readers see something else than what is written, and typed answers cannot match it.

    Example:
        insight: "Small\u200bweights."

    Instead:
        Delete it, or name it in words.
    """
    return _flaws(view, "hidden-character")
