"""Importing a file: what is refused, what is written, and that all files of the oracles end well."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from quizkit.app.banks.importing import import_bank
from quizkit.app.banks.lint import lint_topics
from quizkit.cli.main import application
from quizkit.errors import ContentError, UnknownName, UsageError

ORACLES = Path(os.environ.get("QUIZKIT_ORACLES", "/nonexistent"))
FOLDERS = ("gift_peg", "moodle/gift", "moodle/aiken", "moodle/xml", "canvas_qti12", "canvas_qti12/items_1.2")
OTHERS = sorted(
    path
    for folder in (*FOLDERS, "text2qti")
    for path in (ORACLES / folder).glob("*.*")
    if path.suffix in (".gift", ".txt", ".xml", ".zip")
    and "LICENSE" not in path.name
    and "ours.txt" not in path.name
)
GIFT = "::One::Is it?{TRUE#Look again.#Right.####It is so.}\n\n::Two::Write!{}\n"
QTI = (Path(__file__).parents[3] / "golden" / "imports" / "quiz.xml").read_text("utf-8")
PNG = b"\x89PNG\r\n\x1a\nrest"


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    path = tmp_path / "Erste Schritte.gift"
    path.write_text(GIFT)
    return path


def run(*arguments: str) -> int:
    """The exit code of the command."""
    try:
        application(("bank",))(args=["bank", "import", *arguments], prog_name="quizkit")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_bank_is_named_after_the_file(
    gift: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    brought = import_bank(gift, None, None)
    assert brought.path == Path("erste-schritte.yaml")
    assert (brought.questions, brought.complete) == (1, 1)
    assert [finding.code for finding in brought.findings] == ["placeholder", "not-taken"]


def test_nothing_is_overwritten(gift: Path, tmp_path: Path) -> None:
    out = tmp_path / "b" / "topic.yaml"
    import_bank(gift, None, out)
    before = out.read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        import_bank(gift, None, out)
    assert out.read_bytes() == before


@pytest.mark.parametrize("name", ["Topic.yaml", "topic.txt", "a_b.yaml", f"{'a' * 65}.yaml"])
def test_a_name_that_gives_no_id_is_refused(gift: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="gives no id"):
        import_bank(gift, None, tmp_path / name)


def test_what_is_no_file_and_no_format_is_told(gift: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        import_bank(tmp_path / "gone.gift", None, None)
    with pytest.raises(UsageError, match="is no regular file"):
        import_bank(tmp_path, None, tmp_path / "x.yaml")
    with pytest.raises(UnknownName, match="Did you mean 'moodle'"):
        import_bank(gift, "mooodle", tmp_path / "x.yaml")
    gift.write_bytes("é {T}".encode("latin-1"))
    with pytest.raises(UsageError, match="not UTF-8 on line 1"):
        import_bank(gift, None, tmp_path / "x.yaml")


def test_a_file_with_nothing_to_take_writes_nothing(tmp_path: Path) -> None:
    given, out = tmp_path / "x.gift", tmp_path / "y" / "x.yaml"
    given.write_text("Write!{}")
    with pytest.raises(ContentError) as caught:
        import_bank(given, None, out)
    assert [finding.code for finding in caught.value.findings] == ["not-taken"]
    assert not out.parent.exists()


def package(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_package_brings_its_pictures(tmp_path: Path) -> None:
    asked = QTI.replace(
        "Nearly pi?", '&lt;img src="$IMS-CC-FILEBASE$/Uploaded%20Media/pi.png?x=1" alt="pi"&gt;?'
    )
    members = {
        "quiz/quiz.xml": asked.encode(),
        "web_resources/Uploaded Media/pi.png": PNG,
        "imsmanifest.xml": b"<m/>",
    }
    brought = import_bank(package(tmp_path / "q.zip", members), None, tmp_path / "b" / "q.yaml")
    (picture,) = brought.pictures
    assert picture.read_bytes() == PNG
    assert f"![pi]({picture.relative_to(brought.path.parent)})" in brought.path.read_text()


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"a.txt": b"x"}, "It holds no quiz"),
        ({"../quiz.xml": b"<x/>"}, "unsafe-name"),
        ({"quiz.xml": b"<x>"}, "unreadable-xml"),
    ],
)
def test_a_package_without_a_quiz_is_told_off(tmp_path: Path, members: dict[str, bytes], says: str) -> None:
    with pytest.raises(ContentError) as caught:
        import_bank(package(tmp_path / "q.zip", members), None, tmp_path / "q.yaml")
    assert says in "\n".join(map(str, caught.value.findings))


def test_the_command_prints_findings_and_says_in_its_code_what_it_could_not_read(
    gift: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(gift), "-o", str(tmp_path / "a.yaml")) == 0
    assert "Wrote " in capsys.readouterr().out
    gift.write_text(GIFT + "\n::Three::What{=a\n")
    assert run(str(gift), "-o", str(tmp_path / "b.yaml"), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["questions"], told["complete"], told["pictures"]) == (1, 1, [])
    assert {"unreadable-question", "not-taken"} < {finding["code"] for finding in told["findings"]}


def codes(paths: Sequence[Path]) -> set[str]:
    return {finding.code for linted in lint_topics(list(map(str, paths))) for finding in linted.findings}


# What a bank of another system does not have; all else that lint finds would be the import's fault.
MISSING = {"option-without-feedback", "empty-steps", "neither-evidence-nor-argued", "key-is-longest"}


@pytest.mark.skipif(not OTHERS, reason="QUIZKIT_ORACLES names no folder with question files")
@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_lint_finds_nothing_in_an_import_but_what_was_missing(path: Path, tmp_path: Path) -> None:
    try:
        brought = import_bank(path, None, tmp_path / "bank" / "taken.yaml")
    except ContentError as error:
        told = {finding.code for finding in error.findings}
        assert told <= {"not-taken", "unreadable-xml", "unreadable-question"}
        return
    assert codes([brought.path]) <= MISSING
