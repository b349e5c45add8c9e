"""A paper or a key as Markdown, for reading: authors' texts as they are, everything else escaped."""

from __future__ import annotations

from quizkit import text
from quizkit.report.documents.model import Asked, Key, Paper, Solved

INDENT = "  "


def markdown(document: Paper | Key) -> str:
    """The document as CommonMark with math between dollars."""
    if isinstance(document, Paper):
        blocks = [*head(document, "Form"), "Name: ______________________________ Id: ____________________"]
        if document.instructions:
            blocks.append(text.markdown_block(document.instructions))
        solved: tuple[Solved | None, ...] = (None,) * len(document.questions)
        paper = document
    else:
        paper, solved = document.paper, document.solved
        blocks = [*head(paper, "Key, not for learners: form")]
    for asked, key in zip(paper.questions, solved, strict=True):
        blocks += _question(asked, key)
    return "\n\n".join(blocks) + "\n"


def head(paper: Paper, form: str) -> list[str]:
    """The first blocks of a document; `form` are the words before the form's letter."""
    facts = [f"{form} {paper.form}", paper.day, f"{paper.minutes} minutes", paper.points, paper.count]
    lines = [f"# {text.markdown_inline(paper.title)}", ", ".join(fact for fact in facts if fact)]
    return [*lines, f"Learner: {text.markdown_inline(paper.learner)}"] if paper.learner else lines


def _question(asked: Asked, key: Solved | None) -> list[str]:
    blocks = [f"## Question {asked.number} ({asked.points})", text.markdown_block(asked.prompt)]
    if asked.starter is not None:
        blocks.append(text.fence(asked.starter, "python"))
    blocks.append(f"Answer: {text.markdown_inline(asked.how)}")
    if asked.options:
        blocks.append("\n".join(_option(letter, option) for letter, option in asked.options))
    if key is not None:
        blocks.append(f"**Right:** {text.markdown_inline(key.answer)} ({text.inline_code(asked.address)})")
        blocks += [text.markdown_block(part) for part in key.solution]
    return blocks


def _option(letter: str, option: str) -> str:
    """An item of a list, which its letter begins; what is more than a paragraph stands below the letter."""
    if text.is_paragraph(option):
        first, *rest = text.markdown(option).strip().split("\n")
        return "\n".join([f"- **{letter})** {first}", *(INDENT + line.lstrip() for line in rest)])
    body = "\n".join(INDENT + line if line else "" for line in text.markdown_block(option).split("\n"))
    return f"- **{letter})**\n\n{body}\n"
