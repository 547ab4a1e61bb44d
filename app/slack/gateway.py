"""What the surfaces send to Slack, and within which limits.

Every message of this app is sent from here: never unfurled, always with a text beside its
blocks. chat.update shares one budget for a whole workspace, and goes through the same limiter as
any provider. Tiers as Slack documents them (per method, app and workspace).
"""

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from app.domain.batching import Quota
from app.domain.identity import Tenant
from app.domain.operation import Place
from app.engine.rate_limiter import RateLimiter
from blocks.message import Message, View

UPDATES = Quota(limit=50, seconds=60)  # chat.update is tier 3: 50 and more a minute
CALM_UPDATES = Quota(limit=40, seconds=60)  # what progress may use: the rest is for the ends
POSTS = Quota(limit=1, seconds=1)  # chat.postMessage: one a second a channel


class SlackGateway:
    """Calls Slack's Web API for the surfaces; raises SlackApiError as slack_sdk does."""

    def __init__(self, client: AsyncWebClient, limiter: RateLimiter) -> None:
        self._client = client
        self._limiter = limiter

    async def post(
        self, tenant: Tenant, channel: str, message: Message, thread_ts: str | None = None
    ) -> Place:
        """Post a message; the place it stands at."""
        await self._limiter.acquire(("slack", tenant.key, f"post:{channel}"), POSTS)
        answer = await self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            **_content(message),
        )
        return Place(channel=answer["channel"], ts=answer["ts"])

    async def update(self, tenant: Tenant, place: Place, message: Message) -> None:
        """Edit a message in place, as soon as the workspace's budget allows."""
        await self._limiter.acquire(_updates(tenant), UPDATES)
        await self._update(place, message)

    async def update_if_free(self, tenant: Tenant, place: Place, message: Message) -> float:
        """Edit a message when the budget allows it now; else the seconds until it might."""
        grant = self._limiter.reserve(_updates(tenant), CALM_UPDATES, 1)
        if not grant.count:
            return max(grant.wait, 0.1)
        await self._update(place, message)
        return 0.0

    async def _update(self, place: Place, message: Message) -> None:
        await self._client.chat_update(channel=place.channel, ts=place.ts, **_content(message))

    async def whisper(
        self, channel: str, user_id: str, message: Message, thread_ts: str | None = None
    ) -> None:
        """Show a message to one person only, where they are."""
        await self._client.chat_postEphemeral(
            channel=channel, user=user_id, thread_ts=thread_ts, **_content(message)
        )

    async def direct(self, user_id: str) -> str:
        """The id of the direct-message channel with a person."""
        answer = await self._client.conversations_open(users=user_id)
        return str(answer["channel"]["id"])

    async def open_view(self, trigger_id: str, view: View) -> str:
        """Open a modal; its id."""
        answer = await self._client.views_open(trigger_id=trigger_id, view=view)
        return str(answer["view"]["id"])

    async def update_view(self, view_id: str, view: View) -> None:
        """Replace an open modal; one that was closed meanwhile is left alone."""
        try:
            await self._client.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            if error.response["error"] != "not_found":
                raise

    async def person(self, user_id: str) -> Mapping[str, Any]:
        """What Slack knows of a person (users.info)."""
        answer = await self._client.users_info(user=user_id)
        user: Mapping[str, Any] = answer["user"]
        return user


def _updates(tenant: Tenant) -> tuple[str, str, str]:
    return ("slack", tenant.key, "chat.update")


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}
