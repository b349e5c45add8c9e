"""Keys prepared ahead, for real: a check by prepared keys says what it would have said without them.

Real processes, on the plain Python runner, with a warm service, a state folder and a bank of their own.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizkit.app import ahead
from quizkit.bank.runners import load_runner
from quizkit.errors import SandboxUnavailable
from quizkit.grading.code.plan import Grading
from quizkit.model.job import Job, Target
from quizkit.model.question import CodeQuestion
from quizkit.sandbox import levels, open_sandbox, service_care
from quizkit.sandbox.launching import Level
from quizkit.sandbox.own import OwnCode
from quizkit.sandbox.service_place import Place
from tests.contract.processes import alive, below, until
from tests.contract.test_check_command import TOPIC
from tests.support.program import QUIZKIT

CHECK = [*QUIZKIT, "check", "--json"]
RIGHT, SQUARES, RAISES = (
    f"def double(n):\n    {body}\n" for body in ("return n + n", "return n * n", "raise ValueError(n)")
)
READING = """
import os
def readable(path):
    try:
        return bool(os.listdir(path) if os.path.isdir(path) else open(path, "rb").read())
    except OSError:
        return False
x = [path for path in {paths!r} if readable(path)]
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "sums.yaml"
    path.write_text(TOPIC, encoding="utf-8")
    return path


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the keys, where services may be started; every one is stopped at the end."""
    if levels.current().level == "L0":
        pytest.skip("no sandbox can be had here")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.setenv("QUIZKIT_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("QUIZKIT_SERVICE", "1")
    monkeypatch.delenv("CI", raising=False)
    folder = tmp_path / "state" / ahead.NAME
    yield folder
    service_care.stop()
    assert until(lambda: not list(folder.glob(f"*{ahead.LOCK}"))), "every helper has ended"


def check(bank: Path, code: str, *more: str) -> dict[str, object]:
    """What a whole `quizkit check` of `code` says."""
    answer = bank.with_name("answer.py")
    answer.write_text(code)
    done = subprocess.run(
        [*CHECK, f"{bank}/double", str(answer), *more], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    said: dict[str, object] = json.loads(done.stdout)
    return said


def files(shelf: Path) -> set[Path]:
    return set(shelf.glob(f"*{ahead.KEYS}"))


def secrets(shelf: Path) -> set[str]:
    """The secrets of all the keys that lie there."""
    found = [file.read_bytes() for file in files(shelf)]
    return {json.loads(data[36 : 36 + int.from_bytes(data[32:36], "little")])["secret"] for data in found}


@pytest.fixture
def filled(shelf: Path, bank: Path) -> Path:
    """The shelf after a first check, when its helper has ended."""
    check(bank, RIGHT)
    assert until(lambda: len(files(shelf)) == ahead.FULL and not list(shelf.glob(f"*{ahead.LOCK}")))
    return shelf


def test_a_second_check_uses_prepared_keys_and_says_what_its_seed_says(filled: Path, bank: Path) -> None:
    before = secrets(filled)
    for code in (SQUARES, RAISES):
        said = check(bank, code)
        assert said["seed"] in before
        assert said["seed"] not in secrets(filled)
        assert check(bank, code, "--seed", str(said["seed"])) == said
    assert until(lambda: len(files(filled)) == ahead.FULL), "what was used is replaced"
    assert not secrets(filled) & before


def test_two_checks_at_once_never_share_keys(filled: Path, bank: Path) -> None:
    before = secrets(filled)
    answer = bank.with_name("answer.py")
    command = [*CHECK, f"{bank}/double", str(answer)]
    checks = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [json.loads(each.communicate(timeout=60)[0]) for each in checks]
    seeds = {each["seed"] for each in said}
    assert len(seeds) == 4
    assert before <= seeds
    assert {each["score"] for each in said} == {1.0}


def test_a_given_seed_neither_takes_nor_prepares_keys(shelf: Path, bank: Path) -> None:
    assert check(bank, RIGHT, "--seed", "mine")["seed"] == "mine"
    assert not shelf.exists()


def test_an_edited_question_is_never_judged_by_older_keys(filled: Path, bank: Path) -> None:
    before = secrets(filled)
    bank.write_text(TOPIC.replace("2 * n", "3 * n"), encoding="utf-8")
    said = check(bank, RIGHT)
    assert said["seed"] not in before
    assert said["score"] == 0
    assert until(lambda: len(files(filled)) == ahead.FULL and not secrets(filled) & before)
    assert check(bank, RIGHT.replace("n + n", "3 * n"))["score"] == 1


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("QUIZKIT_SERVICE", "0")])
def test_nothing_is_taken_or_prepared_where_no_service_is_wanted(
    name: str, value: str, filled: Path, bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = secrets(filled)
    monkeypatch.setenv(name, value)
    assert check(bank, RIGHT)["seed"] not in before
    assert secrets(filled) == before
    assert not list(filled.glob(f"*{ahead.LOCK}"))


def test_a_question_that_is_not_run_prepares_nothing(shelf: Path, bank: Path) -> None:
    subprocess.run([*CHECK, f"{bank}/pick", "--answer", "four"], stdout=subprocess.DEVNULL, check=True)
    assert not shelf.exists()


def test_an_unwritable_shelf_costs_no_verdict(shelf: Path, bank: Path) -> None:
    shelf.parent.mkdir(exist_ok=True)
    shelf.touch()
    assert [check(bank, RIGHT)["score"] for _ in range(2)] == [1.0, 1.0]


@pytest.mark.parametrize("level", levels.ORDER)
def test_no_jail_can_read_keys_or_see_that_there_are_any(
    level: Level, filled: Path, need_level: Callable[[Level], None]
) -> None:
    need_level(level)
    spec = load_runner("python")
    hidden = [str(path) for path in (*files(filled), filled)]
    code = READING.format(paths=[*hidden, os.__file__])
    job = Job(
        runner="python",
        target=Target(kind="script"),
        code=code,
        observe=("variable:x",),
        limits=spec.limits,
    )
    with open_sandbox(spec, "own", force=level) as sandbox:
        seen = getattr(sandbox.run(job).values["variable:x"], "items", ())
    assert seen == (os.__file__,)
    bare = getattr(OwnCode(spec).run(job).values["variable:x"], "items", ())
    assert bare == (*hidden, os.__file__), "without a jail it could"


def plan(shelf: Path, address: Path) -> ahead.Plan:
    """What a helper is told."""
    spec = load_runner("python")
    question = CodeQuestion.model_validate(
        {
            "id": "q",
            "kind": "code",
            "difficulty": "easy",
            "skills": ["s"],
            "prompt": "?",
            "entry": "f",
            "starter": "pass",
            "cases": [{"id": "only"}],
            "checks": [{"id": "c", "observe": "return"}],
            "solution": {"code": "def f(): return 1"},
            "wrong": [{"mistake": "two", "code": "def f(): return 2"}],
        }
    )
    return ahead.Plan(
        folder=str(shelf),
        label=ahead.label_of(question, spec, Grading("c/t/q", "")),
        service=str(address),
        level=levels.current().level,
        address="c/t/q",
        question=question.model_dump_json(),
        runner=spec.model_dump_json(),
        quiet_s=0,
    )


def test_a_helper_uses_the_service_that_there_is_and_starts_none(filled: Path, tmp_path: Path) -> None:
    (address,) = (tmp_path / "runtime" / "quizkit").glob("*.sock")
    told = plan(filled, address)
    ahead.refill(told)
    with Place(filled) as place:
        assert len(ahead.kept(place, told["label"])) == ahead.FULL
        for name in ahead.kept(place, told["label"]):
            place.remove(name)
    service_care.stop()
    with pytest.raises(SandboxUnavailable):
        ahead.refill(told)
    assert service_care.services() == []


def test_a_helper_that_finds_another_engine_prepares_nothing(filled: Path, tmp_path: Path) -> None:
    (address,) = (tmp_path / "runtime" / "quizkit").glob("*.sock")
    before = files(filled)
    told = plan(filled, address)
    told["label"] = f"{told['label'].partition('-')[0]}-another"
    ahead.refill(told)
    assert files(filled) == before


def test_one_helper_is_enough(filled: Path, bank: Path) -> None:
    (name,) = {file.name.partition("-")[0] for file in files(filled)}
    with (filled / f"{name}{ahead.LOCK}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        check(bank, RIGHT)
        check(bank, RIGHT)
        assert until(lambda: not helpers(filled))
        assert files(filled) == set()
        Path(lock.name).unlink()


def test_a_helper_is_detached_and_ends_with_the_service(shelf: Path, bank: Path) -> None:
    check(bank, RIGHT)
    (helper,) = helpers(shelf)
    assert os.getsid(helper) == helper
    assert Path(f"/proc/{helper}/cwd").readlink() == Path("/")
    assert b"double" not in Path(f"/proc/{helper}/cmdline").read_bytes()
    service_care.stop()
    assert until(lambda: not alive(helper))
    assert below(helper) == set()
    assert service_care.services() == []


def helpers(shelf: Path) -> set[int]:
    """The helpers that are at work for this shelf, by the lock that each holds."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if str(ahead.MAIN).encode() not in (path / "cmdline").read_bytes().split(b"\0"):
                continue
            held = [fd.readlink() for fd in (path / "fd").iterdir()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if any(each.parent == shelf for each in held):
            found.add(int(path.name))
    return {pid for pid in found if alive(pid)}
