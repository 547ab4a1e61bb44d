"""Workspaces of the kit, with and without an app in them."""

from collections.abc import AsyncIterator

import pytest

from playground import Workspace
from tests.playground.kit.office import Office, office


@pytest.fixture
async def opened() -> AsyncIterator[Office]:
    async with office() as one:
        yield one


@pytest.fixture
def ws(opened: Office) -> Workspace:
    """A workspace in which the preview bot runs."""
    return opened.ws


@pytest.fixture
async def bare() -> AsyncIterator[Workspace]:
    """A workspace in which no app runs yet."""
    async with Workspace() as one:
        yield one
