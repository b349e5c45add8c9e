"""Canvas QTI 1.2: a form as the package that Canvas imports as a classic quiz."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from quizkit import text
from quizkit.formats.exporting.body import body
from quizkit.formats.exporting.canvas_item import item_element, metadata
from quizkit.formats.exporting.notes import Notes
from quizkit.formats.exporting.quiz import Blocks, Choices, Item, Number, Program, Quiz, Words, Written
from quizkit.formats.exporting.xml_writing import document, element, holdable, short_number
from quizkit.formats.packages import zipped
from quizkit.grading.scoring import CONFIDENCE, policy_named

LONGEST_TITLE = 255
DECIMALS = 4  # what somebody types into a numerical question is rounded to so many
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_MD = "http://www.imsglobal.org/xsd/imsmd_v1p2"


def canvas_qti(quiz: Quiz) -> Written:
    """The package as a zip."""
    mark = hashlib.sha256(repr(quiz).encode("utf-8", "backslashreplace")).hexdigest()[:16]
    name = f"quizkit_assessment_{mark}"
    files = {
        "imsmanifest.xml": _manifest(name, mark, quiz),
        "non_cc_assessments/": "",  # the layout that Canvas knows
        f"{name}/{name}.xml": _assessment(name, mark, quiz),
        f"{name}/assessment_meta.xml": _meta(name, mark, quiz),
    }
    return _notes(quiz).written(zipped(files))


def _title(quiz: Quiz) -> str:
    end = f", form {quiz.form}"
    return text.visible(quiz.title, one_line=True)[: LONGEST_TITLE - len(end)] + end


def _root(name: str, schema: str, *inside: Element, **attributes: str) -> str:
    spaces = {"xmlns": schema.partition(" ")[0], "xmlns:xsi": _XSI, "xsi:schemaLocation": schema}
    return document(element(name, *inside, attributes=spaces, **attributes))


def _assessment(name: str, mark: str, quiz: Quiz) -> str:
    items = [item_element(item, f"quizkit_question_{mark}_{item.number}") for item in quiz.items]
    assessment = element(
        "assessment",
        metadata({"cc_maxattempts": "1"}),
        element("section", *items, ident="root_section"),
        ident=name,
        title=_title(quiz),
    )
    schema = f"{_QTI} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
    return _root("questestinterop", schema, assessment)


def _meta(name: str, mark: str, quiz: Quiz) -> str:
    points = short_number(sum(item.points for item in quiz.items), 1e-9)
    fields = [element(label, value) for label, value in _settings(quiz, points)]
    assignment = element(
        "assignment", *_assignment(name, _title(quiz), points), identifier=f"quizkit_assignment_{mark}"
    )
    group = element("assignment_group_identifierref", f"quizkit_assignment-group_{mark}")
    schema = f"{_CANVAS} https://canvas.instructure.com/xsd/cccv1p0.xsd"
    last = element("assignment_overrides")
    return _root("quiz", schema, *fields, assignment, group, last, identifier=name)


def _settings(quiz: Quiz, points: str) -> Iterator[tuple[str, str]]:
    """Nothing is shuffled, since the form fixes the order, and no answer is shown before the teacher does."""
    yield "title", _title(quiz)
    yield "description", body(quiz.instructions)
    yield "shuffle_answers", "false"
    yield "scoring_policy", "keep_highest"
    yield "hide_results", "always"
    yield "quiz_type", "assignment"
    yield "points_possible", points
    yield "require_lockdown_browser", "false"
    yield "require_lockdown_browser_for_results", "false"
    yield "require_lockdown_browser_monitor", "false"
    yield "lockdown_browser_monitor_data", ""
    yield "show_correct_answers", "false"
    yield "anonymous_submissions", "false"
    yield "could_be_locked", "false"
    yield "time_limit", str(quiz.minutes)
    yield "allowed_attempts", "1"
    for name in (
        *("one_question_at_a_time", "cant_go_back", "available", "one_time_results"),
        *("show_correct_answers_last_attempt", "only_visible_to_overrides", "module_locked"),
    ):
        yield name, "false"


def _assignment(name: str, title: str, points: str) -> Iterator[Element]:
    yield element("title", title)
    for label in ("due_at", "lock_at", "unlock_at"):
        yield element(label)
    yield element("module_locked", "false")
    yield element("workflow_state", "unpublished")
    yield element("assignment_overrides")
    yield element("quiz_identifierref", name)
    yield element("allowed_extensions")
    yield element("has_group_category", "false")
    yield element("points_possible", points)
    yield element("grading_type", "points")
    yield element("all_day", "false")
    yield element("submission_types", "online_quiz")
    yield element("position", "1")
    for label in ("turnitin_enabled", "vericite_enabled"):
        yield element(label, "false")
    yield element("peer_review_count", "0")
    for label in (
        *("peer_reviews", "automatic_peer_reviews", "anonymous_peer_reviews"),
        *("grade_group_students_individually", "freeze_on_copy", "omit_from_final_grade"),
        *("intra_group_peer_reviews", "only_visible_to_overrides", "post_to_sis", "moderated_grading"),
    ):
        yield element(label, "false")
    yield element("grader_count", "0")
    yield element("grader_comments_visible_to_graders", "true")
    for label in ("anonymous_grading", "graders_anonymous_to_graders"):
        yield element(label, "false")
    yield element("grader_names_visible_to_final_grader", "true")
    yield element("anonymous_instructor_annotations", "false")
    yield element("post_policy", element("post_manually", "false"))


def _manifest(name: str, mark: str, quiz: Quiz) -> str:
    title = element("imsmd:title", element("imsmd:string", _title(quiz)))
    metadata_ = element(
        "metadata",
        element("schema", "IMS Content"),
        element("schemaversion", "1.1.3"),
        element("imsmd:lom", element("imsmd:general", title)),
    )
    needed = f"quizkit_dependency_{mark}"
    settings = f"{name}/assessment_meta.xml"
    resources = element(
        "resources",
        element(
            "resource",
            element("file", href=f"{name}/{name}.xml"),
            element("dependency", identifierref=needed),
            identifier=name,
            type="imsqti_xmlv1p2",
        ),
        element(
            "resource",
            element("file", href=settings),
            identifier=needed,
            type="associatedcontent/imscc_xmlv1p1/learning-application-resource",
            href=settings,
        ),
    )
    root = element(
        "manifest",
        metadata_,
        element("organizations"),
        resources,
        attributes={
            "xmlns": _CP,
            "xmlns:imsmd": _MD,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{_CP} http://www.imsglobal.org/xsd/imscp_v1p1.xsd "
            f"{_MD} http://www.imsglobal.org/xsd/imsmd_v1p2p2.xsd",
        },
        identifier=f"quizkit_manifest_{mark}",
    )
    return document(root)


def _notes(quiz: Quiz) -> Notes:
    notes = Notes(quiz)
    for item in quiz.items:
        for sentence in (*_scored(item), *_unsaid(item)):
            notes.of(item, sentence)
    if not _title(quiz).startswith(text.visible(quiz.title, one_line=True)):
        notes.of_all(f"The title is cut, since Canvas takes {LONGEST_TITLE} characters.")
    notes.of_all(
        "The quiz comes unpublished and shows neither results nor right answers; let students see them, in "
        "its settings, when everybody has handed in."
    )
    return notes


def _scored(item: Item) -> Iterator[str]:
    """How Canvas scores a question in another way."""
    content = item.content
    policy = policy_named(item.policy or "net-correct")
    if isinstance(content, Choices) and content.many:
        if not any(option.right for option in content.options):
            yield "no option is right, which Canvas cannot take; give its points by hand."
        elif policy.name != "net-correct":
            yield (
                f"it is scored by '{policy.name}' here; in Canvas a wrong pick takes away what a right one "
                "brings, and the whole is never below 0."
            )
    elif policy.rule == CONFIDENCE:
        yield "Canvas does not ask how sure somebody is: the right answer brings all points, another one 0."
    elif policy.lowest < 0:
        yield "a wrong answer takes nothing off in Canvas."
    if isinstance(content, Blocks):
        yield "the place of each block is asked for, and each right one brings a share of the points."


def _unsaid(item: Item) -> Iterator[str]:
    """What has no place in Canvas."""
    content = item.content
    match content:
        case Choices() if any(option.pin for option in content.options):
            yield "Canvas cannot pin an option; leave the options unshuffled."
        case Words():
            if content.capitals:
                yield "Canvas takes capitals and small letters for the same."
            if any(holdable(word) != word for word in content.accepted):
                yield "a character of an accepted text that XML cannot hold stands there as its number."
        case Number():
            yield f"Canvas wants numbers typed as 0.5, without a unit, and rounds to {DECIMALS} decimals."
            if not content.low <= round(content.value, DECIMALS) <= content.high:
                yield f"its answer needs more than {DECIMALS} decimals, so that none may be right in Canvas."
        case Program():
            yield "Canvas cannot judge a program: it is an essay, graded by hand."
    if isinstance(content, Words | Number) and any(said for _, said in content.wrong):
        yield "what is said of certain wrong answers is left out, since Canvas would take them for right."
