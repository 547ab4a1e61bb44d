"""The whole product as a person has it: a local Slack and the app, each in its own process."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.feed import Event, Feed, delivered, shows
from benchmarks.journal import Journal
from benchmarks.processes import child
from playground.client import PlaygroundClient
from playground.workspace import InstalledApp, Person, SlashCommand, Team, Workspace

PEOPLE = tuple(f"U{number:03}" for number in range(1, 41))
"""Enough that nobody's messages wait for Slack's one message a second."""

REQUEST = (
    "email all contacts tagged {tag} saying Hello {{{{ first_name }}}}, we moved to the harbour."
)
"""A mail to every contact with the tag; those of OFFICE_CONTACTS are tagged `bulk`."""

UNBOUND = json.dumps({"bulk_email": {"limit": 1_000_000, "seconds": 1}})
"""A quota that never binds: the provider's is not what is measured."""

LONGEST = 120.0
"""Seconds that any single thing may take."""


@dataclass(frozen=True)
class Previewed:
    """A preview in Slack: whose, where, and seconds from the delivery until it was posted."""

    user: str
    channel: str
    ts: str
    seconds: float


class Stack:
    """A running app with its Slack; `pid` is the app's, `data` its folder."""

    def __init__(self, client: PlaygroundClient, feed: Feed, data: Path, pid: int) -> None:
        self.client = client
        self.feed = feed
        self.pid = pid
        self.data = data
        self.journal = Journal(data / "journal.db")

    async def preview(self, user: str) -> Previewed:
        """Ask for a mail to all bulk contacts, and wait for the preview."""
        channel = await self.client.dm(user)
        await self.client.say(user, "/bulk " + REQUEST.format(tag="bulk"))
        shown = await self.feed.first(shows("draft_confirm", channel), LONGEST)
        asked = await self.feed.first(delivered("slash_commands", user), LONGEST)
        ts = shown["message"]["ts"]
        return Previewed(user, channel, ts, shown["at"] - asked["at"])

    async def confirm(self, preview: Previewed) -> float:
        """Press Confirm All; when it was delivered, in seconds since 1970."""
        await self.client.press(
            preview.user, action_id="draft_confirm", channel=preview.channel, ts=preview.ts
        )
        pressed = await self.feed.first(delivered("interactive", preview.user), LONGEST)
        return float(pressed["at"])

    async def started(self, preview: Previewed) -> Event:
        """The event that shows how far the operation is."""
        return await self.feed.first(shows("operation_cancel", preview.channel), LONGEST)

    async def ended(self, preview: Previewed) -> Event:
        """The event that shows the summary."""
        return await self.feed.first(shows("feedback_yes", preview.channel), LONGEST)


Prepare = Callable[[Path, PlaygroundClient], Awaitable[None]]


@dataclass(frozen=True)
class Setup:
    """How the office is set up, and which module answers Slack (the app, or a bare listener).

    `prepare` fills the app's folder before it starts, when the local Slack is there already.
    """

    contacts: int = 0
    latency: float = 0.0
    module: tuple[str, ...] = ("app", "run")
    prepare: Prepare | None = None


@asynccontextmanager
async def running(setup: Setup) -> AsyncIterator[Stack]:
    """Start both processes on a new data folder, and end them again."""
    with TemporaryDirectory(prefix="bulkhead-bench-") as folder:
        data = Path(folder)
        workspace = data / "workspace.json"
        workspace.write_text(_workspace().model_dump_json())
        slack = child(
            ("playground", "--workspace", str(workspace)),
            os.environ,
            data / "slack.log",
            '"ready"',
        )
        async with slack:
            url = str(json.loads((data / "slack.log").read_text().splitlines()[0])["url"])
            if setup.prepare:
                async with PlaygroundClient(url) as client:
                    await setup.prepare(data, client)
            app = child(setup.module, _environment(setup, data, url), data / "app.log", "started")
            async with app as pid, _watched(url) as (client, feed):
                yield Stack(client, feed, data, pid)


@asynccontextmanager
async def _watched(url: str) -> AsyncIterator[tuple[PlaygroundClient, Feed]]:
    async with PlaygroundClient(url) as client:
        feed = Feed(client)
        following = asyncio.create_task(feed.follow(await client.seq()), name="feed")
        try:
            yield client, feed
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


def _environment(setup: Setup, data: Path, url: str) -> dict[str, str]:
    installed = InstalledApp()
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(_OUR_NAMES)
    }
    return inherited | {
        "SLACK_BOT_TOKEN": installed.bot_token,
        "SLACK_APP_TOKEN": installed.app_token,
        "SLACK_API_URL": f"{url}/api/",
        "BULKHEAD_DATA": str(data),
        "OFFICE_CONTACTS": str(setup.contacts),
        "OFFICE_LATENCY": str(setup.latency),
        "OFFICE_QUOTAS": UNBOUND,
    }


_OUR_NAMES = ("SLACK_", "BULKHEAD_", "OFFICE_")


def _workspace() -> Workspace:
    people = tuple(
        Person(id=user, name=user.lower(), real_name=user, email=f"{user.lower()}@harbor.example")
        for user in PEOPLE
    )
    return Workspace(
        team=Team(id="T0HARBOR", name="Harbor & Pine", domain="harbor-and-pine"),
        users=people,
        channels=(),
        app=InstalledApp(commands=(SlashCommand(command="/bulk"),)),
    )
