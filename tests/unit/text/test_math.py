"""The math subset: what it shows in Unicode, and what is outside of it."""

from __future__ import annotations

import pytest

from quizkit import text
from quizkit.text.math_unicode import to_unicode


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (r"\lambda w", "λw"),
        (r"w \leftarrow w - \eta(\nabla L + \lambda w)", "w ← w − η(∇L + λw)"),
        (r"L + \frac{\lambda}{2}\|w\|_2^2", "L + (λ/2)‖w‖₂²"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
        (r"\frac{a + b}{2c}", "(a + b)/(2c)"),
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\sqrt{a + b}", "√(a + b)"),
        (r"\sqrt[3]{x}", "∛x"),
        ("w_{t+1}", "wₜ₊₁"),
        ("10^{-3}", "10⁻³"),
        (r"A^\top B", "AᵀB"),
        (r"x^{a_b}", "x^(a_b)"),
        (r"\theta_{\text{old}}", "θ_(old)"),
        (r"\hat{y} \in \mathbb{R}^n", "y\u0302 ∈ ℝⁿ"),
        (r"\left\| x \right\| \le 1", "‖x‖ ≤ 1"),
        (r"\log p", "log p"),
        ("-x, -y", "−x, −y"),
        ("f'(x)", "f′(x)"),
        (r"a \to b \approx c", "a → b ≈ c"),
        (r"x \neq \infty", "x ≠ ∞"),
    ],
)
def test_formulas_read_as_one_line_of_unicode(formula: str, shown: str) -> None:
    assert to_unicode(formula) == shown
    assert text.problems(f"${formula}$") == ()


@pytest.mark.parametrize(
    "formula",
    [
        r"\begin{matrix} a \end{matrix}",
        r"\input{/etc/passwd}",
        r"\def\x{1}",
        r"\frac{a}",
        r"{a",
        r"a}",
        r"x^1^2",
        r"x^",
        r"\mathbb{7}",
        r"\text{a\b}",
        "{" * 40 + "x" + "}" * 40,
        r"\sqrt" * 100 + "x",
        "x" * 2001,
        "#",
    ],
)
def test_whatever_is_outside_the_subset_is_a_problem_and_is_shown_as_written(formula: str) -> None:
    assert [problem.code for problem in text.problems(f"$$\n{formula}\n$$")] == ["math-outside-subset"]
    assert to_unicode(formula) == formula
