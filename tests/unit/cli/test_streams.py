"""The command line under odd circumstances: an ASCII locale, closed streams, control characters in names."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from quizkit import __version__
from quizkit.cli import main

QUIZKIT = Path(sys.executable).with_name("quizkit")
SEVEN = Path(__file__).parents[2] / "golden" / "banks" / "garden" / "seven-kinds.yaml"
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def shell(line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell with `quizkit` on its path."""
    environment = {**os.environ, "PATH": f"{QUIZKIT.parent}:{os.environ['PATH']}", **variables}
    return subprocess.run(
        ["bash", "-c", line], env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return shell(shlex.join(["quizkit", *arguments]), **variables)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A topic whose title is beyond ASCII, and beyond the Basic Multilingual Plane."""
    bank = tmp_path / "foreign.yaml"
    content = SEVEN.read_text(encoding="utf-8").replace("id: seven-kinds", "id: foreign")
    bank.write_text(content.replace("title: Lists in Python", "title: Zwölf → 😀"), encoding="utf-8")
    return bank


def test_what_the_locale_cannot_print_is_escaped(foreign: Path) -> None:
    done = run("bank", "show", str(foreign), **ASCII)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, r"Zw\u00f6lf \u2192 \ud83d\ude00")


def test_json_in_an_ascii_locale_reads_back_as_it_was_written(foreign: Path) -> None:
    done = run("bank", "show", str(foreign), "--json", **ASCII)
    assert json.loads(done.stdout)["lines"][0] == "Zwölf → 😀"


def test_an_answer_is_saved_and_taken_up_though_output_was_closed(tmp_path: Path) -> None:
    log = tmp_path / "log.db"
    command = shlex.join(["quizkit", "take", str(SEVEN), "--store", str(log)])
    closed = shell(f"printf '1\\n' | {command} >&- 2>&-")
    assert closed.returncode == 3
    assert "Resuming at question 2" in shell(f"{command} < /dev/null").stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", ["take", "bank list", "bank show python/aliasing --json"])
def test_a_closed_stream_changes_no_exit_code(arguments: str, closed: str) -> None:
    done = shell(f"quizkit {arguments} {closed}")
    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_is_one_line_whatever_the_name_in_it_holds() -> None:
    done = run("take", "a\nb\x1b[31m")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert r"'a\nb\x1b[31m'" in done.stderr


def test_the_version_can_be_asked_for() -> None:
    assert run("--version").stdout == f"quizkit {__version__}\n"


def test_a_bug_is_one_sentence_and_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(main, "application", broken)
    monkeypatch.setattr(sys, "argv", ["quizkit"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 5
    assert capsys.readouterr().err.startswith(
        "quizkit: this is a bug of quizkit (ZeroDivisionError: division"
    )
    monkeypatch.setattr(sys, "argv", ["quizkit", "--debug"])
    with pytest.raises(ZeroDivisionError):
        main.main()
