"""Math as MathML: structure, brackets that fit what they hold, and a line of text for who cannot see it."""

from __future__ import annotations

import re

import pytest

from quizkit import text
from quizkit.text.math_mathml import to_mathml


def inside(formula: str) -> str:
    """The MathML of `formula` without the outermost row and without attributes."""
    found = re.fullmatch(r"<math [^>]*><mrow>(.*)</mrow></math>", to_mathml(formula))
    assert found
    return re.sub(r" [a-z]+=\"[^\"]*\"", "", found.group(1))


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("x_1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
        (r"\frac{a}{2}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        (r"\sqrt{x}", "<msqrt><mrow><mi>x</mi></mrow></msqrt>"),
        (r"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>"),
        (r"\hat y", "<mover><mi>y</mi><mo>^</mo></mover>"),
        (r"\sum_i x", "<munder><mo>∑</mo><mi>i</mi></munder><mi>x</mi>"),
        (r"\max_i x", "<munder><mo>max</mo><mi>i</mi></munder><mi>x</mi>"),
        (r"\log_2 x", "<msub><mo>log</mo><mn>2</mn></msub><mi>x</mi>"),
        (r"w_\text{old}", "<msub><mi>w</mi><mtext>old</mtext></msub>"),
        ("(a)^2", "<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow><mn>2</mn></msup>"),
        ("[0, 1)", "<mo>[</mo><mn>0</mn><mo>,</mo><mn>1</mn><mo>)</mo>"),
    ],
)
def test_structure_is_kept(formula: str, shown: str) -> None:
    assert inside(formula) == shown


def test_a_minus_that_begins_something_is_a_sign() -> None:
    assert to_mathml("a = -b").count('<mo form="prefix">−</mo>') == 1
    assert 'form="prefix"' not in to_mathml("a - b")


def test_a_formula_is_told_in_words_of_one_line() -> None:
    assert 'alttext="L + (λ/2)‖w‖₂²"' in to_mathml(r"L + \frac{\lambda}{2}\|w\|_2^2")


def test_on_lines_of_its_own_it_is_displayed() -> None:
    assert text.html("$$\nx\n$$").startswith('<math display="block" alttext="x">')


def test_outside_the_subset_it_is_shown_as_written() -> None:
    assert text.html(r"$\begin{x}<$") == r"<p><code>\begin{x}&lt;</code></p>"


def test_brackets_without_end_are_shown_at_any_depth() -> None:
    assert to_mathml("(" * 900 + "x" + ")" * 900).count("<mo") == 1800
    assert to_mathml("(" * 1900).count("<mo") == 1900
