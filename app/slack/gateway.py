"""What the surfaces send to Slack, and within which limits.

Every message of this app is sent from here: never unfurled, always with a text beside its
blocks. chat.update shares one budget for a whole workspace, and goes through the same limiter as
any provider.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.domain.batching import window_key
from app.domain.identity import Person, Tenant
from app.domain.operation import Place
from app.domain.ports import Clock
from app.engine.rate_limiter import RateLimiter
from app.slack.pace import Pace
from app.slack.throttling import EDITS, seconds_to_wait
from blocks.message import Message, View

T = TypeVar("T")

_log = structlog.get_logger(__name__)

SLACK_FAILED = (SlackApiError, ClientError, TimeoutError)
"""What a call to Slack ends with when it does not succeed."""

PASSING = frozenset({
    "fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable",
    "team_added_to_org",
})  # fmt: skip
"""What Slack answers when the same call may succeed a moment later."""

NOT_THERE = frozenset({"channel_not_found", "is_archived", "not_in_channel", "user_not_in_channel"})
"""What Slack answers where the app cannot write."""

SERVER_ERROR = 500


def reason(error: Exception) -> str:
    """Slack's own name for what went wrong, or what the connection says."""
    if not isinstance(error, SlackApiError):
        return repr(error)
    data = getattr(error.response, "data", error.response)
    return str(data.get("error", "")) if isinstance(data, Mapping) else "no JSON"


class SlackGateway:
    """Calls Slack's Web API for the surfaces; raises SLACK_FAILED.

    What fails for the moment is tried again, a few times: a message that stands there twice is
    better than one that is missing.
    """

    def __init__(
        self, client: AsyncWebClient, limiter: RateLimiter, pace: Pace, clock: Clock
    ) -> None:
        self._client = client
        self._limiter = limiter
        self._pace = pace
        self._clock = clock
        self._direct: dict[str, str] = {}

    async def post(
        self, tenant: Tenant, channel: str, message: Message, thread_ts: str | None = None
    ) -> Place:
        """Post a message; the place it stands at. A thread that was deleted is left out."""
        key = window_key("slack", tenant.key, f"chat.postMessage:{channel}")
        await self._limiter.acquire(key, self._pace.posts)
        try:
            return await self._again(lambda: self._post(channel, message, thread_ts))
        except SlackApiError as error:
            if thread_ts is None or reason(error) != "thread_not_found":
                raise
        return await self._post(channel, message, None)

    async def post_where_allowed(
        self, by: Person, channel: str, message: Message, thread_ts: str | None = None
    ) -> Place:
        """Post in that channel; where the app is not in it, in the person's direct messages."""
        try:
            return await self.post(by.tenant, channel, message, thread_ts)
        except SlackApiError as error:
            if reason(error) not in NOT_THERE:
                raise
        return await self.post(by.tenant, await self.direct(by.user_id), message)

    async def _post(self, channel: str, message: Message, thread_ts: str | None) -> Place:
        answer = await self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            **_content(message),
        )
        return Place(channel=answer["channel"], ts=answer["ts"])

    async def update(self, tenant: Tenant, place: Place, message: Message) -> None:
        """Edit a message in place, as soon as the workspace's budget and Slack allow."""
        while True:
            await self._limiter.acquire(_updates(tenant), self._pace.updates)
            if not await self._again(lambda: self._update(tenant, place, message)):
                return

    async def update_if_free(
        self, tenant: Tenant, place: Place, message: Message, *, urgent: bool = False
    ) -> float:
        """Edit a message when the budget and Slack allow it now; else the seconds until they might.

        By then there may be news, so that it is for the caller to look again. What is not `urgent`
        leaves a part of the budget to what is.
        """
        quota = self._pace.updates if urgent else self._pace.calm_updates
        permits = await self._limiter.reserve(_updates(tenant), quota, 1)
        if not permits.count:
            return max(permits.wait, self._pace.glance)
        return await self._update(tenant, place, message)

    async def _update(self, tenant: Tenant, place: Place, message: Message) -> float:
        """Edit it now; where Slack takes no more edits, nobody edits before it does: the seconds."""
        try:
            await self._client.chat_update(channel=place.channel, ts=place.ts, **_content(message))
        except SlackApiError as error:
            wait = seconds_to_wait(error)
            if wait is None:
                raise
            _log.warning("edits_throttled", seconds=wait)
            await self._limiter.close(_updates(tenant), wait)
            return max(wait, self._pace.glance)
        return 0.0

    async def whisper(
        self, by: Person, channel: str, message: Message, thread_ts: str | None = None
    ) -> None:
        """Show a message to one person only, where they are, else in their direct messages."""
        try:
            await self._client.chat_postEphemeral(
                channel=channel, user=by.user_id, thread_ts=thread_ts, **_content(message)
            )
        except SlackApiError as error:
            if reason(error) not in NOT_THERE:
                raise
            await self.post(by.tenant, await self.direct(by.user_id), message)

    async def direct(self, user_id: str) -> str:
        """The id of the direct-message channel with a person.

        It never changes, so it is asked for once: every request needs it, and conversations.open
        allows about 50 calls a minute.
        """
        if user_id not in self._direct:
            answer = await self._again(lambda: self._client.conversations_open(users=user_id))
            self._direct[user_id] = str(answer["channel"]["id"])
        return self._direct[user_id]

    async def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal; its id."""
        answer = await self._client.views_open(trigger_id=trigger_id, view=view)
        return str(answer["view"]["id"])

    async def update_view(self, view_id: str, view: View) -> None:
        """Replace an open modal; one that was closed meanwhile is left alone."""
        try:
            await self._again(lambda: self._client.views_update(view_id=view_id, view=view))
        except SlackApiError as error:
            if reason(error) != "not_found":
                raise

    async def person(self, user_id: str) -> Mapping[str, Any]:
        """What Slack knows of a person (users.info)."""
        answer = await self._again(lambda: self._client.users_info(user=user_id))
        user: Mapping[str, Any] = answer["user"]
        return user

    async def channel_name(self, channel: str) -> str:
        """What people call a channel, with its #; empty where Slack does not tell."""
        try:
            answer = await self._client.conversations_info(channel=channel)
        except SLACK_FAILED as error:
            _log.warning("channel_not_asked", channel=channel, reason=reason(error))
            return ""
        name = answer["channel"].get("name")
        return f"#{name}" if name else ""

    async def group_handle(self, group: str) -> str:
        """The handle of a user group, with its @; empty where Slack does not tell."""
        try:
            answer = await self._client.usergroups_list()
        except SLACK_FAILED as error:
            _log.warning("groups_not_asked", group=group, reason=reason(error))
            return ""
        handles = (f"@{one['handle']}" for one in answer["usergroups"] if one["id"] == group)
        return next(handles, "")

    async def _again(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call again while it fails in a way that passes."""
        for wait in self._pace.again:
            try:
                return await call()
            except SLACK_FAILED as error:
                if not _passes(error):
                    raise
                _log.warning("slack_failed", reason=reason(error))
            await self._clock.sleep(wait)
        return await call()


def _passes(error: Exception) -> bool:
    if not isinstance(error, SlackApiError):
        return True
    status = int(getattr(error.response, "status_code", 0) or 0)
    return status >= SERVER_ERROR or reason(error) in PASSING


def _updates(tenant: Tenant) -> str:
    return window_key("slack", tenant.key, EDITS)


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}
