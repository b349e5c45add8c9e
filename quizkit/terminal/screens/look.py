"""How the screens look: one calm theme in colour, and one without any colour for NO_COLOR."""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme
from textual.widgets.text_area import TextAreaTheme

CALM = Theme(
    name="quizkit",
    primary="#8fb4d8",
    secondary="#a3b3c7",
    accent="#9cc3ab",
    success="#8fce9b",
    warning="#e3c07a",
    error="#ec9a92",
    foreground="#d7dce2",
    background="#1b1f25",
    surface="#20252c",
    panel="#272d36",
    boost="#2b323c",
    variables={
        "border": "#56677c",
        "border-blurred": "#353d49",
        "block-cursor-background": "#34455a",
        "block-cursor-foreground": "#eef2f6",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#2b323c",
        "block-cursor-blurred-foreground": "#d7dce2",
        "input-selection-background": "#3d5573",
        "scrollbar": "#3a4350",
        "scrollbar-hover": "#56677c",
        "scrollbar-active": "#56677c",
        "scrollbar-background": "#20252c",
        "scrollbar-background-hover": "#20252c",
        "scrollbar-background-active": "#20252c",
    },
)
PLAIN_THEME = "ansi-dark"  # Textual's own, which leaves the terminal its colours

KEYWORD, STRING, NUMBER, COMMENT, NAME = "#a9b8e8", "#a8cc94", "#e3c07a", "#8792a0", "#8fb4d8"

# What each part of a line is drawn in; theme variables, so that NO_COLOR needs no second set.
STYLES: Mapping[str, str] = {
    "right": "bold $success",
    "partly": "bold $warning",
    "wrong": "bold $error",
    "label": "bold $primary",
    "code": "$accent",
    "quiet": "dim",
}

SYNTAX: Mapping[str, str] = {"keyword": KEYWORD, "string": STRING, "number": NUMBER, "comment": COMMENT}


def editor_theme() -> TextAreaTheme:
    """The colours of Python in the editor; everything else follows the style sheet."""
    named = {
        **SYNTAX,
        "keyword.function": KEYWORD,
        "keyword.return": KEYWORD,
        "keyword.operator": KEYWORD,
        "conditional": KEYWORD,
        "repeat": KEYWORD,
        "include": KEYWORD,
        "exception": KEYWORD,
        "boolean": NUMBER,
        "constant.builtin": NUMBER,
        "float": NUMBER,
        "function": NAME,
        "function.call": NAME,
        "method": NAME,
        "method.call": NAME,
        "type": NAME,
        "type.class": NAME,
    }
    return TextAreaTheme(
        name="quizkit", syntax_styles={name: Style(color=color) for name, color in named.items()}
    )


class Colourless(LineFilter):
    """Takes every colour away, so that none is sent; Textual's own filter sends the default ones."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """`segments` with what is left of their styles: bold, dim, reverse, underline."""
        return [
            Segment(text, None if style is None else style.without_color, control)
            for text, style, control in segments
        ]


CSS = """
Screen { background: $background; color: $foreground; }
#head { height: 1; background: $panel; color: $secondary; padding: 0 1; }
#body { height: 1fr; padding: 1 0 0 2; scrollbar-size-vertical: 1; }
#status { height: auto; max-height: 6; padding: 0 0 0 2; color: $warning; }
#keys { height: auto; max-height: 3; padding: 0 1; background: $panel; color: $secondary; }
Page, Reached { height: auto; max-width: 94; padding-right: 2; }
Choices, Blocks { height: auto; max-width: 94; padding-right: 2; margin-top: 1; }
.guess { margin: 0 2; max-width: 60; border: round $border-blurred; background: $background; }
.guess:focus { border: round $border; background: $background; background-tint: $foreground 0%; }
Line { max-width: 60; margin-top: 1; border: round $border-blurred; background: $background; }
Line:focus { border: round $border; background: $background; background-tint: $foreground 0%; }
#notes { margin-top: 1; }
#work { height: 1fr; }
#work.beside.program { layout: horizontal; }
#work.above { layout: vertical; }
#work.beside.program #body { width: 46%; height: 1fr; }
#work.above.program #body { height: auto; max-height: 66%; }
Pane { border: round $border-blurred; background: $background; padding: 0; }
Pane:focus { border: round $border; }
Pane .text-area--cursor-line { background: $surface; }
Pane .text-area--cursor-gutter { background: $surface; color: $secondary; }
OptionList {
    border: none; background: $background; background-tint: $foreground 0%; padding: 1 0 0 0;
    height: 1fr; scrollbar-size-vertical: 1;
}
OptionList:focus { border: none; background-tint: $foreground 0%; }
OptionList > .option-list--option { padding: 0 2; }
.tiny #body { padding: 0 0 0 1; }
.tiny #work.above.program #body { max-height: 38%; }
.tiny #work.above.program.told #body { max-height: 60%; }
.tiny #status { padding: 0 0 0 1; max-height: 2; }
.tiny #notes, .tiny Choices, .tiny Blocks, .tiny Line { margin-top: 0; }
"""
