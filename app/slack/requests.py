"""Where requests come from: /bulk, a mention in a channel or thread, a direct message."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from app.domain.identity import Conversation, Person
from app.slack.deliveries import Request, person_of, shared_in, tenant_of
from app.slack.inbox import Work
from app.slack.incoming import mentioned, plain, speaks_of_place, split_here, unnamed_groups
from app.slack.schedules import ScheduleButtons, asks_for_list
from app.slack.services import Services
from blocks import notices

COMMAND = "/bulk"
KIND = "request"


def register(app: AsyncApp, services: Services) -> None:
    """Listen for requests.

    Bolt acknowledges an event before its listener runs; a listener's middleware runs before
    that, so that is where an event is written down.
    """
    surface = Requests(services)
    services.inbox.on(KIND, Work(Request, surface.read))
    app.command(COMMAND)(surface.on_command)
    app.event("app_mention", middleware=[surface.on_mention])(_written_down)
    app.event("message", middleware=[surface.on_message])(_written_down)


async def _written_down() -> None:
    """Nothing is left to do: the inbox has it."""


class Requests:
    """Takes a sentence from wherever it was written."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take /bulk; a command carries no event id, so its trigger is what makes it unique."""
        channel, text = body["channel_id"], body.get("text") or ""
        private = _is_direct(channel)
        request = Request(
            person=person_of(body),
            key=f"command:{body['trigger_id']}",
            text=text,
            conversation=Conversation(tenant=tenant_of(body), channel=channel, private=private),
            told=True,
            at=self._services.clock.now(),
        )
        await self._receive(request)
        if private or split_here(text)[1]:
            await ack()
        else:
            await ack(response_type="ephemeral", text=notices.in_direct_messages().text)

    async def on_mention(
        self,
        body: dict[str, Any],
        event: dict[str, Any],
        next: Callable[[], Awaitable[Any]],  # noqa: A002 - Bolt's
    ) -> None:
        """Take a mention; the same sentence may also come as a message, with the same ts."""
        await self._on_event(body, event)
        await next()

    async def on_message(
        self,
        body: dict[str, Any],
        event: dict[str, Any],
        next: Callable[[], Awaitable[Any]],  # noqa: A002 - Bolt's
    ) -> None:
        """Take a direct message; what is said in channels without a mention is not for us."""
        if event.get("channel_type") == "im":
            await self._on_event(body, event)
        await next()

    async def _on_event(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        said = not event.get("bot_id") and not event.get("edited") and event.get("user")
        if not said or event.get("subtype") in _NOT_SAID:
            return
        channel = event["channel"]
        conversation = Conversation(
            tenant=tenant_of(body),
            channel=channel,
            thread_ts=event.get("thread_ts"),
            private=_is_direct(channel),
        )
        request = Request(
            person=Person(tenant=conversation.tenant, user_id=event["user"]),
            key=f"message:{channel}:{event['ts']}",
            text=event.get("text") or "",
            conversation=conversation,
            bot=_bot_of(body),
            files=len(event.get("files") or ()),
            shared=shared_in(event),
            at=self._services.clock.now(),
        )
        await self._receive(request)

    async def _receive(self, request: Request) -> None:
        tenant = request.person.tenant
        await self._services.inbox.receive(KIND, request.key, tenant, request)

    async def read(self, request: Request) -> None:
        """Read the sentence and answer it."""
        ids = [one for one in mentioned(request.text)[:MOST_MENTIONS] if one != request.bot]
        names = {user_id: await self._services.people.mention(user_id) for user_id in ids}
        gateway = self._services.gateway
        groups = {one: await gateway.group_handle(one) for one in unnamed_groups(request.text)}
        text, here = split_here(request.text, request.bot)
        text = plain(text, {**names, **groups}, request.bot)
        where = request.conversation
        named = speaks_of_place(text) and not where.private
        called = await gateway.channel_name(where.channel) if named else ""
        said = request.model_copy(update={"text": text, "here": here, "called": called})
        if asks_for_list(text):
            await ScheduleButtons(self._services).list_all(said)
        else:
            await self._services.asking.begin(said)


MOST_MENTIONS = 20
"""People whose names are looked up in one sentence."""

_NOT_SAID = frozenset({
    "bot_message", "message_changed", "message_deleted", "channel_join", "channel_leave",
    "channel_topic", "channel_purpose", "channel_name", "message_replied",
})  # fmt: skip


def _is_direct(channel: str) -> bool:
    return channel.startswith("D")


def _bot_of(body: dict[str, Any]) -> str:
    """The app's own user, as the delivery names it."""
    bots = (one.get("user_id") for one in body.get("authorizations") or [])
    return next((str(bot) for bot in bots if bot), "")
