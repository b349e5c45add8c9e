"""The laws of an exam at a computer: the clock runs on, nothing is judged, what is handed in is graded."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizkit import source
from quizkit.app.classes.judging import Progress
from quizkit.app.exams.folder import shown_forms
from quizkit.app.exams.grade import Request, grade_exam, read_forms
from quizkit.app.exams.packages import export
from quizkit.app.exams.sitting import ExamSitting
from quizkit.app.exams.take import (
    checked_learner,
    default_path,
    learner_of,
    open_exam,
    open_package,
    write_hand_in,
)
from quizkit.app.learning.desk import own_desk
from quizkit.bank.loaded import load_topic, usable
from quizkit.bank.version import version_in
from quizkit.clock import Clock
from quizkit.errors import UsageError
from quizkit.exam.packing import pack, package_digest
from quizkit.formats.hand_ins import read_hand_ins
from quizkit.formats.opening import Unreached
from quizkit.formats.packages import NAME, zipped
from quizkit.model.answer import Answer, Chosen, ChosenSet, Ordered, Typed
from quizkit.model.exam import Form, FormItem
from quizkit.report.table import ClassTable
from quizkit.session import effects as do
from quizkit.session import inputs as on
from quizkit.session.machine import step
from quizkit.session.state import State
from quizkit.store.log import open_log
from tests.support.users import as_ordinary_user

TOPIC = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: one, kind: choice, difficulty: easy, skills: [s], prompt: "One?", options: [
       {id: key, text: A, correct: true}, {id: lure, text: B}, {id: bait, text: C}], solution: {}}
  - {id: some, kind: multiple, difficulty: easy, skills: [s], prompt: "Some?", options: [
       {id: none, text: A}, {id: x, text: B}], solution: {}}
  - {id: word, kind: text, difficulty: easy, skills: [s], prompt: "Which?", accept: ["'='"], solution: {}}
  - {id: line-up, kind: order, difficulty: easy, skills: [s], prompt: "Order?",
     blocks: [{id: x, text: X}, {id: y, text: Y}, {id: z, text: Z}], answer: [y, x], solution: {}}
"""
OPTIONS = {"one": ("bait", "key", "lure"), "some": ("x", "none"), "line-up": ("z", "x", "y")}
RIGHT: tuple[Answer, ...] = (
    Chosen(option="b"),
    ChosenSet(options=frozenset()),
    Typed(text="'='"),
    Ordered(blocks=("c", "b")),
)
BEGINNING = datetime(2030, 1, 1, 12, tzinfo=UTC)


class Hands:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.passed = timedelta(0)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: BEGINNING + self.passed, self.passed.total_seconds)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a bank, a form of it in `built` and its package in `packed`."""
    (tmp_path / "c").mkdir()
    path = tmp_path / "c" / "t.yaml"
    path.write_text(TOPIC)
    loaded = usable(load_topic(path))
    form = Form(
        format=1,
        exam="e",
        title="An exam",
        form="A",
        minutes=30,
        blueprint="0" * 64,
        engine="0",
        items=tuple(
            FormItem(
                question=f"c/t/{question.id}",
                grade_version=version_in(loaded, question, None),
                points=2,
                options=OPTIONS.get(question.id, ()),
            )
            for question in loaded.topic.questions
        ),
    )
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "form-A.yaml").write_text(
        source.dump(form.model_dump(mode="json", exclude_none=True))
    )
    export(tmp_path / "built", tmp_path / "packed", extra=[tmp_path])
    return tmp_path


@contextmanager
def opened(place: Path, hands: Hands, factor: float = 1.0, new: bool = False) -> Iterator[ExamSitting]:
    with open_log(place / "log.db", hands.clock) as log:
        package = open_package(place / "packed" / "e-A.zip")
        yield open_exam(package, log, own_desk(), hands.clock, factor, new)


def drive(sitting: ExamSitting, *inputs: on.Input) -> tuple[State, list[do.Effect]]:
    """The exam after some inputs, everything saved, with all effects."""
    state, seen = sitting.state, list[do.Effect]()
    for given in inputs:
        state, effects = step(state, given)
        for effect in effects:
            if isinstance(effect, do.Save):
                sitting.save(effect.what)
        seen += effects
    return state, seen


def gives(sitting: ExamSitting, *answers: Answer) -> list[on.Input]:
    items = sitting.plan.items
    return [
        on.Give(answer, sitting.grade_version(item)) for item, answer in zip(items, answers, strict=False)
    ]


def grade(place: Path, handed_in: Path) -> ClassTable:
    request = Request(place / "built", handed_in, place / "graded", extra=(place,))
    return grade_exam(request, Hands().clock, Progress())[0]


def hand_in(place: Path, hands: Hands, learner: str, *answers: Answer, new: bool = False) -> Path:
    path = place / default_path(open_package(place / "packed" / "e-A.zip"), learner)
    with opened(place, hands, new=new) as sitting:
        drive(sitting, on.Begin(), *gives(sitting, *answers), on.HandIn(), on.HandIn())
        write_hand_in(sitting, learner, path)
    return path


def test_what_is_handed_in_is_graded_by_the_form(place: Path, hands: Hands) -> None:
    table = grade(place, hand_in(place, hands, "Ana", *RIGHT))
    (row,) = table.rows
    assert (row.learner, row.form, row.earned, row.possible) == ("Ana", "A", 8, 8)
    assert table.findings == ()


def test_many_hand_ins_are_graded_from_a_folder_or_a_zip_of_zips(place: Path, hands: Hands) -> None:
    paths = [hand_in(place, hands, f"L{n}", *RIGHT[:n], new=True) for n in range(3)]
    (place / "all" / "deeper").mkdir(parents=True)
    for path in paths:
        path.rename(place / "all" / "deeper" / path.name)
    with zipfile.ZipFile(place / "all.zip", "w") as archive:
        for path in paths:
            archive.write(place / "all" / "deeper" / path.name, f"moodle/{path.name}")
    for handed_in in (place / "all", place / "all.zip"):
        assert [row.earned for row in grade(place, handed_in).rows] == [0, 2, 4]


@pytest.mark.parametrize("closed", ["responses.csv", "handed-in.json", "."])
def test_a_hand_in_that_the_engine_may_not_open_stops_the_grading(
    place: Path, hands: Hands, closed: str
) -> None:
    forms, packages = unpacked(place, hands, closed)
    with (
        as_ordinary_user(place / "all"),
        pytest.raises(UsageError, match="could not be opened: Permission denied; nothing was graded"),
    ):
        read_hand_ins(Path(), forms, packages)


def test_a_program_that_the_engine_may_not_open_is_not_taken_for_nothing(place: Path, hands: Hands) -> None:
    forms, packages = unpacked(place, hands, "programs/1.py")
    with as_ordinary_user(place / "all"):
        returned = read_hand_ins(Path(), forms, packages)
    assert {type(one) for one in returned.handed.values()} == {Unreached}


def unpacked(place: Path, hands: Hands, closed: str) -> tuple[tuple[Form, ...], dict[str, str]]:
    """One hand-in as a folder `all/ana`, in which the engine may not open `closed`."""
    forms = read_forms(place / "built")
    shown = shown_forms(forms, (place,))
    with zipfile.ZipFile(hand_in(place, hands, "Ana", *RIGHT)) as archive:
        archive.extractall(place / "all" / "ana")
    (place / "all" / "ana" / "programs").mkdir()
    (place / "all" / "ana" / "programs" / "1.py").write_text("x = 1")
    for path in (place / "all", *(place / "all").rglob("*")):
        path.chmod(0o755)
    (place / "all" / "ana" / closed).chmod(0)
    return forms, {form.form: package_digest(pack(form, shown[form.form])) for form in forms}


def test_the_clock_runs_from_the_first_event_on_whoever_comes_back(place: Path, hands: Hands) -> None:
    with opened(place, hands, factor=1.5) as sitting:
        assert sitting.seconds_left == 45 * 60
        drive(sitting, on.Begin(), *gives(sitting, RIGHT[0]))
    hands.passed = timedelta(minutes=40)
    with opened(place, hands) as sitting:  # without the factor, which is remembered
        assert sitting.seconds_left == 5 * 60
        assert sitting.state.current.turn == 1
        assert sitting.state.standings[0].answer == RIGHT[0]


def test_a_minute_that_is_begun_counts_as_left_but_never_beyond_the_whole(place: Path, hands: Hands) -> None:
    with opened(place, hands, factor=0.15) as sitting:  # four and a half minutes
        assert sitting.minutes_left == 4
        drive(sitting, on.Begin())
        told = []
        for seconds in (0.5, 29, 31, 90, 210, 211, 270):
            hands.passed = timedelta(seconds=seconds)
            told.append(sitting.minutes_left)
        assert told == [4, 4, 4, 3, 1, 0, 0]


def test_when_the_time_is_up_what_is_there_is_handed_in(place: Path, hands: Hands) -> None:
    with opened(place, hands) as sitting:
        drive(sitting, on.Begin(), *gives(sitting, RIGHT[0]))
    hands.passed = timedelta(hours=9)
    with opened(place, hands) as sitting:
        assert sitting.seconds_left == 0
        drive(sitting, on.Begin(), on.TimeUp())
        write_hand_in(sitting, "Ana", place / "late.zip")
    with zipfile.ZipFile(place / "late.zip") as archive:
        facts = json.loads(archive.read("handed-in.json"))
    assert (facts["how"], facts["ended"]) == ("time-up", "2030-01-01T12:30:00Z")
    assert [row.earned for row in grade(place, place / "late.zip").rows] == [2]


def test_an_exam_that_is_over_can_be_written_again_and_not_gone_on_with(place: Path, hands: Hands) -> None:
    first = hand_in(place, hands, "Ana", *RIGHT).read_bytes()
    with opened(place, hands) as sitting:
        assert sitting.state.over
        write_hand_in(sitting, "Ana", place / "again.zip")
    assert (place / "again.zip").read_bytes() == first


def test_nothing_is_judged_and_nothing_tells_what_is_right(place: Path, hands: Hands) -> None:
    with opened(place, hands) as sitting:
        _, effects = drive(sitting, on.Begin(), *gives(sitting, *RIGHT), on.HandIn(), on.HandIn())
        assert not [one for one in effects if isinstance(one, do.Judge | do.ShowFeedback | do.ShowHint)]


def test_a_form_file_is_taken_by_who_has_the_banks(place: Path) -> None:
    form = place / "built" / "form-A.yaml"
    assert open_package(form, [place]) == open_package(place / "packed" / "e-A.zip")


def test_a_folder_that_a_package_was_unpacked_into_is_one(place: Path) -> None:
    with zipfile.ZipFile(place / "packed" / "e-A.zip") as archive:
        archive.extractall(place / "unpacked")
    assert open_package(place / "unpacked") == open_package(place / "packed" / "e-A.zip")


def broken(place: Path, change: Callable[[dict[str, object]], object]) -> Path:
    package = json.loads(open_package(place / "packed" / "e-A.zip").model_dump_json())
    change(package)
    path = place / "broken.zip"
    path.write_bytes(zipped({NAME: json.dumps(package)}))
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda package: package.update(minutes=0),
        lambda package: package.update(extra="field"),
        lambda package: package["items"].append(package["items"][0]),
        lambda package: package["items"][0].update(options=[]),
        lambda package: package["items"][0].update(question="../../etc/passwd"),
        lambda package: package["items"][0].update(question="a/b/" + "c" * 100),
        lambda package: package["items"][0].update(kind="code"),
        lambda package: package["items"][2].update(prompt="x" * 30_000),
        lambda package: package.update(items=[]),
    ],
)
def test_a_package_that_does_not_fit_is_one_sentence(
    place: Path, change: Callable[[dict[str, object]], object]
) -> None:
    with pytest.raises(UsageError, match=r"no exam package that this quizkit can use .*; ask for it again"):
        open_package(broken(place, change))


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"\x00" * 5000, b"[" * 100_000])
def test_rubbish_is_no_package(place: Path, content: bytes) -> None:
    (place / "rubbish.zip").write_bytes(content)
    (place / "deep.zip").write_bytes(zipped({NAME: content.decode()}))
    for name in ("rubbish.zip", "deep.zip"):
        with pytest.raises(UsageError, match="no exam package"):
            open_package(place / name)


def test_a_package_with_a_link_in_it_is_refused(place: Path) -> None:
    folder = place / "linked"
    folder.mkdir()
    (place / "real.json").write_text(open_package(place / "packed" / "e-A.zip").model_dump_json())
    (folder / NAME).symlink_to(place / "real.json")
    with pytest.raises(UsageError, match="a link, not a regular file"):
        open_package(folder)


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[2Jb", "x" * 501, "\u202ereversed"])
def test_a_name_that_cannot_be_printed_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="printable line"):
        checked_learner(name)


@pytest.mark.parametrize("factor", [0.0, -1.0, 11.0, float("nan"), float("inf")])
def test_a_time_factor_that_cannot_be_meant_is_refused(place: Path, hands: Hands, factor: float) -> None:
    with pytest.raises(UsageError, match="time factor"), opened(place, hands, factor):
        pass


def with_file(path: Path, name: str, data: bytes) -> Path:
    """The hand-in at `path` with another content of one file."""
    with zipfile.ZipFile(path) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in {**files, name: data}.items():
            archive.writestr(one, content)
    return path


def test_a_hand_in_of_another_package_is_not_graded(place: Path, hands: Hands) -> None:
    path = hand_in(place, hands, "Ana", *RIGHT)
    with zipfile.ZipFile(path) as archive:
        facts = json.loads(archive.read("handed-in.json"))
    facts["package"] = "0" * 64
    with pytest.raises(UsageError, match="another version of this form"):
        grade(place, with_file(path, "handed-in.json", json.dumps(facts).encode()))


def test_of_a_file_that_stands_twice_none_is_believed(place: Path, hands: Hands) -> None:
    path = hand_in(place, hands, "Ana", *RIGHT)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("responses.csv", "learner,form\nAna,A\n")
    with pytest.raises(UsageError, match="stands twice"):
        grade(place, path)


def test_a_row_of_somebody_else_is_not_graded(place: Path, hands: Hands) -> None:
    path = hand_in(place, hands, "Ana", *RIGHT)
    with pytest.raises(UsageError, match="not the one row of the learner"):
        grade(place, with_file(path, "responses.csv", b"learner,form\nBen,A\n"))


def test_the_row_reads_as_it_would_on_paper(place: Path, hands: Hands) -> None:
    path = hand_in(place, hands, "Ana", *RIGHT)
    with zipfile.ZipFile(path) as archive:
        head, row = csv.reader(io.StringIO(archive.read("responses.csv").decode()))
    assert head == ["learner", "form", "A1 c/t/one", "A2 c/t/some", "A3 c/t/word", "A4 c/t/line-up"]
    assert row == ["Ana", "A", "B", "none", "''='", "C B"]


def test_of_two_hand_ins_of_one_learner_the_first_counts(place: Path, hands: Hands) -> None:
    (place / "all").mkdir()
    hand_in(place, hands, "Ana", RIGHT[0]).rename(place / "all" / "z-first.zip")
    hands.passed = timedelta(minutes=5)
    hand_in(place, hands, "Ana", *RIGHT, new=True).rename(place / "all" / "a-second.zip")
    table = grade(place, place / "all")
    assert [row.earned for row in table.rows] == [2]
    assert [finding.code for finding in table.findings] == ["learner-twice"]


def test_a_package_of_a_personal_form_tells_whose_it_is(place: Path) -> None:
    form = place / "built" / "form-A.yaml"
    form.write_text(form.read_text().replace("form: A\n", "form: A-1\nlearner: Ana Ruiz\n"))
    export(place / "built", place / "mine", extra=[place])
    package = open_package(place / "mine" / "e-A-1.zip")
    assert [learner_of(package, named) for named in ("", "ana  RUIZ")] == ["Ana Ruiz", "Ana Ruiz"]
    with pytest.raises(UsageError, match="was made for 'Ana Ruiz'"):
        learner_of(package, "Ben")
    nobodys = open_package(place / "packed" / "e-A.zip")
    assert [learner_of(nobodys, named) for named in ("", " Ben ")] == ["", "Ben"]
    with pytest.raises(UsageError, match="printable"):
        learner_of(package.model_copy(update={"learner": "a\x1b[2J"}), "")
