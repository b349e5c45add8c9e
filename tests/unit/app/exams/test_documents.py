"""Documents of a built exam: the same bytes in any process, keys only where asked for, programs come back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from quizkit import source
from quizkit.app.exams.documents import Request, print_forms
from quizkit.app.exams.grade import read_forms
from quizkit.bank.catalogue import open_topic
from quizkit.errors import UsageError
from quizkit.exam.shown import shown_items
from quizkit.formats.answers import Asked
from quizkit.formats.intake import open_intake
from quizkit.model.answer import Program
from quizkit.report.documents.targets import TARGETS
from tests.support.pdf_text import pdf_pages

BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 10
demands:
  - {topic: pytorch/weight-decay, count: 3, difficulty: easy}
  - {topic: pytorch/weight-decay, count: 1, difficulty: hard}
require: [pytorch/weight-decay/parameter-groups]
programs: true
forms: 2
seed: 5
"""
BANK = """\
format: 1
id: t
title: T
authors: [me]
license: CC0
minutes: 5
insight: Something.
skills: {s: S}
questions:
  - {id: whole, kind: order, difficulty: easy, skills: [s], prompt: "Sort.", solution: {steps: [x]},
     blocks: [{id: x, text: X}, {id: y, text: Y}], answer: [y, x]}
  - {id: part, kind: order, difficulty: easy, skills: [s], prompt: "Pick.", solution: {steps: [x]},
     blocks: [{id: x, text: X}, {id: y, text: Y}, {id: z, text: Z}], answer: [x, z]}
"""
PLAN = "format: 1\nexam: e\ntitle: E\nminutes: 9\ndemands: [{topic: c/t, count: 2}]\nseed: 3\n"
DAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from quizkit.app.exams.build import build

    place = tmp_path_factory.mktemp("exam")
    (place / "blueprint.yaml").write_text(BLUEPRINT)
    build(place / "blueprint.yaml", place / "built")
    return place / "built"


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """An exam of two questions that ask for an order, from the bank in `banks`."""
    from quizkit.app.exams.build import build

    (tmp_path / "banks" / "c").mkdir(parents=True)
    (tmp_path / "banks" / "c" / "t.yaml").write_text(BANK)
    (tmp_path / "plan.yaml").write_text(PLAN)
    build(tmp_path / "plan.yaml", tmp_path / "built", [tmp_path / "banks"])
    return tmp_path / "built"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`quizkit` in another process, another place of the world and another order of its sets."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("quizkit")), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )


@pytest.mark.parametrize("target", TARGETS)
def test_keys_are_written_only_if_asked_for_and_apart(target: str, forms: Path, tmp_path: Path) -> None:
    suffix = TARGETS[target].suffix
    print_forms(Request(forms, tmp_path / "papers", target, day=DAY))
    print_forms(Request(forms, tmp_path / "both", target, key=True, day=DAY))
    papers, both = contents(tmp_path / "papers"), contents(tmp_path / "both")
    assert sorted(papers) == [f"e-A{suffix}", f"e-B{suffix}"]
    assert sorted(both) == [f"e-A-key{suffix}", f"e-A{suffix}", f"e-B-key{suffix}", f"e-B{suffix}"]
    assert {name: both[name] for name in papers} == papers


@pytest.mark.parametrize("target", TARGETS)
def test_no_paper_holds_anything_of_a_solution(target: str, forms: Path, tmp_path: Path) -> None:
    print_forms(Request(forms, tmp_path / "papers", target, day=DAY))
    for form in read_forms(forms):
        content = (tmp_path / "papers" / f"e-{form.form}{TARGETS[target].suffix}").read_bytes()
        told = "".join(pdf_pages(content)) if target == "pdf" else content.decode()
        squeezed = "".join(told.split())
        for shown in shown_items(form, open_topic):
            worked = shown.question.solution
            secrets = [*worked.steps, worked.check or "", getattr(worked, "code", "")]
            secrets += [option.feedback or "" for option in getattr(shown.question, "options", ())]
            assert not [one for one in secrets if one.strip() and "".join(one.split()) in squeezed]
            assert shown.item.grade_version not in told


def test_another_process_writes_the_same_bytes(forms: Path, tmp_path: Path) -> None:
    for target in TARGETS:
        print_forms(Request(forms, tmp_path / "here", target, key=True, day=DAY))
        done = command(
            *("exam", "export", str(forms), "--to", target, "--key", "--date", "2026-12-01"),
            *("-o", str(tmp_path / "there")),
        )
        assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_a_program_in_the_notebook_comes_back_as_its_answer(forms: Path, tmp_path: Path) -> None:
    printed = print_forms(Request(forms, tmp_path / "papers", "notebook"))
    made = json.loads(printed.files[0].read_bytes())
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = "answer = 1\n"
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "exam.ipynb").write_text(json.dumps(made))
    _, question = open_topic("pytorch/weight-decay"), "parameter-groups"
    asked = [Asked(open_topic("pytorch/weight-decay").question(question))]
    with open_intake(tmp_path / "class", asked, [question]) as intake:
        (handing,) = intake.handings
        assert intake.read(handing.learner, 1).answers == {question: Program(code="answer = 1\n")}


def test_one_form_is_written_to_one_file(forms: Path, tmp_path: Path) -> None:
    out = tmp_path / "paper.html"
    printed = print_forms(Request(forms, out, "html", key=True, letter="B"))
    assert printed.files == (out, tmp_path / "paper-key.html")
    assert "Form B" in out.read_text()


@pytest.mark.parametrize(
    ("to", "letter", "out", "says"),
    [
        ("docx", "", "out", "there is no target 'docx'"),
        ("pdf", "Q", "out", "no form 'Q'"),
        ("pdf", "", "one.pdf", "choose one with --form"),
        ("pdf", "A", "nowhere/one.pdf", "there is no folder"),
    ],
)
def test_a_request_that_does_not_fit_writes_nothing(
    to: str, letter: str, out: str, says: str, forms: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=says):
        print_forms(Request(forms, tmp_path / out, to, letter=letter))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "say what the forms are written as"),
        (["--take", "--to", "pdf"], "say what the forms are written as"),
        (["--take", "--key"], "a package has no key"),
        (["--to", "pdf", "--date", "tomorrow"], "write it as 2026-11-30"),
    ],
)
def test_options_that_contradict_each_other_write_nothing(
    given: list[str], says: str, forms: Path, tmp_path: Path
) -> None:
    done = command("exam", "export", str(forms), "-o", str(tmp_path / "out"), *given)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_personal_form_bears_its_learner(forms: Path, tmp_path: Path) -> None:
    form = read_forms(forms)[0].model_copy(update={"form": "A-7", "learner": "ada"})
    (tmp_path / "form-A-7.yaml").write_text(source.dump(form.model_dump(mode="json", exclude_none=True)))
    printed = print_forms(Request(tmp_path / "form-A-7.yaml", tmp_path / "out", "pdf"))
    assert printed.files[0].name == "e-A-7.pdf"
    pages = pdf_pages(printed.files[0].read_bytes())
    assert "Form A-7" in pages[0]
    assert "ada" in pages[-1]


def test_a_form_s_own_day_stands_on_its_papers_unless_another_is_named(forms: Path, tmp_path: Path) -> None:
    (form, _) = read_forms(forms)
    dated = tmp_path / "form-A.yaml"
    dated.write_text(
        source.dump(form.model_copy(update={"date": DAY}).model_dump(mode="json", exclude_none=True))
    )
    for day, shown in ((None, "1 December 2026"), (date(2027, 1, 9), "9 January 2027")):
        print_forms(Request(dated, tmp_path / "paper.md", "markdown", key=True, day=day))
        for name in ("paper.md", "paper-key.md"):
            assert shown in (tmp_path / name).read_text()


def test_a_note_on_many_forms_is_one_line_whatever_the_numbers_are(forms: Path, tmp_path: Path) -> None:
    form = read_forms(forms)[0]
    for place in range(4):
        turned = {"form": f"A-{place}", "items": (*form.items[place:], *form.items[:place])}
        content = form.model_copy(update=turned).model_dump(mode="json", exclude_none=True)
        (tmp_path / f"form-{place}.yaml").write_text(source.dump(content))
    printed = print_forms(Request(tmp_path, tmp_path / "out", "html"))
    name, says = "pytorch/weight-decay/parameter-groups", "a program cannot be answered on paper"
    (note,) = printed.notes
    assert note.startswith(f"{name}: {says}")
    assert printed.notes[note] == ("A-0", "A-1", "A-2", "A-3")
    (tmp_path / "form-3.yaml").unlink()
    assert len(print_forms(Request(tmp_path, tmp_path / "out", "html")).notes) == 3
    (left, _) = print_forms(Request(forms, tmp_path / "out", "notebook")).notes.items()
    assert left[0].startswith("Question")


@pytest.mark.parametrize("target", ["built", "markdown", "html", "pdf"])
def test_that_blocks_are_left_over_is_said_where_they_are(target: str, orders: Path, tmp_path: Path) -> None:
    if target != "built":
        banks = (tmp_path / "banks",)
        content = print_forms(Request(orders, tmp_path / "out", target, extra=banks)).files[0].read_bytes()
        told = "".join(pdf_pages(content)) if target == "pdf" else content.decode()
    else:
        told = (orders / "form-A-paper.txt").read_text()
    assert " ".join(told.split()).count("not all need be used") == 1


def test_a_notebook_of_an_exam_without_programs_is_a_wrong_request(orders: Path, tmp_path: Path) -> None:
    banks, out = tmp_path / "banks", tmp_path / "out"
    done = command("exam", "export", str(orders), "--to", "notebook", "--path", str(banks), "-o", str(out))
    assert (done.returncode, done.stdout, out.exists()) == (2, "", False)
    assert "form A asks for no program" in done.stderr
