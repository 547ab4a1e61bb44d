"""A whole world in one process: the local Slack, its people, the app, and the office."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from email import message_from_string
from email.policy import default
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self, TypeVar

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from app.composition import Application
from app.connectors.context import ConnectorContext
from app.connectors.office import Office, OfficeSettings
from app.demo_company import ZONE, company
from app.domain.identity import Person as Requester
from app.domain.identity import Tenant
from app.domain.record import Entity, Record
from app.domain.sources import Query
from app.links import EVENTS_PATH
from app.settings import Settings
from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.workspace import Channel, InstalledApp, Person, Workspace
from tests.scenario.clock import Gate, StoryClock
from tests.scenario.colleague import PATIENCE, Colleague
from tests.scenario.hurry import SOON, SWIFT
from tests.scenario.log import Log

TEAM = Tenant(team_id="T0HARBOR")
SAM, PRIYA, ALEX = "U0SAM", "U0PRIYA", "U0ALEX"
GUS, SANA, LEE = "U0GUS", "U0SANA", "U0LEE"
SALES, RANDOM = "C0SALES", "C0RANDOM"
SAM_ACCOUNT = "sam@harbor.example"

T = TypeVar("T")


def workspace(delivery: str = "socket", port: int = 0) -> Workspace:
    """Harbor & Pine with a guest, a stranger, somebody who left, and a channel without the app."""
    base = company()
    reached = (
        {"delivery": "http", "request_url": f"http://127.0.0.1:{port}{EVENTS_PATH}"}
        if delivery == "http"
        else {}
    )
    others = (
        Person(id=GUS, name="gus", real_name="Gus Holm", is_restricted=True, tz=ZONE),
        Person(id=SANA, name="sana", real_name="Sana Iqbal", team_id="T0NORTHWND"),
        Person(id=LEE, name="lee", real_name="Lee Wong", deleted=True),
    )
    general, sales = base.channels
    joined = (*sales.members, GUS, SANA)
    return base.model_copy(
        update={
            "users": (*base.users, *others),
            "channels": (
                general,
                sales.model_copy(update={"members": joined}),
                Channel(id=RANDOM, name="random", members=(SAM, PRIYA)),
            ),
            "app": base.app.model_copy(update=reached),
        }
    )


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class World:
    """What a story plays in. Everything starts when it is entered and ends with it.

    `settings` and `office` are more of the app's settings and of the office's variables, `pace`
    replaces parts of SOON; Slack's rate limits are lifted unless `limit_scale` says otherwise.
    """

    def __init__(
        self,
        data: Path,
        log: Log,
        *,
        delivery: str = "socket",
        settings: Mapping[str, Any] | None = None,
        office: Mapping[str, str] | None = None,
        pace: Mapping[str, Any] | None = None,
        people: Workspace | None = None,
        limit_scale: float | None = None,
    ) -> None:
        self.log = log
        self.clock = StoryClock()
        self.gate = Gate()
        self.office: Office
        self.app: Application
        self.sam: Colleague
        self.priya: Colleague
        self.alex: Colleague
        self.feed: list[Mapping[str, Any]] = []
        port = free_port() if delivery == "http" else 0
        self._workspace = people or workspace(delivery, port)
        self._server = PlaygroundServer(self._workspace, timing=SWIFT, limit_scale=limit_scale)
        self._settings = self._of_app(data, port, settings or {}, office or {})
        self._pace = SOON.model_copy(update=dict(pace or {}))
        self._running = AsyncExitStack()
        self._changed = asyncio.Event()
        self.slack: PlaygroundClient

    def _of_app(
        self, data: Path, port: int, settings: Mapping[str, Any], office: Mapping[str, str]
    ) -> Settings:
        installed = self._workspace.app
        by_http = installed.delivery == "http"
        options = {"OFFICE_ZONE": ZONE, "OFFICE_LATENCY": "0.001", "OFFICE_QUOTAS": "{}", **office}
        given = {
            "data": data,
            "bot_token": installed.bot_token,
            "app_token": "" if by_http else installed.app_token,
            "signing_secret": installed.signing_secret if by_http else "",
            "port": port,
            "drain_seconds": 0.1,
            "options": options,
        }
        return Settings.model_validate({**given, **settings})

    async def __aenter__(self) -> Self:
        await self._running.enter_async_context(self._server)
        url = self._server.url
        self.slack = await self._running.enter_async_context(PlaygroundClient(url))
        following = asyncio.create_task(self._follow(), name="story feed")
        self._running.push_async_callback(_ended, following)
        self._settings = self._settings.model_copy(update={"api_url": f"{url}/api/"})
        await self.start_app()
        self._running.push_async_callback(self.stop_app)
        self.sam = await self.colleague(SAM)
        self.priya = await self.colleague(PRIYA)
        self.alex = await self.colleague(ALEX)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.gate.open()
        await self._running.aclose()

    async def colleague(self, user: str) -> Colleague:
        """A person at their screen, until the story ends."""
        return await self._running.enter_async_context(Colleague(self.slack, user))

    async def start_app(self) -> None:
        """Start the app, on the data that is there."""
        self.app = Application(
            self._settings,
            self.clock,
            connections=1,
            ping=0.5,
            pace=self._pace,
            connects=[self._connect],
        )
        await self.app.start()

    async def stop_app(self) -> None:
        """Stop it, as a deployment does: what is under way is ended or given up."""
        await self.app.stop()

    async def restart(self) -> None:
        await self.stop_app()
        await self.start_app()

    def _connect(self, context: ConnectorContext) -> Office:
        settings = OfficeSettings.under(context.data, context.options, context.zone)
        self.office = Office(settings, now=self.clock.now, sleep=self.gate.sleep)
        return self.office

    async def effects(self) -> int:
        """How many items had their effect; one that had it twice fails the story."""
        counted = await self.office.effects()
        twice = [key for key, count in counted.items() if count > 1]
        assert not twice, twice
        return len(counted)

    def outbox(self) -> list[str]:
        """The messages sent, as text."""
        return [path.read_text(encoding="utf-8") for path in self.office.outbox()]

    def bodies(self) -> list[str]:
        """The texts of the messages sent, decoded."""
        return [
            str(message_from_string(one, policy=default).get_content()) for one in self.outbox()
        ]

    async def records(self, query: Query) -> list[Record]:
        """What Sam finds in the office."""
        person = Requester(tenant=TEAM, user_id=SAM)
        requester = await self.app.services.people.requester(person)
        connector, account = self.app.registry.reading(requester, query.entity)
        return [record async for page in connector.query(account, query) for record in page]

    async def all_of(self, entity: Entity) -> list[Record]:
        return await self.records(Query(entity=entity))

    def posted(self, channel: str = "") -> list[Mapping[str, Any]]:
        """Everything the app posted or edited so far, in order; whispers are not among it."""
        wanted = ("message_posted", "message_edited")
        return [
            event
            for event in self.feed
            if event["event"] in wanted
            and event["message"].get("bot_id")
            and (not channel or event["channel"] == channel)
            and not event.get("visible_to")
        ]

    @property
    def installed(self) -> InstalledApp:
        """The app as the workspace has it installed."""
        return self._workspace.app

    def delivered(self, *events: str) -> list[Mapping[str, Any]]:
        """The deliveries of these events that the app acknowledged."""
        acknowledged = {one["id"] for one in self.feed if one["event"] == "ack"}
        return [
            one
            for one in self.feed
            if one["event"] == "delivery"
            and one["id"] in acknowledged
            and one["payload"].get("event", {}).get("type") in events
        ]

    def calls(self, method: str) -> list[Mapping[str, Any]]:
        """The app's calls of a method, in order."""
        return [one for one in self.feed if one["event"] == "api_call" and one["method"] == method]

    async def until(self, found: Callable[[], T | bool | None]) -> T:
        """Wait for what `found` finds, looking again at each event of the feed."""
        async with asyncio.timeout(PATIENCE):
            while True:
                changed = self._changed
                there = found()
                if there:
                    return there  # type: ignore[return-value]  # True stands for itself
                await changed.wait()

    async def settled(self) -> None:
        """Wait until every delivery is acknowledged and the app has nothing left to do for it."""
        newest = await self.slack.seq()
        await self.until(lambda: not self.feed or self.feed[-1]["seq"] >= newest)
        await self.until(self._all_acknowledged)
        await self.app.tasks.drain(PATIENCE)

    async def hears(self, event: Mapping[str, Any]) -> None:
        """Let the app hear an event that no person of the playground can bring about."""
        await self.dispatches(type="event_callback", event_id="Ev0STORY", event=dict(event))

    async def dispatches(self, **body: Any) -> None:
        """Hand the app a payload as Slack would, without any person of the playground."""
        team = {"team_id": TEAM.team_id, "api_app_id": self._workspace.app.app_id}
        body = {**team, **body}
        answer = await self.app.bolt.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        assert answer.status == HTTPStatus.OK

    def _all_acknowledged(self) -> bool:
        sent = {one["id"] for one in self.feed if one["event"] == "delivery"}
        return sent <= {one["id"] for one in self.feed if one["event"] == "ack"}

    def bot(self) -> AsyncWebClient:
        """Slack's API with the app's own token, for what another hand does there."""
        return AsyncWebClient(
            token=self._workspace.app.bot_token, base_url=f"{self._server.url}/api/"
        )

    async def _follow(self) -> None:
        async for event in self.slack.events():
            self.feed.append(event)
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
