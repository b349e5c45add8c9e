"""Text for people: Markdown and math parsed once, and the only place that escapes what others wrote.

Nothing that these functions return sends a control or bidi character to a terminal, a page or a spreadsheet.
"""

from quizkit.text.blocks import bare_code, has_image, is_paragraph, markdown_block
from quizkit.text.characters import signs, visible
from quizkit.text.escapes import csv_cell, fence, inline_code, markdown, markdown_inline
from quizkit.text.html import html, html_inline
from quizkit.text.html_fields import html_field, html_field_inline
from quizkit.text.markup import html_code, html_lines, html_text
from quizkit.text.problems import Problem, problems
from quizkit.text.prose import cleaned, markdown_line_start, markdown_link, markdown_prose
from quizkit.text.terminal import one_line, plain
from quizkit.text.typst import typst_blocks, typst_words

__all__ = [
    "Problem",
    "bare_code",
    "cleaned",
    "csv_cell",
    "fence",
    "has_image",
    "html",
    "html_code",
    "html_field",
    "html_field_inline",
    "html_inline",
    "html_lines",
    "html_text",
    "inline_code",
    "is_paragraph",
    "markdown",
    "markdown_block",
    "markdown_inline",
    "markdown_line_start",
    "markdown_link",
    "markdown_prose",
    "one_line",
    "plain",
    "problems",
    "signs",
    "typst_blocks",
    "typst_words",
    "visible",
]
