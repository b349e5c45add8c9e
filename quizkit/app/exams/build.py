"""Builds an exam: a blueprint in; forms, keys, papers, a table to fill in, how equal the forms are out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizkit import source
from quizkit.bank.catalogue import open_topic
from quizkit.bank.loaded import LoadedTopic
from quizkit.errors import ContentError, UsageError
from quizkit.exam.building import assembled
from quizkit.exam.equality import Equality, equality
from quizkit.exam.plan import Plan, as_sentences
from quizkit.exam.pool import MOST_FINDINGS, is_usual
from quizkit.exam.shown import shown_items
from quizkit.formats.responses import empty_responses
from quizkit.formats.roster import Roster, read_roster
from quizkit.model.blueprint import Blueprint
from quizkit.model.exam import Form
from quizkit.model.finding import Finding
from quizkit.report.equality import NAME as EQUALITY
from quizkit.report.equality import equality_text
from quizkit.report.files import private_folder, write_all_private
from quizkit.report.pages.equality import NAME as EQUALITY_PAGE
from quizkit.report.pages.equality import equality_html
from quizkit.report.paper import key_text, paper_text

RESPONSES = "responses.csv"


@dataclass(frozen=True)
class Built:
    """The forms, the files written, how equal the forms are, and notes on the list of learners, if any."""

    forms: tuple[Form, ...]
    files: tuple[Path, ...]
    equality: Equality
    notes: tuple[Finding, ...] = ()


def build(blueprint: Path, out: Path, extra: Sequence[Path] = (), learners: Path | None = None) -> Built:
    """Build the exam of a blueprint file into `out`; the same bytes for the same blueprint and banks.

    `learners`, or the blueprint's own list, is a roster each of whom gets a personal form. Raises
    ContentError if the blueprint is broken, names what nobody knows or cannot be met, UsageError for a list
    that cannot be read. A responses.csv that somebody has begun to fill in is not overwritten: UsageError.
    """
    plan = read_blueprint(blueprint)
    roster = read_roster(learners) if learners is not None else _own_roster(plan)
    topics = topics_of(plan, extra)
    for loaded in topics.values():
        loaded.require_built(
            question for question in loaded.topic.questions if is_usual(question, plan.blueprint.programs)
        )
    exam = assembled(plan, topics)
    lettered = exam.forms()
    forms = exam.personal([person.id for person in roster.people]) if roster else lettered
    equal = equality(plan, exam.pool, lettered)
    files = _files(plan.blueprint, forms, equal, extra)
    private_folder(out)
    if RESPONSES in files:
        _keep_filled_in(out / RESPONSES, files[RESPONSES])
    write_all_private({out / name: content for name, content in files.items()})
    return Built(forms, tuple(out / name for name in files), equal, roster.findings if roster else ())


def _files(
    blueprint: Blueprint, forms: Sequence[Form], equal: Equality, extra: Sequence[Path]
) -> dict[str, str]:
    """What is written, by name. Nothing is printed of an exam with programs."""
    files: dict[str, str] = {}
    opened: dict[str, LoadedTopic] = {}

    def known(address: str) -> LoadedTopic:
        if address not in opened:
            opened[address] = open_topic(address, extra)
        return opened[address]

    for form in forms:
        items = shown_items(form, known)
        files[f"form-{form.form}.yaml"] = source.dump(form.model_dump(mode="json", exclude_none=True))
        files[f"form-{form.form}-key.txt"] = key_text(form, items)
        if not blueprint.programs:
            files[f"form-{form.form}-paper.txt"] = paper_text(form, items)
    files[EQUALITY] = equality_text(blueprint.title, equal)
    files[EQUALITY_PAGE] = equality_html(blueprint.title, equal)
    if not blueprint.programs:
        files[RESPONSES] = empty_responses(forms)
    return files


def read_blueprint(path: Path) -> Plan:
    """The blueprint at `path`. Raises UsageError if there is no file, ContentError with every finding."""
    if not path.exists():
        raise UsageError(
            f"there is no blueprint '{path}'; "
            f"'quizkit exam new {path} --topic TOPIC' writes one to begin with."
        )
    loaded = source.load(path, Blueprint)
    if loaded.value is None:
        raise ContentError(f"the blueprint '{path}' cannot be used.", loaded.findings)
    return Plan(loaded.value, str(path), loaded.lines)


def _own_roster(plan: Plan) -> Roster | None:
    """The list of learners that the blueprint names itself. Raises ContentError if it cannot be used."""
    if plan.blueprint.personal is None:
        return None
    try:
        return read_roster(Path(plan.file).parent / plan.blueprint.personal)
    except UsageError as error:
        finding = plan.finding("unusable-list", ("personal",), *as_sentences(error))
        raise ContentError(f"the blueprint '{plan.file}' cannot be used.", [finding]) from None


def topics_of(plan: Plan, extra: Sequence[Path]) -> Mapping[str, LoadedTopic]:
    """The topics of a plan by its names for them. Raises ContentError with a finding for each that fails."""
    topics: dict[str, LoadedTopic] = {}
    findings: list[Finding] = []
    for number, demand in enumerate(plan.blueprint.demands):
        for place, name in enumerate(demand.topics):
            if name in topics:
                continue
            try:
                topics[name] = open_topic(name, extra)
            except UsageError as error:
                path = ("demands", number, "topic", place)
                findings.append(plan.finding("unknown-topic", path, *as_sentences(error)))
            except ContentError as error:
                findings += error.findings
            if len(findings) >= MOST_FINDINGS:
                break
    if findings:
        raise ContentError(f"the blueprint '{plan.file}' cannot be used.", findings)
    return topics


def _keep_filled_in(path: Path, empty: str) -> None:
    content = path.read_bytes() if path.exists() else b""
    filled = [line for line in content.splitlines() if line.strip(b",;\t \0")]
    if content != empty.encode() and len(filled) > 1:
        raise UsageError(f"'{path}' holds answers already; move it away, or build into another folder.")
