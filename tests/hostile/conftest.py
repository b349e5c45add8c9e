"""One ground for the whole session: walls are shared by what is taken away from them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hostile.surgery import Ground


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    made = Ground(tmp_path_factory.mktemp("ground"))
    with made.closing:
        yield made
