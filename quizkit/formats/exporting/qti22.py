"""QTI 2.2: a form as a content package, with a file for each item, one for the test, and the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from quizkit import text
from quizkit.formats.exporting.notes import Notes
from quizkit.formats.exporting.qti22_body import RUNNING, blocks, starts_elsewhere
from quizkit.formats.exporting.qti22_item import ROOT, identifier, item_document
from quizkit.formats.exporting.qti22_scoring import SCORE, policy_of
from quizkit.formats.exporting.quiz import Blocks, Choices, Item, Number, Program, Quiz, Words, Written
from quizkit.formats.exporting.xml_writing import document, element, holdable, short_number
from quizkit.formats.packages import zipped
from quizkit.grading.scoring import CONFIDENCE

TEST = "assessmentTest.xml"
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_CP_SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd"


def qti22(quiz: Quiz) -> Written:
    """The package as a zip."""
    files = {"imsmanifest.xml": _manifest(quiz), TEST: _test(quiz)}
    files |= {_file(item): item_document(item, quiz) for item in quiz.items}
    return _notes(quiz).written(zipped(files))


def _file(item: Item) -> str:
    return f"items/{item.number:03}.xml"


def _title(quiz: Quiz) -> str:
    return text.visible(f"{quiz.title}, form {quiz.form}", one_line=True)


def _test(quiz: Quiz) -> str:
    total = short_number(sum(item.points for item in quiz.items), 1e-9)
    control = element(
        "itemSessionControl", maxAttempts="1", showFeedback="false", showSolution="false", allowReview="true"
    )
    part = element(
        "testPart",
        control,
        _section(quiz),
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    total_scored = element("sum", element("testVariables", variableIdentifier=SCORE))
    if any(policy_of(item).lowest < 0 for item in quiz.items):  # as here, where no total is below 0
        nothing = element("baseValue", "0", baseType="float")
        total_scored = element("max", total_scored, nothing)
    root = element(
        "assessmentTest",
        _outcome(SCORE, "0"),
        _outcome("MAXSCORE", total),
        element("timeLimits", maxTime=str(quiz.minutes * 60), allowLateSubmission="false"),
        part,
        element("outcomeProcessing", element("setOutcomeValue", total_scored, identifier=SCORE)),
        attributes=ROOT,
        identifier=f"{quiz.exam}-{quiz.form}",
        title=_title(quiz),
        toolName="quizkit",
    )
    return document(root, RUNNING)


def _section(quiz: Quiz) -> Element:
    instructions = blocks(quiz.instructions)
    return element(
        "assessmentSection",
        element("ordering", shuffle="false"),
        element("rubricBlock", *instructions, view="candidate") if instructions else None,
        *(
            element("assessmentItemRef", identifier=identifier(item, quiz), href=_file(item))
            for item in quiz.items
        ),
        identifier="section",
        title=_title(quiz),
        visible="true",
    )


def _outcome(name: str, value: str) -> Element:
    default = element("defaultValue", element("value", value))
    return element("outcomeDeclaration", default, identifier=name, cardinality="single", baseType="float")


def _manifest(quiz: Quiz) -> str:
    metadata = element("metadata", element("schema", "QTIv2.2 Package"), element("schemaversion", "1.0.0"))
    root = element(
        "manifest",
        metadata,
        element("organizations"),
        element("resources", *_resources(quiz)),
        attributes={
            "xmlns": _CP,
            "xmlns:xsi": ROOT["xmlns:xsi"],
            "xsi:schemaLocation": f"{_CP} {_CP_SCHEMA}",
        },
        identifier="manifest",
    )
    return document(root)


def _resources(quiz: Quiz) -> Iterator[Element]:
    needed = [element("dependency", identifierref=identifier(item, quiz)) for item in quiz.items]
    yield _resource("test", "imsqti_test_xmlv2p2", TEST, needed)
    for item in quiz.items:
        yield _resource(identifier(item, quiz), "imsqti_item_xmlv2p2", _file(item), [])


def _resource(name: str, kind: str, file: str, needed: list[Element]) -> Element:
    held = [element("file", href=file), *needed]
    return element("resource", *held, identifier=name, type=kind, href=file)


def _notes(quiz: Quiz) -> Notes:
    notes = Notes(quiz)
    for item in quiz.items:
        for sentence in _unsaid(item):
            notes.of(item, sentence)
    if starts_elsewhere([quiz.instructions]):
        notes.of_all("A numbered list in the instructions begins at 1 there.")
    notes.of_all(
        "The test shows no feedback; turn it on in the other system when everybody has handed in. The worked "
        "solutions are for scorers."
    )
    return notes


def _unsaid(item: Item) -> Iterator[str]:
    """What cannot be said of a question."""
    content = item.content
    texts = [item.prompt, item.worked]
    if isinstance(content, Choices):
        texts += [words for option in content.options for words in (option.text, option.feedback)]
    if starts_elsewhere(texts):
        yield "a numbered list that begins at another number begins at 1 there."
    if item.policy == CONFIDENCE:
        yield "nobody is asked how sure they are; the right answer brings all points, another one 0."
    match content:
        case Choices(many=True) if not any(option.right for option in content.options):
            yield "no option is right, so whoever ticks none gets the points, even who never looked at it."
        case Blocks() if len(content.blocks) > len(content.right):
            yield "some blocks are not needed; a system that wants every block put in order cannot take it."
        case Number():
            yield "numbers are typed as 0.5 or 1e-3 there: no 1/2, no decimal comma, no unit."
        case Words():
            if any(holdable(word) != word for word in content.accepted):
                yield "a character of an accepted text that XML cannot hold stands there as its number."
            yield "what is typed is compared as it stands: double spaces and the like count."
        case Program():
            yield "no other system can judge a program: a person scores it there."
