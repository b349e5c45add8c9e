"""Laws of whatever a class may hand in: opening it says UsageError or lists it, and reading never raises."""

from __future__ import annotations

import io
import json
import stat
import tempfile
import warnings
import zipfile
from contextlib import ExitStack
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from quizkit.errors import UsageError
from quizkit.formats.answers import Asked
from quizkit.formats.intake import Intake, open_intake
from quizkit.model.question import Question
from quizkit.text import visible

MAKE: TypeAdapter[Question] = TypeAdapter(Question)
BASE = {"difficulty": "easy", "skills": ["s"], "prompt": "?", "solution": {"steps": ["x"]}}
ASKED = [
    Asked(
        MAKE.validate_python({**BASE, "id": "word", "kind": "text", "accept": ["yes"]}),
    ),
    Asked(
        MAKE.validate_python(
            {
                **BASE,
                "id": "program",
                "kind": "code",
                "entry": "f",
                "starter": "def f(): pass",
                "cases": [{"id": "c"}],
                "checks": [{"id": "r", "observe": "return"}],
                "solution": {"code": "def f(): return 1"},
            }
        )
    ),
]

PIECES = st.sampled_from(
    [
        "ada",
        "..",
        ".",
        "",
        "program.py",
        "answers.yaml",
        "word",
        "a.ipynb",
        "\\",
        "\x00",
        "\n",
        "Zoë",
        "C:",
        "attempt-1",
        "attempt-2",
        "x.zip",
        "a_1_2_program.py",
        "ada_program.py",
        "Ada L_7_assignsubmission_file_",
    ]
)
NAMES = st.lists(PIECES | st.text(max_size=6), min_size=1, max_size=4).map("/".join) | st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "metadata", "question", "tags", "source", "cell_type", "nbgrader"]),
            inner,
        )
    ),
    max_leaves=12,
)
CONTENTS = (
    st.binary(max_size=40)
    | JSON.map(lambda value: json.dumps(value).encode())
    | st.text(max_size=30).map(lambda value: f"format: 1\nanswers: {{word: {value}}}\n".encode())
)
MODES = st.sampled_from(
    [0, stat.S_IFREG, stat.S_IFLNK, stat.S_IFIFO, stat.S_IFBLK, stat.S_IFDIR, stat.S_IFSOCK]
)
METHODS = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])


@st.composite
def archives(draw: st.DrawFn, nested: bool = True) -> bytes:
    """A zip of odd names, kinds and methods, often with bytes of it changed."""
    out = io.BytesIO()
    contents = CONTENTS | archives(nested=False) if nested else CONTENTS
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that stand twice are the point
        for name in draw(st.lists(NAMES, max_size=6)):
            info = zipfile.ZipInfo(name.encode("utf-8", "replace").decode() or "x")
            info.external_attr = draw(MODES) << 16
            archive.writestr(info, draw(contents), draw(METHODS))
    data = bytearray(out.getvalue())
    for place, value in draw(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=4)):
        data[place % len(data)] = value
    return bytes(data)


def shows(text: str) -> bool:
    """Whether a text can be printed on one line without acting on what is around it."""
    return visible(text, one_line=True) == text


def read_all(path: Path) -> None:
    """Open and read everything; only UsageError may come out of opening, and nothing out of reading."""
    with ExitStack() as stack:
        try:
            intake = stack.enter_context(open_intake(path, ASKED, ["word", "program", "other"]))
        except UsageError:
            return
        check(intake)


def check(intake: Intake) -> None:
    """Read all that is listed: no hidden characters, attempts in order, known questions only."""
    labels = [one.learner for one in intake.handings]
    assert labels == sorted(set(labels))
    assert all(map(shows, labels))
    assert all(shows(str(one)) for one in intake.findings)
    for handing in intake.handings:
        assert [one.number for one in handing.attempts] == list(range(1, len(handing.attempts) + 1))
        for attempt in handing.attempts:
            contents = intake.read(handing.learner, attempt.number)
            assert all(shows(str(one)) for one in contents.findings)
            assert set(contents.answers) <= {"word", "program"}


@settings(max_examples=300, deadline=None)
@given(archives())
def test_any_archive_is_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        path.write_bytes(data)
        read_all(path)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
@example(b"learner,word\n\x00,\x1b\n")
def test_any_table_is_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.csv"
        path.write_bytes(b"learner,word\n" + data)
        read_all(path)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.binary(min_size=1, max_size=20), CONTENTS | archives(), max_size=4), st.booleans())
def test_any_names_in_a_folder_are_read_or_refused(files: dict[bytes, bytes], own: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        below = Path(folder) / "ada" if own else Path(folder)
        below.mkdir(exist_ok=True)
        for name, content in files.items():
            safe = name.replace(b"/", b"_").replace(b"\0", b"_")
            if safe not in (b".", b".."):
                (below / safe.decode("utf-8", "surrogateescape")).write_bytes(content)
        (below / "a.ipynb").write_bytes(next(iter(files.values()), b""))
        read_all(Path(folder))
