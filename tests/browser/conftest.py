"""A browser for each test, windows of people in it, and worlds to look at.

The browser itself is started once and every window gets a profile of its own, so the tests share
nothing that a person could see.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.chromium import CHROMIUM, launch
from tests.browser.desk import Desk
from tests.scenario.log import Log, listening
from tests.scenario.world import SAM, World

_HERE = Path(__file__).parent
_PATIENCE = 15_000  # ms: only a failing story waits that long

MakeWorld = Callable[..., Awaitable[World]]
OpenDesk = Callable[..., Awaitable[Desk]]


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Run these tests on one loop a worker: a browser can only be used where it was started."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium, started once."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed, so the page is not tested: apt install chromium")
    expect.set_options(timeout=_PATIENCE)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(chromium: Browser) -> AsyncIterator[OpenDesk]:
    """Open a window of a person; whatever goes wrong in one of them fails the test."""
    desks: list[Desk] = []
    async with AsyncExitStack() as running:

        async def opens(at: World | str, user: str = SAM, path: str = "app", **looks: Any) -> Desk:
            url = at if isinstance(at, str) else at._server.url
            one = await running.enter_async_context(Desk(chromium, url, user, **looks))
            one.page.set_default_timeout(_PATIENCE)
            desks.append(one)
            await one.goes_to(path)
            return one

        yield opens
    assert [problem for one in desks for problem in one.surprises] == []


@pytest.fixture
def log() -> Iterator[Log]:
    with listening() as log:
        yield log
    assert log.surprises == []


@pytest_asyncio.fixture(loop_scope="session")
async def make_world(tmp_path: Path, log: Log) -> AsyncIterator[MakeWorld]:
    """Make the one world of a story that needs a special one."""
    async with AsyncExitStack() as running:

        async def make(**special: Any) -> World:
            return await running.enter_async_context(World(tmp_path / "data", log, **special))

        yield make


@pytest_asyncio.fixture(loop_scope="session")
async def world(make_world: MakeWorld) -> World:
    return await make_world()


@pytest_asyncio.fixture(loop_scope="session")
async def sam(desk: OpenDesk, world: World) -> Desk:
    """Sam before the direct messages with the app."""
    return await desk(world)
