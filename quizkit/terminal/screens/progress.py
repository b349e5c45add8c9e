"""Progress on a screen: what `quizkit progress` tells, as a table where there is room for one."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget

from quizkit import text
from quizkit.app.learning.progress import Progress, SkillProgress, TopicProgress
from quizkit.session.mastery import Mastery
from quizkit.terminal.progress import (
    NOTHING,
    absent_lines,
    counted,
    due_in,
    remarks,
    said,
    sentence,
)
from quizkit.terminal.screens.keys import KeyBar
from quizkit.terminal.screens.page import Bar

NAME, RIGHT, LIKELY, DUE = 20, 10, 9, 19  # columns of the table: "7 of 8", "60-95 %", "due within the hour"
INDENT = 4
REST = 2 + NAME + 2 + RIGHT + LIKELY + DUE  # columns beside the scale from 0 to 100 %
NARROWEST, WIDEST = 10, 24  # columns of that scale
MARGIN = 2


class Reached(Widget):
    """Everything that was reached, topic by topic; laid out anew where the width changes."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def _content(self, width: int) -> Content:
        blocks = [Content("\n").join(block) for block in self._blocks(max(width - MARGIN, 10))]
        return Content("\n\n").join(blocks)

    def _blocks(self, width: int) -> Iterator[list[Content]]:
        progress = self._progress
        answered = [topic for topic in progress.topics if topic.answered]
        if not answered and not progress.absent:
            yield [Content(f"{NOTHING} Choose a topic at home.")]
        for topic in answered:
            yield list(_head(topic, width))
            lay_out = _table if width >= REST + NARROWEST else _list
            yield list(lay_out(topic, progress, width))
            if told := list(remarks(topic)):
                yield [Content(row) for line in told for row in _folded(line, width)]
        if progress.absent:
            yield [Content(row) for line in absent_lines(progress) for row in _folded(line, width)]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it takes at `width`."""
        return self._content(width).get_height({}, max(width, 1))

    def render(self) -> Content:
        """The lines for the width that there is."""
        return self._content(self.size.width)


def _folded(words: str, width: int) -> list[str]:
    """`words`, which are no Markdown, in lines of `width`; the further ones are indented."""
    whole = text.visible(words, one_line=True).replace(" %", "\N{NO-BREAK SPACE}%")
    return textwrap.wrap(whole, width, subsequent_indent="  ")


def _head(topic: TopicProgress, width: int) -> Iterator[Content]:
    """The topic's name, where it lies, how strong it is."""
    for line in text.plain(topic.title, width):
        yield Content.styled(line, "bold $primary")
    yield Content.styled(topic.address, "dim")
    for line in _folded(f"{sentence(said(topic.mastery))}.", width):
        yield _strong(Content(line), topic.mastery)


def _strong(line: Content, mastery: Mastery) -> Content:
    return line.stylize("$success") if mastery.strong else line


def _table(topic: TopicProgress, progress: Progress, width: int) -> Iterator[Content]:
    """A row for each skill: its name, where its chance of a right answer lies, in numbers, when it is due."""
    columns = min(WIDEST, width - REST)
    scale = f"0{'100 %'.rjust(columns - 1)}"
    yield Content.styled(f"  {'':{NAME}}{scale}  {'right':{RIGHT}}likely", "dim")
    for skill in topic.skills:
        name = text.visible(skill.id, one_line=True)
        name = name if len(name) < NAME - 1 else f"{name[: NAME - 3]}…"
        shown = skill.mastery.strength
        right = f"{shown.right} of {shown.answered}" if shown.answered else "-"
        likely = f"{shown.low * 100:.0f}-{shown.high * 100:.0f} %" if shown.answered else "-"
        yield Content.assemble(
            Content.styled(f"  {name:{NAME}}", "bold"),
            _scale(skill.mastery, columns),
            f"  {right:{RIGHT}}{likely:{LIKELY}}",
            (_due(skill, progress), _urgency(skill, progress)),
        )
        strong = "Strong. " if skill.mastery.strong else ""
        first, *rest = text.plain(skill.says, width - INDENT - len(strong))
        yield Content.assemble(" " * INDENT, (strong, "$success"), (first, "dim"))
        for line in rest:
            yield Content.styled(f"{' ' * INDENT}{line}", "dim")


def _scale(mastery: Mastery, columns: int) -> Content:
    """Where the chance of a right answer lies between 0 and 100 %; without an answer, nowhere."""
    shown = mastery.strength
    if not shown.answered:
        return Content.styled("·" * columns, "dim")
    low, high = math.floor(shown.low * columns), math.ceil(shown.high * columns)
    return Content.assemble(
        ("·" * low, "dim"),
        ("━" * (high - low), "$success" if mastery.strong else "$primary"),
        ("·" * (columns - high), "dim"),
    )


def _list(topic: TopicProgress, progress: Progress, width: int) -> Iterator[Content]:
    """The same in words, a line or two for each skill."""
    for skill in topic.skills:
        yield Content.styled(text.visible(skill.id, one_line=True), "bold")
        for line in text.plain(skill.says, width - 2):
            yield Content.styled(f"  {line}", "dim")
        for line in _folded(f"{sentence(said(skill.mastery))}.", width - 2):
            yield _strong(Content(f"  {line}"), skill.mastery)
        if due := _due(skill, progress):
            yield Content.styled(f"  {sentence(due)}.", _urgency(skill, progress))


def _due(skill: SkillProgress, progress: Progress) -> str:
    return due_in(skill.due, progress.at) if skill.due is not None else ""


def _urgency(skill: SkillProgress, progress: Progress) -> str:
    return "$warning" if skill.is_due(progress.at) else ""


class ProgressScreen(ModalScreen[bool]):
    """What was reached; dismissed with whether to review what is due. `due`: how many skills are."""

    def __init__(self, progress: Progress, due: int) -> None:
        super().__init__()
        self._progress = progress
        self._due = due

    def compose(self) -> ComposeResult:
        """A title, the topics, the keys."""
        yield Bar(id="head")
        with VerticalScroll(id="body") as body:
            yield Reached(self._progress)
        yield KeyBar("keys", body)

    def on_mount(self) -> None:
        """Say how much is due, and which keys there are."""
        due = counted(self._due, "skill is due", "skills are due") if self._due else "nothing is due"
        self.query_one("#head", Bar).say("Your progress", due)
        review = [("r", "review what is due")] if self._due else []
        self.query_one(KeyBar).say([("↑↓", "scroll"), *review, ("b", "back")])
        self.query_one("#body").focus()

    def on_key(self, event: events.Key) -> None:
        """r reviews, b, q, Esc and Enter go back."""
        if event.key == "r" and self._due:
            self.dismiss(True)
        elif event.key in ("b", "q", "escape", "enter"):
            self.dismiss(False)
        else:
            return
        event.stop()
