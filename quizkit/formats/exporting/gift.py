"""GIFT: a form as plain text that Moodle and many others read; one question, one paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from quizkit import text
from quizkit.formats.exporting.below import with_starter, with_unit
from quizkit.formats.exporting.body import body, line
from quizkit.formats.exporting.lettered import lettered, typed
from quizkit.formats.exporting.moodle_xml import category, literal, name
from quizkit.formats.exporting.notes import Notes
from quizkit.formats.exporting.quiz import Blocks, Choices, Item, Number, Program, Quiz, Words, Written
from quizkit.formats.exporting.shares import percent, shares, tell_of_number, tell_of_typing
from quizkit.formats.exporting.xml_writing import short_number

_ESCAPES = str.maketrans({**{sign: f"\\{sign}" for sign in "\\~=#{}:"}, "\n": "\\n", "\r": ""})
_PAIR = "->"  # there is no escape for it
_FORMATS = ("[html]", "[markdown]", "[moodle]", "[plain]")

Note = Callable[[str], None]


def gift(quiz: Quiz) -> Written:
    """`quiz` as the content of a file that takes GIFT."""
    notes = Notes(quiz)
    notes.of_all(
        f"GIFT has no time limit and shuffles options: in the quiz that you make of the questions, set "
        f"{quiz.minutes} minutes, and let it not shuffle within questions."
    )
    parts = [
        f"// {text.visible(quiz.title, one_line=True)}, form {quiz.form}",
        f"$CATEGORY: {category(quiz)}",
    ]
    if quiz.instructions:
        parts.append(f"::{escaped(f'{quiz.form}00 instructions')}::{_rich(body(quiz.instructions))}")
    parts += [_question(quiz, item, partial(notes.of, item)) for item in quiz.items]
    return notes.written("\n\n".join(parts) + "\n")


def escaped(words: str) -> str:
    """`words` without a sign or a new line that GIFT would act on."""
    return words.translate(_ESCAPES)


def _question(quiz: Quiz, item: Item, note: Note) -> str:
    if item.points != 1:
        note(f"it brings {short_number(item.points)} points, which the quiz must be told.")
    title = f"// [id:{item.address}]\n::{escaped(name(quiz, item))}::{_rich(_asked(item))}"
    mark, answers = _answered(item, note)
    rows = [*answers, f"####{_rich(body(item.worked))}"] if item.worked else [*answers]
    return "\n".join([f"{title} {{{mark}", *(f"\t{row}" for row in rows), "}"])


def _asked(item: Item) -> str:
    match item.content:
        case Blocks() as blocks:
            return f"{body(item.prompt)}\n{lettered(blocks)}"
        case Program(starter):
            return body(with_starter(item.prompt, starter))
        case Number(unit=unit):
            return body(with_unit(item.prompt, unit))
    return body(item.prompt)


def _answered(item: Item, note: Note) -> tuple[str, Iterator[str]]:
    """What follows the brace, and a row for each answer."""
    right, wrong = shares(item, note)
    match item.content:
        case Choices() as choices:
            return "", _choices(choices, right, wrong, note)
        case Words() as words:
            tell_of_typing(note)
            return "", _words(words, note)
        case Number() as number:
            return "#", _number(number, note)
        case Blocks() as blocks:
            note("GIFT cannot ask for an order; the letters of the blocks are typed in order.")
            return "", _words(typed(blocks), note)
        case Program():
            note("GIFT has no programs: it is an essay there; grade it with 'exam grade'.")
            return "", iter(())


def _choices(choices: Choices, right: float, wrong: float, note: Note) -> Iterator[str]:
    if any(option.pin for option in choices.options):
        note("GIFT cannot keep an option at its place where a quiz shuffles them.")
    for option in choices.options:
        if option.right and not choices.many:
            mark = "="
        else:
            share = right if option.right else wrong
            mark = f"~%{percent(share)}%" if share else "~"
        yield f"{mark}{_rich(line(option.text))}{_said(option.feedback)}"


def _words(words: Words, note: Note) -> Iterator[str]:
    if words.capitals:
        note("GIFT cannot say that capitals count; they make no difference there.")
    held = [accepted for accepted in words.accepted if _PAIR not in accepted]
    if not held:
        note(f"GIFT takes a '{_PAIR}' for a pair, so that it is an essay there.")
        return
    if len(held) < len(words.accepted):
        note(f"an accepted text with '{_PAIR}' is left out, which GIFT takes for a pair.")
    for accepted in held:
        yield f"=%100%{_typed(accepted)}{_said(words.feedback)}"
    for wrong, said in words.wrong:
        if said and _PAIR not in wrong:
            yield f"=%0%{_typed(wrong)}{_said(said)}"


def _typed(words: str) -> str:
    """A text to be typed, which must not begin like the name of a format."""
    plain = escaped(literal(words))
    return f"[plain]{plain}" if words.startswith(_FORMATS) else plain


def _number(number: Number, note: Note) -> Iterator[str]:
    if number.unit:
        note("GIFT has no units: the prompt names it, and only the number is typed.")
    tell_of_number(number, note)
    reach = (number.high - number.low) / 2
    off = short_number(reach, reach * 1e-9)
    yield f"=%100%{short_number(number.value)}:{off}{_said(number.feedback)}"
    for value, said in number.wrong:
        yield f"=%0%{short_number(value)}:{off}{_said(said)}"


def _rich(html: str) -> str:
    return f"[html]{escaped(html)}"


def _said(markdown: str) -> str:
    return f"#{_rich(line(markdown))}" if markdown else ""
