"""Which level serves whom, and what is said where none does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from quizkit import paths
from quizkit.bank.runners import load_runner
from quizkit.errors import SandboxUnavailable
from quizkit.sandbox import levels, machine, opening
from quizkit.sandbox.levels import Attempt, Report
from quizkit.sandbox.opening import not_started, open_sandbox, remark, serving
from quizkit.sandbox.policy import Serve

L3, L1 = Report("L3"), Report("L1", (Attempt("L3", "bubblewrap is missing"), Attempt("L1", "")))
L0 = Report("L0", reason="this kernel has no Landlock")


@pytest.fixture(autouse=True)
def no_declared_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUIZKIT_WALL", raising=False)


def test_the_full_sandbox_serves_everybody() -> None:
    assert serving(L3, "own") == serving(L3, "others") == Serve("L3")


def test_without_a_wall_ones_own_code_is_served() -> None:
    assert serving(L1, "own") == Serve("L1")


def test_without_a_wall_other_peoples_code_is_refused_with_a_remedy() -> None:
    with pytest.raises(SandboxUnavailable, match="QUIZKIT_WALL=container"):
        serving(L1, "others")


def test_a_declared_container_is_a_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZKIT_WALL", "container")
    assert serving(L1, "others") == Serve("L1")


@pytest.mark.parametrize("purpose", ["own", "others"])
def test_no_sandbox_serves_nobody_whatever_is_declared(purpose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZKIT_WALL", "container")
    with pytest.raises(SandboxUnavailable, match="no Landlock"):
        serving(L0, "own" if purpose == "own" else "others")


def test_a_reason_that_says_what_to_do_gets_no_other_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "advice", lambda: ["do something else"])
    shut = Report("L0", (Attempt("L1", "run 'chmod'", says_how=True),), "run 'chmod'")
    with pytest.raises(SandboxUnavailable, match=r"run 'chmod'\.$"):
        serving(shut, "others")
    with pytest.raises(SandboxUnavailable, match="do something else"):
        serving(L0, "others")


def test_without_a_sandbox_the_user_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "probed", lambda: Report("L0", reason="no Landlock; use another machine"))
    monkeypatch.setattr(levels, "_recall", lambda key: None)
    opening._why_bare.cache_clear()
    assert remark("L0", True).endswith("as your own code, since none can be had here: no Landlock.")
    opening._why_bare.cache_clear()
    assert remark("L3", False) == "Sandbox level L3."


def test_what_killed_writers_left_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "state", lambda: tmp_path)
    monkeypatch.setattr(levels, "probed", lambda: L3)
    with subprocess.Popen(["/bin/true"]) as ended:
        pass
    dead, living = (tmp_path / f"{levels.CACHE}.{pid}" for pid in (ended.pid, 1))
    for left in (dead, living):
        left.write_text("{")
    levels.current()
    assert sorted(tmp_path.iterdir()) == [tmp_path / levels.CACHE, living]


def test_a_level_is_remembered_under_the_same_circumstances_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "state", lambda: tmp_path)
    found = iter([L1, L1, L3])  # below the best, each time twice
    monkeypatch.setattr(levels, "probed", lambda: next(found))
    assert levels.current() == L1
    assert levels.current() == L1
    monkeypatch.setattr(levels, "circumstances", lambda: "another boot")
    assert levels.current() == L3


def test_no_sandbox_is_never_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "state", lambda: tmp_path)
    found = iter([L0, L0, L3])
    monkeypatch.setattr(levels, "probed", lambda: next(found))
    assert levels.current() == L0
    assert levels.current() == L3


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"key": 1}', '{"key": "k", "level": "L3", "attempts": [1]}']
)
def test_a_spoilt_memory_is_no_memory(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "state", lambda: tmp_path)
    monkeypatch.setattr(levels, "circumstances", lambda: "k")
    monkeypatch.setattr(levels, "probed", lambda: L1)
    (tmp_path / levels.CACHE).write_text(text)
    assert levels.current() == L1


def test_where_a_runners_module_is_missing_it_is_said_how_to_install_it() -> None:
    spec = load_runner("python").model_copy(update={"preload": ("no_such_module",)})
    with (
        pytest.raises(SandboxUnavailable, match=r"'no_such_module', .*run 'pip install no_such_module'"),
        open_sandbox(spec, "own"),
    ):
        pass
    said = not_started("pytorch", "ModuleNotFoundError: No module named 'torch'")
    assert said.endswith("""run 'pip install "quizkit[torch]"'.""")
    assert not_started("python", "it ended").endswith("did not start: it ended; see 'quizkit doctor'.")
