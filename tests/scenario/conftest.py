"""Worlds to play stories in; an error that the app logs unexpectedly fails the story."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.scenario.colleague import Colleague
from tests.scenario.log import Log, listening
from tests.scenario.world import World

MakeWorld = Callable[..., Awaitable[World]]


@pytest.fixture
def log() -> Iterator[Log]:
    with listening() as log:
        yield log
    assert log.surprises == []


@pytest.fixture
async def make_world(tmp_path: Path, log: Log) -> AsyncIterator[MakeWorld]:
    """Make the one world of a story that needs a special one."""
    async with AsyncExitStack() as running:

        async def make(**special: Any) -> World:
            return await running.enter_async_context(World(tmp_path / "data", log, **special))

        yield make


@pytest.fixture
def delivery() -> str:
    """How Slack reaches the app; a story asks for HTTP by parametrising this."""
    return "socket"


@pytest.fixture
async def world(make_world: MakeWorld, delivery: str) -> World:
    return await make_world(delivery=delivery)


@pytest.fixture
def sam(world: World) -> Colleague:
    return world.sam


@pytest.fixture
def priya(world: World) -> Colleague:
    return world.priya
