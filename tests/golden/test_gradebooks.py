"""The files that platforms read, frozen: their exports as documented, filled with the grades of one class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from quizkit.formats.gradebooks import CheckLine, Filled, GradeLine, QuestionLine, canvas, gradescope, moodle
from quizkit.model.finding import Finding

HERE = Path(__file__).parent / "gradebooks"
LOOP = QuestionLine(
    "loop",
    earned=2.5,
    possible=5,
    title="Sum of squares",
    says="The sum *starts* at 1: `total = 1`.",
    checks=(
        CheckLine("return", 2.5, 2.5, shown=True, says="returns 14"),
        CheckLine("secret", 0, 2.5, shown=False, says="for [7] expected 49"),
    ),
)
LINES = [
    GradeLine(
        "bea",
        earned=7.5,
        possible=10,
        name="Bea Alder",
        aliases=frozenset({"501", "9001", "bea@uni.example"}),
        comment='**Well done.** Write `a < b and "b" < c`.\n\n- next: slices',
        questions=(LOOP, QuestionLine("why", earned=None, possible=5)),
    ),
    GradeLine("s-101", earned=0, possible=10, aliases=frozenset({"502"}), comment="Nothing ran.", name="Cem"),
    GradeLine("edda", earned=10, possible=10, name="Edda Dorn", aliases=frozenset({"503"})),
    GradeLine("k17", earned=10 / 3, possible=10, name="Gül Fink", comment="=1+1 is no sum."),
    GradeLine("ida", earned=None, possible=10, aliases=frozenset({"505"}), comment="Not judged."),
    GradeLine("nobody", earned=1, possible=10),
]


def told(findings: Sequence[Finding]) -> str:
    return "".join(f"{finding}\n" for finding in findings)


def shown(filled: Filled) -> str:
    """The file, then a line of dashes, then what is to be known of it."""
    return f"{filled.content.decode()}{'-' * 20}\n{filled.filled} filled\n{told(filled.findings)}"


def test_a_canvas_export_is_filled_as_it_was(golden: Callable[[str, str], None]) -> None:
    golden("gradebook_canvas_filled.txt", shown(canvas.fill(HERE / "canvas_export.csv", "311", LINES)))


def test_a_moodle_worksheet_is_filled_as_it_was(golden: Callable[[str, str], None]) -> None:
    golden("gradebook_moodle_filled.txt", shown(moodle.fill_worksheet(HERE / "moodle_worksheet.csv", LINES)))


def test_a_table_for_the_import_into_moodle_reads_as_it_did(golden: Callable[[str, str], None]) -> None:
    golden("gradebook_moodle_import.txt", shown(moodle.import_csv(LINES, "Loops and lists")))


def test_results_for_gradescope_read_as_they_did(golden: Callable[[str, str], None]) -> None:
    made = gradescope.results(LINES)
    files = "".join(f"{name}\n{content}" for name, content in made.files.items())
    golden("gradebook_gradescope_results.txt", f"{files}{told(made.findings)}{gradescope.NOTE}")
