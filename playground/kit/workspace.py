"""A whole Slack workspace for one test: its people, its channels, and the app that is tested."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Literal, Self

from slack_sdk.web.async_client import AsyncWebClient

from playground import workspace as model
from playground.client import PlaygroundClient
from playground.control import put_in_force
from playground.faults import FaultPlan
from playground.kit import record
from playground.kit.messages import Message, Wanted, see_message
from playground.kit.model import model_of, reached_by
from playground.kit.people import Person
from playground.kit.running import BoltApp, check_async, over_http, over_socket
from playground.kit.screens import Screens
from playground.kit.seeing import not_seen
from playground.kit.views import Modal, see_modal
from playground.kit.watching import Watch
from playground.server import PlaygroundServer
from playground.timing import Timing

SWIFT = Timing(retry_delays=(0.0, 0.05, 0.1))
"""Slack's deadlines without the minutes between its retries."""


class Workspace:
    """A workspace for the time of an `async with` block.

    - `people` and `channels`: names, or models of playground.workspace; everybody named and the
      app's bot are in every channel that is given by name.
    - `commands`: the slash commands; None lets people use any. `shortcuts`: those of the app.
    - `events`: the bot events that the app is subscribed to, by the names of its manifest; None
      sends it all of them.
    - `of`: a ready model of playground.workspace instead of all these.
    - `delivery` with `request_url`: how the app is reached; "http" without an address takes a
      free port of this machine.
    - `now`: seconds since the epoch, `timing` Slack's deadlines, `limit_scale` what its rate
      limits are multiplied by (None lifts them), `patience` the seconds that each wait for what people see may take.
    """

    def __init__(  # noqa: PLR0913 - each keyword is one thing that a test may set
        self,
        *,
        people: Sequence[str | model.Person] = ("ana", "ben"),
        channels: Sequence[str | model.Channel] = ("general",),
        commands: Sequence[str | model.SlashCommand] | None = None,
        shortcuts: Sequence[model.Shortcut] = (),
        events: Sequence[str] | None = None,
        of: model.Workspace | None = None,
        delivery: Literal["socket", "http"] | None = None,
        request_url: str | None = None,
        now: Callable[[], float] = time.time,
        timing: Timing = SWIFT,
        limit_scale: float | None = None,
        patience: float = 5.0,
    ) -> None:
        self.model = of or model_of(people, channels, commands, shortcuts, events)
        if delivery is not None or request_url is not None:
            way = delivery or "http"
            address = request_url or (_free_address() if way == "http" else None)
            self.model = reached_by(self.model, way, address)
        self._server = PlaygroundServer(self.model, now=now, timing=timing, limit_scale=limit_scale)
        self._patience = patience
        self._running = AsyncExitStack()
        self._screens: Screens | None = None
        self._watches: list[Watch] = []
        self._client: PlaygroundClient | None = None

    async def __aenter__(self) -> Self:
        """Start to serve, and seat everybody at their screens."""
        try:
            await self._running.enter_async_context(self._server)
            client = PlaygroundClient(self._server.url)
            self._client = await self._running.enter_async_context(client)
            screens = Screens(self._server.hub.feed, self._patience)
            for person in self.model.users:
                await self._running.enter_async_context(screens.seat(client, person.id))
        except BaseException:
            await self._running.aclose()
            raise
        self._screens = screens
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop; nothing keeps running."""
        self._screens = None
        await self._running.aclose()

    @property
    def url(self) -> str:
        """Where it is served, "http://127.0.0.1:PORT"; the Web API is below /api/."""
        return self._server.url

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self.model.app.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.model.app.app_token

    @property
    def signing_secret(self) -> str:
        """What HTTP deliveries are signed with."""
        return self.model.app.signing_secret

    @property
    def request_url(self) -> str | None:
        """Where HTTP deliveries go; None with Socket Mode."""
        return self.model.app.request_url

    @property
    def client(self) -> PlaygroundClient:
        """The control API, for what the kit has no word for: forged payloads, repeats, …."""
        if self._client is None:
            raise _not_entered()
        return self._client

    def web_client(self, token: str | None = None) -> AsyncWebClient:
        """Return a Web API client of this workspace, with the bot's token unless another is given."""
        if not self.url:
            raise _not_entered()
        return AsyncWebClient(token=token or self.bot_token, base_url=f"{self.url}/api/")

    @asynccontextmanager
    async def running(self, app: BoltApp) -> AsyncIterator[None]:
        """Run a slack_bolt AsyncApp as the workspace's app, by Socket Mode or at `request_url`.

        At the end its listeners get a second to finish; no task or connection is left. Raises
        RuntimeError when the app's client calls somewhere else, such as the real Slack, and
        TypeError for a sync App, which would wait for itself.
        """
        check_async(app)
        base = str(app.client.base_url)
        if not base.startswith(f"{self.url}/"):
            raise RuntimeError(
                f"This app would call {base}. Make it with AsyncApp(client=ws.web_client(), …)."
            )
        watch = Watch(self._seated().note_raised)
        if self.request_url is not None and self.model.app.delivery == "http":
            running = over_http(app, self.request_url, watch)
        else:
            running = over_socket(app, self.app_token, watch)
        self._watches.append(watch)
        async with running:
            yield

    def person(self, name: str) -> Person:
        """Return the person with that handle, name, first name or id. Raises ChoiceError."""
        screens = self._seated()
        return Person(screens, screens.named(name))

    def channel(self, name: str) -> str:
        """Return the id of the channel with that name. Raises LookupError."""
        plain = name.removeprefix("#")
        for one in self.model.channels:
            if plain in {one.name, one.id}:
                return one.id
        names = ", ".join(f"#{one.name}" for one in self.model.channels)
        raise LookupError(f"There is no channel {name!r}. There is: {names}.")

    async def message(
        self,
        containing: str = "",
        *,
        channel: str | None = None,
        by: str | None = None,
        earlier: bool = False,
    ) -> Message:
        """Wait for a message, new or changed since the last act of anybody; the newest counts.

        It is one of the app, unless `by` names a person. `containing` is looked for in what people
        read and in the text of the notification. With `earlier` an old message will do. Raises
        NotSeenError.
        """
        screens = self._seated()
        wanted = Wanted(
            containing=containing,
            channel=self.channel(channel) if channel else None,
            author=screens.named(by).user if by else None,
            since=-1 if earlier else screens.acted(),
        )
        return await see_message(screens, wanted)

    async def modal(self, containing: str = "", *, of: str | None = None) -> Modal:
        """Wait until somebody's topmost modal contains the text; of who acted last without `of`.

        Raises NotSeenError.
        """
        screens = self._seated()
        viewer = screens.named(of or screens.actor or self.model.users[0].id)
        return await see_modal(screens, viewer, containing)

    def calls(self, method: str | None = None) -> list[record.Call]:
        """Return the app's Web API calls (of that method) so far, in order."""
        hub = self._server.hub
        return record.calls(hub.feed, method, answers=hub.answers)

    def deliveries(self, kind: str | None = None) -> list[record.Delivery]:
        """Return what was delivered so far: "events", "slash_commands", "interactive" or all."""
        return record.deliveries(self._server.hub.feed, kind)

    @property
    def refused(self) -> list[record.Refusal]:
        """What Slack would not take so far: invalid blocks, too long texts and the like."""
        return record.refusals(self._server.hub.feed)

    @property
    def raised(self) -> list[Exception]:
        """What the app's listeners raised so far and did not catch."""
        return [error for _, error in self._seated().raised]

    def misbehave(self, **faults: Any) -> None:
        """Let things go wrong from now on; the fields are those of playground.faults.FaultPlan.

        `api=[{"kind": "rate_limited", "method": "chat.postMessage"}]` fails the next such call.
        Replaces what was said before. Raises pydantic's ValidationError.
        """
        put_in_force(self._server.hub, FaultPlan.model_validate(faults))

    def behave(self) -> None:
        """Let nothing go wrong any more."""
        self.misbehave()

    async def connected(self) -> None:
        """Wait until the app has a socket open, as after `misbehave(drop_sockets=True)`.

        With HTTP delivery there is nothing to wait for. Raises NotSeenError.
        """
        if self.model.app.delivery == "http":
            return
        screens = self._seated()
        if not await self._in_time(self._server.hub.sockets.ready()):
            problem = f"No app has connected within {self._patience:g} s."
            raise not_seen(screens, problem, screens.acted())

    async def settled(self) -> None:
        """Wait until everything is delivered and the app's listeners have finished.

        What an app does in tasks of its own is not waited for. Raises NotSeenError.
        """
        screens = self._seated()
        if not await self._in_time(self._done()):
            problem = f"The app was not done within {self._patience:g} s."
            raise not_seen(screens, problem, screens.acted())
        await screens.catch_up()

    async def _done(self) -> None:
        while under_way := self._under_way():
            await asyncio.wait(under_way)

    def _under_way(self) -> set[asyncio.Task[Any]]:
        listeners = (one.listeners.running for one in self._watches)
        return self._server.hub.deliveries.under_way.union(*listeners)

    async def _in_time(self, waiting: Awaitable[None]) -> bool:
        try:
            await asyncio.wait_for(waiting, self._patience)
        except TimeoutError:
            return False
        return True

    def _seated(self) -> Screens:
        if self._screens is None:
            raise _not_entered()
        return self._screens


def _not_entered() -> RuntimeError:
    return RuntimeError("Use the workspace inside its block: `async with Workspace() as ws:`.")


def _free_address() -> str:
    """Return Bolt's usual path on a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/slack/events"
