"""What a class answers in Canvas comes back: its report is matched with the form that was exported."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

from quizkit.formats.exporting.canvas_item import item_element
from quizkit.formats.quiz_reports import read_returned
from tests.support.quizzes import KINDS, Posed, quiz_and_items

CODE = "```python\nx = 1 < 2\ny = 2\n```"
MATH = r"$\alpha_1 \le \frac{1}{2}$"
POSED = [
    Posed({**KINDS["choice"], "prompt": f"Is {MATH}?\n\n{CODE}"}),
    Posed(
        {
            "kind": "multiple",
            "prompt": f"Which of {MATH}?",
            "options": [
                {"id": "a", "text": f"Both, {MATH}", "correct": True},
                {"id": "b", "text": CODE, "correct": True},
                {"id": "c", "text": "Neither"},
            ],
        }
    ),
    Posed({**KINDS["number"], "prompt": f"How long, if {MATH}?"}),
    Posed(
        {
            "kind": "order",
            "prompt": "Put in order.",
            "blocks": [
                {"id": "x", "text": "`f(a, b)`"},
                {"id": "y", "text": CODE},
                {"id": "z", "text": "a => b"},
            ],
            "answer": ["y", "x"],
        }
    ),
]


def stripped(markup: str) -> str:
    """HTML without its tags, as Canvas heads a column."""
    return re.sub(r"<[^<>]*>", "", markup)


def shown_text(markup: str) -> str:
    """HTML as the words of an answer, as Canvas keeps them for its report."""
    return " ".join(html.unescape(stripped(markup)).split())


def test_a_report_of_canvas_is_matched_with_what_was_exported(tmp_path: Path) -> None:
    form, shown, made = quiz_and_items(*POSED)
    elements = [item_element(item, "name") for item in made.items]
    prompts = [next(one.iter("mattext")).text or "" for one in elements]
    options = [
        {
            label.attrib["ident"]: shown_text(next(label.iter("mattext")).text or "")
            for label in one.iter("response_label")
            if len(label)
        }
        for one in elements
    ]
    blocks = [shown_text(next(one.iter("mattext")).text or "") for one in elements[3].iter("response_lid")]
    escaped = [block.replace("=>", "\\=>").replace(",", "\\,") for block in blocks]
    placed = ",".join(
        f"{block}=>{place}" for block, place in zip(escaped, ("2", "1", "not needed"), strict=True)
    )
    picked = ",".join(options[1][letter].replace(",", "\\,") for letter in "AB")
    cells = [options[0]["B"], picked, "0.75", placed]
    head = [
        part for at, prompt in enumerate(prompts, start=101) for part in (f"{at}: {stripped(prompt)}", "1.0")
    ]
    rows = [
        ["name", "id", "sis_id", *head, "n correct", "n incorrect", "score"],
        ["Doe, Ada", "7", "s7", *(part for cell in cells for part in (cell, "0")), "0", "0", "0"],
    ]
    with (tmp_path / "report.csv").open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    returned = read_returned(tmp_path / "report.csv", [form], {"A": shown})
    assert not returned.findings
    assert not returned.handed
    (one,) = returned.responses
    assert one.answers == {"c/t/q1": "B", "c/t/q2": "A B", "c/t/q3": "0.75", "c/t/q4": "B A"}
