"""Every folder with a bank.yaml is a bank that attacks whoever proves, lints or builds it.

Its code runs in the jail like answers do: nothing outside is reached, and the command ends with findings. The
control takes Landlock away at L1, the level at which it alone keeps a run from this machine's files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizkit.cli.main import main
from quizkit.sandbox import levels
from quizkit.sandbox.policy import Level
from quizkit.text.characters import is_hidden
from tests.hostile.surgery import Ground
from tests.hostile.test_attacks import Need

HERE = Path(__file__).parent
BANKS = sorted(path.parent.name for path in HERE.glob("*/bank.yaml"))
MARK = Path("/tmp/quizkit-hostile-bank")  # what each of them tries to write
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def mark() -> Iterator[None]:
    MARK.unlink(missing_ok=True)
    yield
    MARK.unlink(missing_ok=True)


def run(patch: pytest.MonkeyPatch, level: Level, bank: Path, verb: str) -> int | str | None:
    """The exit code of the command on a copy of the bank, where this machine keeps `level`."""
    patch.setattr(levels, "current", lambda: levels.Report(level))
    few = ["--seeds", "1"] if verb == "prove" else []
    patch.setattr(sys, "argv", ["quizkit", "bank", verb, str(bank), *few])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def copied(name: str, folder: Path) -> tuple[Path, str]:
    """A copy of the bank, beside which a lock may be written, and the command that it attacks."""
    bank = folder / "bank.yaml"
    text = (HERE / name / "bank.yaml").read_text()
    bank.write_text(text)
    return bank, text.splitlines()[1].removeprefix("# Command: ")


@pytest.mark.parametrize("level", levels.ORDER)
@pytest.mark.parametrize("name", BANKS)
def test_a_hostile_bank_reaches_nothing_and_ends_with_findings(
    name: str,
    level: Level,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    need_level: Need,
) -> None:
    need_level(level)
    bank, verb = copied(name, tmp_path)
    assert run(monkeypatch, level, bank, verb) == 1
    run(monkeypatch, level, bank, "lint")
    assert not MARK.exists()
    told = capsys.readouterr()
    assert str(bank) in told.out
    assert "Traceback" not in told.out + told.err
    assert not [character for character in told.out + told.err if character != "\n" and is_hidden(character)]


@pytest.mark.parametrize("name", BANKS)
def test_a_hostile_bank_reaches_outside_without_landlock_at_l1(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ground: Ground, need_level: Need
) -> None:
    need_level("L1")
    bank, verb = copied(name, tmp_path)
    with ground.without(["landlock"]):
        run(monkeypatch, "L1", bank, verb)
    assert MARK.read_text() == "here"
