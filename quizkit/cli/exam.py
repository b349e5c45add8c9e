"""The `quizkit exam` commands: new, schema, build, stress, export, grade."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quizkit.cli import exam_export, exam_stress
from quizkit.cli.class_table import finish, flowing
from quizkit.cli.group import Group
from quizkit.cli.watching import watched

if TYPE_CHECKING:
    from quizkit.app.exams.build import Built

MOST_NAMED = 20  # files; more are counted
Out = Annotated[Path, typer.Option("-o", "--out", help="The folder to write into.", metavar="DIR")]
Banks = Annotated[list[Path] | None, typer.Option("--path", help="Add banks from this folder or file.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

BUILD_HELP = """Build the forms of a blueprint: form files, papers, keys, and a responses.csv to fill in.

Forms are parallel: equal topic counts, and expected score, minutes and points within the blueprint's
tolerances; equality.txt and equality.html say how equal they came out. With a list of learners there is a
form for each of them. Of an exam with programs nothing is printed; `quizkit exam export` packs it for its
learners. Drafts are never taken; contested questions only where the blueprint requires them; enemies never
meet in a form. The same blueprint, banks and scipy give the same bytes. Ends with 4, naming the lines to
blame, if it cannot be built: where that is said to be impossible, it is proved."""

GRADE_HELP = """Grade returned answers by the form files.

RESPONSES is the responses.csv of the exam, filled in: a row per learner with the form's letter, and in each
question's column the letters of that form, a number or a text; a blank cell is "not attempted". Columns are
known by the question's address, in any order. It may be a platform's CSV: Moodle's report "Responses" with
the question texts, or Canvas' "Student Analysis"; questions and options are then known by their texts. Of an
exam at a computer it is what 'quizkit take' wrote: one zip, or a folder or zip of many; programs in it are
run in the sandbox. What cannot be read is listed with its row and column, and the rest is graded.

Answers are scored by the policy that the form names. DIR gets what 'quizkit grade' writes: grades, pages, a
summary and the journal; 'quizkit report DIR' makes gradebooks of them, 'quizkit regrade DIR CHANGES' changes
what counts, and a later run keeps to that. Ends with 4 if questions have changed since the forms were
built."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    exam = typer.Typer(
        cls=Group, no_args_is_help=True, help="Build exams from a blueprint and grade what comes back."
    )
    exam.command("new", help="Write a commented blueprint to begin with.")(_new)
    exam.command("schema", help="Print the JSON Schema of a blueprint, for editors.")(_schema)
    exam.command("build", help=flowing(BUILD_HELP))(_build)
    exam_stress.register(exam)
    exam_export.register(exam)
    exam.command("grade", help=flowing(GRADE_HELP))(_grade)
    app.add_typer(exam, name="exam")


def _new(
    file: Annotated[Path, typer.Argument(help="The blueprint to write, such as midterm.yaml.")],
    topic: Annotated[str, typer.Option(help="The topic to draw from.")],
    path: Banks = None,
) -> None:
    from quizkit.app.exams.new import new_blueprint

    address = new_blueprint(file, topic, path or ())
    print(f"Wrote {file} over {address}; fill in its demands, then: quizkit exam build {file} -o FOLDER")


def _schema() -> None:
    import json

    from quizkit.exam.schema import blueprint_schema

    print(json.dumps(blueprint_schema(), ensure_ascii=False, indent=2))


def _build(
    blueprint: Annotated[Path, typer.Argument(help="The blueprint file.")],
    out: Out,
    learners: Annotated[
        Path | None,
        typer.Option(help="A form for each learner on this list (CSV: id, name).", metavar="FILE"),
    ] = None,
    path: Banks = None,
    as_json: Json = False,
) -> None:
    from quizkit.app.exams.build import build

    built = build(blueprint, out, path or (), learners)
    if as_json:
        print(_as_json(built))
        return
    _print_built(built, out)


def _as_json(built: Built) -> str:
    import json
    from dataclasses import asdict

    return json.dumps(
        {
            "forms": [form.model_dump(mode="json") for form in built.forms],
            "files": [str(file) for file in built.files],
            "equality": asdict(built.equality),
            "notes": [note.model_dump(mode="json") for note in built.notes],
        }
    )


def _print_built(built: Built, out: Path) -> None:
    from quizkit.report.equality import verdict_lines
    from quizkit.text import visible

    for note in built.notes:
        print(visible(str(note), one_line=True))
    for one in built.equality.forms:
        measures, minutes = one.measures, built.forms[0].minutes
        print(
            f"Form {one.form}: {one.questions} questions, {measures['points']:g} points; expected score "
            f"{measures['score']:.3g}, expected minutes {measures['minutes']:.3g} of {minutes}."
        )
    print("\n".join(verdict_lines(built.equality)))
    if built.forms[0].learner is not None:
        print(f"{len(built.forms)} personal forms of these.")
    if len(built.files) > MOST_NAMED:
        print(f"Wrote {len(built.files)} files into {out}.")
        return
    print("Wrote:")
    print("\n".join(f"  {file}" for file in built.files))


def _grade(
    forms: Annotated[Path, typer.Argument(help="A form file, or the folder that the exam was built into.")],
    responses: Annotated[Path, typer.Argument(help="The filled-in responses.csv, or what was handed in.")],
    out: Out,
    path: Banks = None,
    roster: Annotated[
        Path | None, typer.Option(help="CSV with id, name and aliases: who is in the class.")
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="YAML of points for questions.")] = None,
    overrides: Annotated[Path | None, typer.Option(help="YAML of decisions on single answers.")] = None,
    release: Annotated[
        bool, typer.Option("--release", help="Put key and solution into the feedback.")
    ] = False,
    as_json: Json = False,
) -> None:
    from quizkit.app.exams.grade import Request, grade_exam
    from quizkit.clock import system_clock

    request = Request(
        forms,
        responses,
        out,
        extra=tuple(path or ()),
        roster=roster,
        policy=policy,
        overrides=overrides,
        release=release,
    )
    with watched() as progress:
        table, judged = grade_exam(request, system_clock(), progress)
    finish(table, judged, out, as_json=as_json, fail_under=None)
