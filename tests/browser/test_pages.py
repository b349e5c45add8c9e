"""Pages in a headless Chromium: they ask for nothing, run nothing, fit a telephone, tell what they show."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizkit.report.documents.html import html
from quizkit.report.pages.render import author_html, class_html, learner_html, similarity_html
from tests.browser.chromium import NAMES, Chromium, running
from tests.support.exams import every_place, key
from tests.unit.report.pages import samples
from tests.unit.report.pages.similar_answers import similar

PROGRAM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(PROGRAM is None, reason=f"none of {', '.join(NAMES)} is installed")

OWN = "document.title='owned'"
HOSTILE = (
    f"</code></pre></bdi></td></style><script>{OWN}</script>"
    f'<img src=https://x.invalid/x.png onerror="{OWN}"><svg onload="{OWN}">'
)
PAGES: dict[str, Callable[[str], str]] = {
    "learner": lambda words: learner_html(samples.learner(words, released=True, hints=True)),
    "class": lambda words: class_html(samples.classroom(words)),
    "author": lambda words: author_html(samples.author(words)).replace("<details>", "<details open>"),
    "similarity": lambda words: similarity_html(similar(words)).replace("<details>", "<details open>"),
    "paper": lambda words: html(every_place(words)),
    "key": lambda words: html(key(every_place(words))),
}
pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for all tests."""
    assert PROGRAM
    with running(PROGRAM, tmp_path_factory.mktemp("profile")) as one:
        yield one


def written(folder: Path, source: str) -> str:
    """The address of a file that holds `source`."""
    path = folder / "page.html"
    path.write_text(source, encoding="utf-8")
    return path.as_uri()


def test_a_request_and_a_script_would_be_seen(browser: Chromium, tmp_path: Path) -> None:
    loaded = browser.load(written(tmp_path, f"<title>mine</title>{HOSTILE}"))
    assert "https://x.invalid/x.png" in loaded.requests
    assert loaded.title == "owned"


@pages
def test_a_page_asks_for_nothing_and_runs_nothing(
    page: Callable[[str], str], browser: Chromium, tmp_path: Path
) -> None:
    address = written(tmp_path, page(HOSTILE))
    loaded = browser.load(address)
    assert loaded.requests == (address,)
    assert loaded.title != "owned"
    assert not [tag for tag in ("<script", "<img", "<svg onload") if tag in loaded.dom]


@pages
def test_the_policy_of_a_page_stops_what_would_slip_through(
    page: Callable[[str], str], browser: Chromium, tmp_path: Path
) -> None:
    address = written(tmp_path, page("ada").replace("<main>", f"<main>{HOSTILE}"))
    loaded = browser.load(address)
    assert loaded.title != "owned"
    assert loaded.requests == (address,)


@pages
def test_a_page_fits_a_telephone(page: Callable[[str], str], browser: Chromium, tmp_path: Path) -> None:
    assert not browser.load(written(tmp_path, page("x" * 100)), width=400).wider


@pages
def test_a_page_fits_a4(page: Callable[[str], str], browser: Chromium, tmp_path: Path) -> None:
    within_margins = 673  # pixels in 178 mm
    assert not browser.load(written(tmp_path, page("x" * 100)), within_margins, "print").wider


def test_every_number_of_the_histogram_is_told(browser: Chromium, tmp_path: Path) -> None:
    page = samples.classroom("s", size=7)
    told = browser.load(written(tmp_path, class_html(page))).told.split("\n")
    for one in page.bins:
        assert f"{one.low} to {one.high} %" in told
        assert str(one.count) in told


def test_math_is_told_as_a_line_of_text(browser: Chromium, tmp_path: Path) -> None:
    loaded = browser.load(written(tmp_path, PAGES["learner"]("ada")))
    assert 'alttext="m²"' in loaded.dom
