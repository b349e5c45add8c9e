"""The shelf of keys prepared ahead: each serves once, and only for what it was made for, as it was made."""

from __future__ import annotations

import hashlib
import math
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from quizkit import rng
from quizkit.app import ahead
from quizkit.app.ahead_file import DIGEST, LENGTH, written
from quizkit.grading.code.keys import KeyValues
from quizkit.grading.code.plan import Grading
from quizkit.grading.expected import prepare
from quizkit.grading.keystore import KeyStore, Ready
from quizkit.model.job import Ended, Job, Limits, RunResult, Usage
from quizkit.model.question import CodeQuestion
from quizkit.model.runner import RunnerSpec
from quizkit.model.value import Raised, Tensor, Value
from quizkit.sandbox import levels
from quizkit.sandbox.fake import FakeSandbox
from quizkit.sandbox.service_place import Place

ASKED = Grading("c/t/q", "")
SPEC = RunnerSpec.model_validate(
    {
        "id": "plain",
        "title": "Plain",
        "language": "Python",
        "limits": Limits(),
        "observations": [
            {"name": "return", "says": "R.", "measures": "behaviour", "targets": ["entry"]},
            {"name": "stdout", "says": "S.", "measures": "behaviour", "targets": ["entry"]},
        ],
        "digest": "runner",
    }
)


def asked(**fields: object) -> CodeQuestion:
    base: dict[str, object] = {
        "id": "q",
        "kind": "code",
        "difficulty": "easy",
        "skills": ["s"],
        "prompt": "?",
        "entry": "f",
        "starter": "pass",
        "cases": [{"id": "drawn", "draws": 3}, {"id": "fixed", "arguments": "arguments = {}"}],
        "checks": [{"id": "c", "observe": "return"}],
        "solution": {"code": "right"},
        "wrong": [{"mistake": "slips", "code": "slip"}, {"mistake": "raises", "code": "raise"}],
    }
    return CodeQuestion.model_validate({**base, **fields})


QUESTION = asked()


def runs(job: Job) -> RunResult:
    """The programs' runs: a tensor of the seed, something else, an exception."""
    if job.code == "raise":
        raised = Raised("ValueError", "so", 3)
        return RunResult(Ended.RAISED, {}, raised, "out", "err", Usage(1.5, 2.0, 3.0), "It raised.", "h", 3)
    seed = job.seed if job.code == "right" else -job.seed
    values: dict[str, Value] = {
        "return": Tensor("int64", (1,), seed.to_bytes(8, "little", signed=True)),
        "x": math.nan,
    }
    return RunResult(Ended.OK, values, level="L3")


def ready(question: CodeQuestion = QUESTION, secret: str = "") -> Ready:
    grading = replace(ASKED, secret=secret or rng.new_secret())
    keys = prepare(question, SPEC, grading, FakeSandbox(runs))
    assert isinstance(keys, KeyValues)
    return Ready(grading.secret, keys)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the keys."""
    monkeypatch.setenv("QUIZKIT_STATE", str(tmp_path / "state"))
    with Place(ahead.folder(), create=True):
        return tmp_path / "state" / "ahead"


def lay(made: Ready, question: CodeQuestion = QUESTION) -> Path:
    """Put keys onto the shelf; their file."""
    label = ahead.label_of(question, SPEC, ASKED)
    with Place(ahead.folder()) as place:
        before = set(place.names(ahead.KEYS))
        ahead.put(place, label, written(label, made))
        (name,) = set(place.names(ahead.KEYS)) - before
        return place.path / name


def claimed(question: CodeQuestion = QUESTION, spec: RunnerSpec = SPEC) -> Ready | None:
    return ahead.Shelf().claim(question, spec, ASKED)


def test_keys_come_back_as_they_were_and_once(shelf: Path) -> None:
    made = ready()
    lay(made)
    assert claimed() == made
    assert claimed() is None
    assert list(shelf.iterdir()) == []


def test_many_checks_at_once_never_share_keys() -> None:
    for _ in range(20):
        lay(ready())
    together = threading.Barrier(30, timeout=30)

    def claim(_: int) -> str:
        together.wait()
        found = claimed()
        return found.secret if found else ""

    with ThreadPoolExecutor(30) as pool:
        secrets = [secret for secret in pool.map(claim, range(30)) if secret]
    assert len(secrets) == len(set(secrets)) == 20


def test_a_check_goes_by_the_secret_of_the_keys_that_it_got() -> None:
    made = ready()
    lay(made)
    store, sandbox = KeyStore(ahead.Shelf()), FakeSandbox(runs)
    first = store.begin(QUESTION, SPEC, Grading(ASKED.address, "own"))
    assert (first.secret, store.prepare(QUESTION, SPEC, first, sandbox)) == (made.secret, made.keys)
    assert sandbox.jobs == []
    second = store.begin(QUESTION, SPEC, Grading(ASKED.address, "own"))
    assert second.secret == "own"
    assert isinstance(store.prepare(QUESTION, SPEC, second, sandbox), KeyValues)
    assert sandbox.jobs


@pytest.mark.parametrize("what", ["question", "runner", "address", "engine", "circumstances", "library"])
def test_keys_of_anything_else_are_not_used(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(ready())
    question, spec, grading = QUESTION, SPEC, ASKED
    match what:
        case "question":
            question = asked(prompt="Another wording?")
        case "runner":
            spec = SPEC.model_copy(update={"digest": "other"})
        case "address":
            grading = Grading("c/t/other", "")
        case "engine":
            monkeypatch.setattr(ahead, "__version__", "0")
        case "circumstances":
            monkeypatch.setattr(levels, "circumstances", lambda: "another boot")
        case "library":
            spec = SPEC.model_copy(update={"preload": ("json",)})
    assert ahead.Shelf().claim(question, spec, grading) is None
    monkeypatch.undo()


def test_a_file_under_another_questions_name_is_not_used(shelf: Path) -> None:
    other = asked(prompt="Another wording?")
    file = lay(ready())
    file.rename(shelf / f"{ahead.label_of(other, SPEC, ASKED)}-0{ahead.KEYS}")
    assert claimed(other) is None
    assert list(shelf.iterdir()) == []


@pytest.mark.parametrize("at", [0, 31, 32, 36, 60, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    file = lay(ready())
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    assert claimed() is None
    assert not file.exists()


@pytest.mark.parametrize("size", [0, 3, 32, 35, 36, 100, -1])
def test_a_torn_file_is_not_used(size: int) -> None:
    file = lay(ready())
    file.write_bytes(file.read_bytes()[:size])
    assert claimed() is None


def sealed(content: bytes) -> bytes:
    """A file whose digest is right, whatever it holds."""
    return DIGEST(content).digest() + content


@pytest.mark.parametrize(
    "content", [b"", b"{}", LENGTH.pack(2) + b"{}", LENGTH.pack(9) + b"{}", LENGTH.pack(1 << 30) + b"null"]
)
def test_a_whole_file_of_nonsense_is_not_used(content: bytes) -> None:
    file = lay(ready())
    file.write_bytes(sealed(content))
    assert claimed() is None


def test_more_bytes_than_its_frames_have_are_not_used() -> None:
    file = lay(ready())
    file.write_bytes(sealed(file.read_bytes()[32:] + b"more"))
    assert claimed() is None


def test_draws_that_the_secret_does_not_give_are_not_used() -> None:
    made = ready()
    lay(Ready(rng.new_secret(), made.keys))
    assert claimed() is None
    lay(Ready(made.secret, replace(made.keys, draws=made.keys.draws[:-1])))
    assert claimed() is None
    lay(Ready(made.secret, replace(made.keys, variants=made.keys.variants[::-1])))
    assert claimed() is None
    lay(made)
    assert claimed() == made


def test_a_damaged_file_does_not_hide_a_whole_one() -> None:
    files = [lay(made) for made in (ready(), ready(), ready())]
    for file in sorted(files)[:2]:
        file.write_bytes(b"")
    assert claimed() is not None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o700, 0o666])
def test_a_file_that_others_may_use_is_not_used(mode: int) -> None:
    file = lay(ready())
    file.chmod(mode)
    assert claimed() is None
    assert not file.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_somebody_elses_file_is_not_used(shelf: Path) -> None:
    file = lay(ready())
    os.chown(file, 65_534, 65_534)
    assert claimed() is None
    lay(ready())
    os.chown(shelf, 65_534, 65_534)
    assert claimed() is None
    assert len(list(shelf.iterdir())) == 1, "what lies in somebody else's folder is left alone"


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o777])
def test_a_folder_that_others_may_enter_is_not_used(shelf: Path, mode: int) -> None:
    file = lay(ready())
    shelf.chmod(mode)
    assert claimed() is None
    assert file.exists()


def test_a_link_is_not_followed(shelf: Path, tmp_path: Path) -> None:
    file = lay(ready())
    away = tmp_path / "away"
    os.link(file, away)
    assert claimed() is None, "another name would leave it to be used again"
    file.symlink_to(away)
    assert claimed() is None
    shelf.rename(tmp_path / "moved")
    shelf.symlink_to(tmp_path / "moved")
    file.write_bytes(away.read_bytes())
    file.chmod(0o600)
    assert claimed() is None


def test_what_is_out_of_date_or_half_written_is_swept_away(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "MOST", 3)
    older = asked(prompt="An older wording?")
    lay(ready(older), older)
    label = ahead.label_of(QUESTION, SPEC, ASKED)
    (shelf / f"{label}-0{ahead.DRAFT}").touch()
    kept = [lay(ready()), lay(ready())]
    with Place(ahead.folder()) as place:
        ahead.sweep(place, label)
    assert sorted(shelf.iterdir()) == sorted(kept)
    monkeypatch.setattr(ahead, "MOST", 1)
    with Place(ahead.folder()) as place:
        ahead.sweep(place, label)
    assert len(list(shelf.iterdir())) == 1


def test_a_file_lies_there_for_its_owner_alone(shelf: Path) -> None:
    file = lay(ready())
    assert (file.stat().st_mode & 0o777, shelf.stat().st_mode & 0o777) == (0o600, 0o700)
    assert hashlib.sha256(file.read_bytes()[32:]).digest() == file.read_bytes()[:32]


def test_nothing_is_started_for_a_sandbox_that_no_service_serves(shelf: Path) -> None:
    ahead.prepare_next(QUESTION, SPEC, ASKED, FakeSandbox(runs))
    assert list(shelf.iterdir()) == []
