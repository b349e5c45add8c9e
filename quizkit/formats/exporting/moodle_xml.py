"""Moodle XML: a form as a category of Moodle's question bank, in the order of the form.

The options stand as the form has them and are not shuffled, so that its letters are those of the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from xml.etree.ElementTree import Element

from quizkit.formats.exporting.below import with_unit
from quizkit.formats.exporting.body import body, line
from quizkit.formats.exporting.lettered import lettered, typed
from quizkit.formats.exporting.notes import Notes
from quizkit.formats.exporting.quiz import Blocks, Choices, Item, Number, Program, Quiz, Words, Written
from quizkit.formats.exporting.shares import percent, shares, tell_of_number, tell_of_typing
from quizkit.formats.exporting.xml_writing import document, element, holdable, short_number
from quizkit.formats.platform_words import block_forms

LONGEST_NAME, LONGEST_ID, LONGEST_UNIT = 255, 100, 50
_PLUGIN = "@@PLUGINFILE@@"  # Moodle puts an address in its place, wherever it stands

Note = Callable[[str], None]


def moodle_xml(quiz: Quiz) -> Written:
    """`quiz` as the content of a file that "Import" of Moodle's question bank takes."""
    notes = Notes(quiz)
    notes.of_all(
        f"Questions have no time limit in Moodle: set {quiz.minutes} minutes in the quiz that you make."
    )
    parts = [_category(quiz)]
    if quiz.instructions:
        title = f"{quiz.form}00 instructions"
        parts.append(
            element("question", _named(title), _rich("questiontext", quiz.instructions), type="description")
        )
    parts += [_question(quiz, item, partial(notes.of, item)) for item in quiz.items]
    return notes.written(document(element("quiz", *parts)))


def category(quiz: Quiz) -> str:
    """Where the questions go, from the course's own top category."""
    return f"$course$/top/{quiz.exam}-{quiz.form}"


def name(quiz: Quiz, item: Item) -> str:
    """What a question is called: sorted by name, the questions are in the form's order."""
    return f"{quiz.form}{item.number:02} {item.address.partition('/')[2]}"[:LONGEST_NAME]


def _category(quiz: Quiz) -> Element:
    info = element("info", _text(f"{holdable(quiz.title)}, form {quiz.form}"), format="plain_text")
    return element("question", element("category", _text(category(quiz))), info, type="category")


def _question(quiz: Quiz, item: Item, note: Note) -> Element:
    kind, parts = _answered(item, note)
    identity = item.address if len(item.address) <= LONGEST_ID else ""
    if not identity:
        note(f"its address has more than the {LONGEST_ID} characters of an ID number, which stays empty.")
    return element(
        "question",
        _named(name(quiz, item)),
        _asked(item),
        _rich("generalfeedback", item.worked),
        element("defaultgrade", short_number(item.points)),
        element("penalty", "0"),
        element("hidden", "0"),
        element("idnumber", identity),
        *parts,
        type=kind,
    )


def _asked(item: Item) -> Element:
    shown = body(item.prompt)
    if isinstance(item.content, Number):
        shown = body(with_unit(item.prompt, item.content.unit))
    elif isinstance(item.content, Blocks) and _why_typed(item.content):
        shown = f"{shown}\n{lettered(item.content)}"
    return element("questiontext", _text(shown), format="html")


def _why_typed(blocks: Blocks) -> str:
    """Why an order cannot be dragged in Moodle, but is typed; "" if it can be."""
    if len(blocks.right) < len(blocks.blocks):
        return "Moodle's ordering has no blocks that are left over"
    seen = [block_forms(markdown) for _, _, markdown in blocks.blocks]
    if sum(map(len, seen)) > len(set().union(*seen)):
        return "Moodle's report shows the beginning of a block, which here some share"
    return ""


def _answered(item: Item, note: Note) -> tuple[str, Iterator[Element]]:
    """Moodle's type of the question, and what is peculiar to it."""
    right, wrong = shares(item, note)
    match item.content:
        case Choices() as choices:
            return "multichoice", _choices(choices, right, wrong)
        case Words() as words:
            tell_of_typing(note)
            return "shortanswer", _words(words, note)
        case Number() as number:
            return "numerical", _number(number, note)
        case Blocks() as blocks if why := _why_typed(blocks):
            note(f"{why}; the letters are typed in order.")
            return "shortanswer", _words(typed(blocks), note)
        case Blocks() as blocks:
            note("Moodle shuffles its blocks anew for each learner; before 4.4 it needs the ordering plugin.")
            return "ordering", _ordering(blocks)
        case Program() as program:
            note("Moodle cannot judge a program, which is an essay there; grade it with 'exam grade'.")
            return "essay", _essay(program)


def _choices(choices: Choices, right: float, wrong: float) -> Iterator[Element]:
    yield element("single", "false" if choices.many else "true")
    yield element("shuffleanswers", "false")
    yield element("answernumbering", "ABCD")
    yield element("showstandardinstruction", "0")
    for option in choices.options:
        share = percent(right if option.right else wrong)
        yield _answer(share, line(option.text), option.feedback, "html")


def _words(words: Words, note: Note) -> Iterator[Element]:
    yield element("usecase", "1" if words.capitals else "0")
    for accepted in words.accepted:
        if holdable(accepted) != accepted:
            note("a character of an accepted text that XML cannot hold stands there as its number.")
        yield _answer("100", literal(accepted), words.feedback)
    for wrong, said in words.wrong:
        if said:
            yield _answer("0", literal(wrong), said)


def literal(words: str) -> str:
    """A text to be typed, in which Moodle is to take no star for "anything"."""
    return words.replace("*", "\\*")


def _number(number: Number, note: Note) -> Iterator[Element]:
    tell_of_number(number, note)
    reach = (number.high - number.low) / 2
    tolerance = short_number(reach, reach * 1e-9)
    yield _answer("100", short_number(number.value), number.feedback, tolerance=tolerance)
    for value, said in number.wrong:
        yield _answer("0", short_number(value), said, tolerance=tolerance)
    if len(number.unit) > LONGEST_UNIT:
        note(f"its unit has more than {LONGEST_UNIT} characters and is left out.")
    elif number.unit:
        unit = element("unit", element("multiplier", "1"), element("unit_name", number.unit))
        yield element("units", unit)
        yield element("unitgradingtype", "0")
        yield element("showunits", "0")


def _ordering(blocks: Blocks) -> Iterator[Element]:
    for setting, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", str(len(blocks.right))),
        ("gradingtype", "ALL_OR_NOTHING"),
        ("showgrading", "HIDE"),
        ("numberingstyle", "none"),
    ):
        yield element(setting, value)
    if blocks.feedback:
        yield _rich("correctfeedback", blocks.feedback)
    texts = {letter: markdown for letter, _, markdown in blocks.blocks}
    for place, letter in enumerate(blocks.right, start=1):
        yield _answer(str(place), line(texts[letter]), "", "html")


def _essay(program: Program) -> Iterator[Element]:
    rows = min(40, max(10, program.starter.count("\n") + 5))
    yield element("responseformat", "monospaced")
    yield element("responserequired", "0")
    yield element("responsefieldlines", str(rows))
    yield element("attachments", "0")
    yield element("attachmentsrequired", "0")
    yield element("graderinfo", _text(""), format="html")
    yield element("responsetemplate", _text(program.starter), format="plain_text")


def _answer(share: str, text: str, said: str, markup: str = "plain_text", tolerance: str = "") -> Element:
    """An answer; `text` is as its `markup` has it, what is `said` of it is Markdown."""
    return element(
        "answer",
        _text(text),
        _rich("feedback", said) if said else None,
        element("tolerance", tolerance) if tolerance else None,
        fraction=share,
        format=markup,
    )


def _named(title: str) -> Element:
    return element("name", _text(title))


def _rich(tag: str, markdown: str) -> Element:
    return element(tag, _text(body(markdown)), format="html")


def _text(words: str) -> Element:
    return element("text", words.replace(_PLUGIN, "&#64;@PLUGINFILE@@"))
