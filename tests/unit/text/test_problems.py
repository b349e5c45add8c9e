"""What lint is told about Markdown."""

from __future__ import annotations

import pytest

from quizkit import text


@pytest.mark.parametrize(
    ("markdown", "codes"),
    [
        ("Fine, `<b>` and ![a curve](assets/c.png) and [this](http://a.org).", []),
        ("A ![](assets/c.png)", ["missing-alt-text"]),
        ("A ![x](c.png)", ["bad-image"]),
        ("A ![x](assets/../../c.png)", ["bad-image"]),
        ("A ![x](assets/c.svg)", ["bad-image"]),
        ("A ![x](https://a.org/c.png)", ["bad-image"]),
        ("A [x](ftp://a.org)", ["bad-link"]),
        ("A [x](javascript:alert)", ["bad-link"]),
        ("A [x](/etc/passwd)", ["bad-link"]),
        ("An <b>important</b> thing", ["raw-html", "raw-html"]),
        ('An <a href="x">important</a> thing', ["raw-html", "raw-html"]),
        ("<script>\nalert()\n</script>", ["raw-html", "raw-html"]),
        ("*An <b> inside*, **<i>** and [a <u>](http://a.org)", ["raw-html", "raw-html", "raw-html"]),
        ("a < b and c > d", []),
        ("A zero\u200bwidth", ["hidden-character"]),
        ("```\n<b> $\\begin$\n```", []),
    ],
)
def test_each_problem_has_its_code(markdown: str, codes: list[str]) -> None:
    assert [problem.code for problem in text.problems(markdown)] == codes
