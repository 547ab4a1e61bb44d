"""Rooms as a test asks: see tests/unit/engine/room.py."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog.testing

from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.room import Room, opened


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Drawing a trace in colours takes longer than most stories."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OddOffice]:
    made = OddOffice(tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def room(tmp_path: Path, office: OddOffice) -> AsyncIterator[Room]:
    """A running engine on a temporary folder."""
    async with opened(tmp_path, office) as one:
        yield one


@pytest.fixture
async def resting(tmp_path: Path, office: OddOffice) -> AsyncIterator[Room]:
    """A room whose workers have not come yet."""
    async with opened(tmp_path, office, work=False) as one:
        yield one
