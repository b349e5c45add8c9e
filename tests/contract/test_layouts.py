"""From inside a jail, nothing of the engine can be read, however quizkit is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pydantic
import pytest

from quizkit import paths
from quizkit.sandbox import levels
from quizkit.sandbox.launching import Level

# Run by the interpreter under test: opens a sandbox and asks a jail which of the given files it can read.
PROBE = """
import json, sys
from pathlib import Path
from quizkit import paths
from quizkit.bank.runners import load_runner
from quizkit.model.job import Job, Target
from quizkit.sandbox import open_sandbox

package = paths.PACKAGE
secret = [package / "errors.py", paths.runners() / "python/runner.yaml"]
secret += [*sorted(paths.banks().rglob("*.yaml"))[:3], *paths.runners().rglob("stages/*.py")]
code = f'''
def readable(path):
    try:
        return bool(open(path).read())
    except OSError:
        return False
got = [path for path in {[str(path) for path in secret]!r} if readable(path)]
try:
    import quizkit.grading
    engine = "imported"
except (ImportError, PermissionError):
    engine = None
'''
names = ("variable:got", "variable:engine")
spec = load_runner("python")
with open_sandbox(spec, "own", force=sys.argv[1]) as sandbox:
    job = Job(runner="python", target=Target(kind="script"), code=code, observe=names, limits=spec.limits)
    result = sandbox.run(job)
values = {name: getattr(value, "items", value) for name, value in result.values.items()}
said = {"ended": result.ended, "detail": result.detail, "package": str(package), "asked": len(secret)}
print(json.dumps({**said, **values}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with quizkit in site-packages, banks and runners inside, as the wheel puts it."""
    home = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    site = home / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    shutil.copytree(paths.PACKAGE, site / "quizkit", ignore=shutil.ignore_patterns("_data", "__pycache__"))
    shutil.copytree(paths.banks(), site / "quizkit/_data/banks")
    shutil.copytree(paths.runners(), site / "quizkit/_data/runners")
    (site / "libraries.pth").write_text(f"{Path(pydantic.__file__).parents[1]}\n")
    return home / "bin/python"


def probe(python: Path, level: str, folder: Path) -> dict[str, object]:
    done = subprocess.run(
        [python, "-c", PROBE, level], capture_output=True, text=True, cwd=folder, check=False
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("level", levels.ORDER)
@pytest.mark.parametrize("layout", ["installed", "this one"])
def test_no_file_of_the_engine_can_be_read(
    layout: str, level: Level, installed: Path, tmp_path: Path, need_level: Callable[[Level], None]
) -> None:
    need_level(level)
    said = probe(installed if layout == "installed" else Path(sys.executable), level, tmp_path)
    assert ("site-packages" in str(said["package"])) is (
        layout == "installed" or "site-packages" in paths.PACKAGE.parts
    )
    assert said["ended"] == "ok", said["detail"]
    assert said["asked"] != 0
    assert (said["variable:got"], said["variable:engine"]) == ([], None)
