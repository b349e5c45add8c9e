"""`quizkit exam new`, `schema`, `build` and `stress` as whole commands: bytes, findings, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BLUEPRINT = """\
format: 1
exam: e
title: An exam
minutes: 20
demands:
  - {topic: pytorch/weight-decay, counts: {easy: 2, medium: 1}, points: {easy: 1, medium: 2}}
  - {topic: pytorch/weight-decay, count: 1, skill: parameter-groups, difficulty: hard, points: 3}
forms: 2
seed: 7
"""
PROGRAM = """
import sys
from quizkit.cli.main import main
sys.argv = ["quizkit", *sys.argv[1:]]
try:
    main()
finally:
    print("scipy loaded" if "scipy" in sys.modules else "no scipy", file=sys.stderr)
"""


def call(place: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QUIZKIT_STATE": str(place / "state"), "PYTHONHASHSEED": "random"}
    command = [sys.executable, "-c", PROGRAM, "exam", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, env=environment, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(BLUEPRINT)
    (tmp_path / "class.csv").write_text("id,name\nada,Ada L\nbob,Bob M\nada,Again\n")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_another_process_writes_the_same_bytes(place: Path) -> None:
    done = call(place, "build", "plan.yaml", "-o", "one")
    assert "All forms lie within what the blueprint allows." in done.stdout
    assert "scipy loaded" in done.stderr
    call(place, "build", "plan.yaml", "-o", "two")
    assert contents(place / "one") == contents(place / "two")


def test_a_list_of_learners_gives_each_a_form(place: Path) -> None:
    done = call(place, "build", "plan.yaml", "-o", "out", "--learners", "class.csv")
    assert "stands in the roster already" in done.stdout
    assert "2 personal forms of these." in done.stdout
    forms = sorted(path.name[6:] for path in (place / "out").glob("form-*.yaml"))
    assert forms == ["-01.yaml", "-02.yaml"]
    table = (place / "out" / "responses.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in table[1:]] == ["ada", "bob"]


def test_data_of_the_report_come_as_json(place: Path) -> None:
    built = json.loads(call(place, "build", "plan.yaml", "-o", "out", "--json").stdout)
    assert [form["form"] for form in built["equality"]["forms"]] == ["A", "B"]
    assert {one["what"] for one in built["equality"]["compared"]} == {"score", "minutes", "points"}
    assert built["equality"]["breaches"] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("pytorch/weight-decay, counts", "pytorch/weight-decoy, counts", "plan.yaml:6: unknown-topic"),
        ("skill: parameter-groups", "skill: parameter-group", "plan.yaml:7: unknown-skill"),
        ("forms: 2", "forms: 2\nrequire: [purpos]", "plan.yaml:9: unknown-question"),
        ("{easy: 2, medium: 1}, points", "{easy: -2, medium: 1}, points", "plan.yaml:6: bad-value"),
        ("count: 1, skill", "count: 99, skill", "plan.yaml:7: too-few-questions"),
        ("forms: 2", "forms: 2\npoints: 8", "plan.yaml:9: points-do-not-add-up"),
        ("minutes: 20", "minutes: 1", "plan.yaml:4: too-little-time"),
    ],
)
def test_findings_name_the_line_and_nothing_is_written(place: Path, old: str, new: str, says: str) -> None:
    (place / "plan.yaml").write_text(BLUEPRINT.replace(old, new))
    done = call(place, "build", "plan.yaml", "-o", "out", code=4)
    assert says in done.stderr
    assert "Did you mean" in done.stderr or "unknown" not in says
    assert "Traceback" not in done.stderr
    assert not (place / "out").exists()


def test_the_schema_is_json_and_needs_no_solver(place: Path) -> None:
    done = call(place, "schema")
    schema = json.loads(done.stdout)
    assert set(schema["required"]) == {"format", "exam", "title", "minutes", "demands", "seed"}
    assert "no scipy" in done.stderr


def test_grading_needs_no_solver(place: Path) -> None:
    call(place, "build", "plan.yaml", "-o", "out", "--learners", "class.csv")
    done = call(place, "grade", "out", "out/responses.csv", "-o", "graded")
    assert "no scipy" in done.stderr


def test_a_new_blueprint_can_be_built_as_it_stands(place: Path) -> None:
    call(place, "new", "first.yaml", "--topic", "python/aliasing")
    call(place, "build", "first.yaml", "-o", "out")
