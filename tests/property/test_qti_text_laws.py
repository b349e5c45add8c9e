"""Laws of both QTI formats: whatever a text holds, and wherever it stands, it comes out as it is read."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizkit import text
from quizkit.formats.exporting.canvas_qti import canvas_qti
from quizkit.formats.exporting.qti22 import qti22
from quizkit.formats.exporting.qti22_item import item_document
from quizkit.formats.exporting.quiz import (
    Blocks,
    Choices,
    Content,
    Item,
    Number,
    Option,
    Program,
    Quiz,
    Words,
)
from quizkit.formats.exporting.xml_writing import holdable
from quizkit.formats.importing.canvas_qti import read_canvas_zip
from quizkit.formats.importing.drafting import drafted
from tests.support import schemas
from tests.support.qti22_player import NAMESPACE as QTI22

SIGNS = "<>&\"'`*_#[](){}~=:$\\|%;/!?+-.,@^ abcfi 123äβ日𝔼→≤\u0302"
HIDDEN = "\x00\x07\x0b\x1b\x7f\x85\u200b\u200d\u202e\u2028\ufeff\ufffe\uffff\ud800\r\t"
ANY = st.text(st.sampled_from(SIGNS + HIDDEN), min_size=1, max_size=25)
PLAIN = (
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=25)
    .map(lambda words: " ".join(words.split()))
    .filter(lambda words: bare(words))
)
BLOCKS = (
    "- ", "1. ", "3. ", "> ", "# ", "   ", "    ", "\n", "\n\n", "a", "`c`", "**b**", "*i*", "$x$", "$$y$$",
    "\n$$\nz\n$$\n", "```\ncode\n```\n", "[w](http://x.y)", "![p](assets/a.png)", "---\n", "\\\n", "`", "*",
    "[![p](a.png)](http://x.y)", "<b>", "&amp;", "$\\hat{x}_{i}^{2}$", "$\\sqrt[3]{\\frac{a}{b}}$",
    "$\\begin$", "<http://a.b/\u00e4%zz>", "[w](mailto:x)", "\t",
)  # fmt: skip
HARD = "]]> <![CDATA[ <!-- --> &amp; &#0; <b>x</b> \\(x\\) $y$ ${z} ::t:: {=a} \x0b\u202e\ufffe"
CASES = settings(max_examples=60, deadline=None)


def two_options(one: str, other: str) -> tuple[Option, ...]:
    """Options whose feedback is the first text."""
    return Option("A", "a", one, True, one), Option("B", "b", other, False, one, "last")


def everywhere(words: str) -> Quiz:
    """A form with `words` in each place that holds a text of others."""
    shown, code = text.markdown_inline(words), text.inline_code(words)
    options = two_options(shown, code)
    contents: tuple[Content, ...] = (
        Choices(options, many=False),
        Choices(options, many=True),
        Words((words,), True, ((f"{words}!", shown),), shown),
        Number(1.0, 0.0, 2.0, words, ((5.0, shown),), shown),
        Blocks((("A", "a", shown), ("B", "b", code)), ("B", "A"), shown),
        Program(words),
    )
    items = tuple(
        Item(number, f"c/t/q{number}", 1.0, shown, content, shown)
        for number, content in enumerate(contents, start=1)
    )
    return Quiz("e", words, "A", 10, shown, "en", items)


def files(content: str | bytes) -> dict[str, str]:
    assert isinstance(content, bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist() if not name.endswith("/")}


def squeezed(words: str) -> str:
    return "".join(words.split())


def as_read(words: str) -> str:
    """What a reader sees of `words` in running text."""
    return squeezed(holdable(text.visible(words, one_line=True)))


class Shown(HTMLParser):
    """The words of HTML, without what is only there to be passed over."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.words = ""
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words += data


def inside(node: ElementTree.Element) -> str:
    return squeezed("".join(node.itertext()))


@CASES
@given(ANY)
@example(HARD)
@example(" ")
def test_qti22_shows_the_words_in_every_place(words: str) -> None:
    packed, wanted = files(qti22(everywhere(words)).content), as_read(words)
    test = ElementTree.fromstring(packed["assessmentTest.xml"])
    assert squeezed(test.attrib["title"]) == f"{wanted},formA"
    assert [inside(one) for one in test.iter(f"{QTI22}rubricBlock")] == ([wanted] if wanted else [])
    for number in range(1, 7):
        item = ElementTree.fromstring(packed[f"items/{number:03}.xml"])
        (body,) = item.iter(f"{QTI22}itemBody")
        assert inside(body).startswith(wanted)
        assert inside(body).endswith(wanted)  # the solution
        assert {inside(one) for one in item.iter(f"{QTI22}simpleChoice")} <= {wanted}
        assert {inside(one) for one in item.iter(f"{QTI22}modalFeedback")} <= {wanted}
    typed = ElementTree.fromstring(packed["items/003.xml"])
    assert [one.attrib["mapKey"] for one in typed.iter(f"{QTI22}mapEntry")] == [holdable(words)]
    assert next(typed.iter(f"{QTI22}value")).text == holdable(words)


@CASES
@given(ANY)
@example(HARD)
def test_canvas_shows_the_words_in_every_place(words: str) -> None:
    packed, wanted = files(canvas_qti(everywhere(words)).content), as_read(words)
    for document in packed.values():
        ElementTree.fromstring(document)
    (quiz,) = [packed[name] for name in packed if name.rpartition("/")[2].startswith("quizkit_")]
    root = ElementTree.fromstring(quiz)
    shown = [squeezed(Shown(one.text or "").words) for one in root.iter() if one.tag.endswith("}mattext")]
    assert {one for one in shown if not one.isdigit() and not _is_asked(one, wanted)} <= {wanted}
    compared = [one.text or "" for one in root.iter() if one.tag.endswith("}varequal")]
    assert holdable(words) in compared
    assert squeezed(root[0].attrib["title"]) == f"{wanted},formA"


def _is_asked(shown: str, wanted: str) -> bool:
    """Whether a text is the prompt with what stands below it."""
    return shown.startswith(wanted) and shown != wanted


@CASES
@given(PLAIN)
@example("\\(x\\) and \\[y\\] $5 ${z} &lt; <b>")
def test_what_went_to_canvas_comes_back(words: str) -> None:
    content, wanted = canvas_qti(everywhere(words)).content, bare(words)
    assert isinstance(content, bytes)
    found = drafted(read_canvas_zip(content, "quiz.zip"), "t", "T").topic["questions"]
    assert isinstance(found, list)
    choice, many, typed, number = found[:4]
    for question in (choice, many):
        texts = [part for option in question["options"] for part in (option["text"], option["feedback"])]
        assert {bare(text.one_line(one)) for one in texts} == {wanted}
    for question in (choice, many, typed):
        assert bare(text.one_line(question["prompt"])) == wanted
        assert [bare(text.one_line(one)) for one in question["solution"]["steps"]] == [wanted]
    assert typed["accept"] == [words]
    assert (number["value"], number["tolerance"]) == (1, {"absolute": 1})


def bare(words: str) -> str:
    """`words` without the marks of code, in which the importer puts what looks like a tag."""
    return squeezed(words).replace("`", "")


@pytest.mark.skipif(not schemas.FOLDER.is_dir(), reason=schemas.REASON)
@settings(max_examples=30, deadline=None)
@given(ANY)
@example(HARD)
def test_qti22_stays_valid(words: str) -> None:
    for name, document in files(qti22(everywhere(words)).content).items():
        schema = schemas.packages() if name == "imsmanifest.xml" else schemas.qti22()
        assert schemas.faults(schema, document) == [], name


@pytest.mark.skipif(not schemas.FOLDER.is_dir(), reason=schemas.REASON)
@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), max_size=18).map("".join))
def test_any_markdown_is_content_that_qti22_allows(markdown: str) -> None:
    item = Item(1, "c/t/q", 1.0, markdown, Choices(two_options(markdown, markdown), many=False), markdown)
    document = item_document(item, Quiz("e", "T", "A", 10, markdown, "en", (item,)))
    assert schemas.faults(schemas.qti22(), document) == []


@pytest.mark.parametrize("name", ["canvas_qti", "qti22"])
def test_another_process_writes_the_same_bytes(name: str) -> None:
    program = (
        "import hashlib\n"
        f"from quizkit.formats.exporting.{name} import {name}\n"
        "from tests.property.test_qti_text_laws import HARD, everywhere\n"
        f"print(hashlib.sha256({name}(everywhere(HARD)).content).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert re.fullmatch(r"[0-9a-f]{64}\n", digests.pop())
