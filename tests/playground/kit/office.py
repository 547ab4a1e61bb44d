"""A running preview bot in a workspace: what most stories of the kit begin with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.app.async_app import AsyncApp

from playground import Workspace
from tests.playground.preview_bot import teach
from tests.playground.tiny_bot import quiet_logger

SHORT = 0.3
"""Seconds that stories wait for what never comes."""


def new_app(ws: Workspace) -> AsyncApp:
    return AsyncApp(client=ws.web_client(), signing_secret=ws.signing_secret, logger=quiet_logger())


class Office:
    """A running preview bot in a workspace, and what its modal was submitted with."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.app = new_app(ws)
        self.submitted: list[dict[str, Any]] = []
        teach(self.app, self.submitted)


@asynccontextmanager
async def office(**options: Any) -> AsyncIterator[Office]:
    async with Workspace(**options) as ws:
        opened = Office(ws)
        async with ws.running(opened.app):
            yield opened
