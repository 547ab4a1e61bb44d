"""When a workspace uninstalls the app, what it wrote goes, and nothing runs for it any more.

Slack says so in two events, of which either does: the app is gone, or the bot's token is. The
delivery stays open in the inbox until all is done, so that a restart goes on with it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from app.domain.identity import Tenant
from app.domain.value import Value
from app.slack.deliveries import tenant_of
from app.slack.inbox import Work
from app.slack.services import Services

_log = structlog.get_logger(__name__)

KIND = "uninstalled"


class Uninstalled(Value):
    """A workspace that was left, as heard `at` then by the journal's time."""

    tenant: Tenant
    at: datetime


def register(app: AsyncApp, services: Services) -> None:
    """Listen for both events."""
    surface = Leaving(services)
    services.inbox.on(KIND, Work(Uninstalled, surface.forget))
    for event in ("app_uninstalled", "tokens_revoked"):
        app.event(event, middleware=[surface.on_event])(_written_down)


async def _written_down() -> None:
    """Nothing is left to do: the inbox has it."""


class Leaving:
    """Sees to it that what belongs to a workspace goes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pace = services.pace

    async def on_event(
        self,
        body: dict[str, Any],
        event: dict[str, Any],
        next: Callable[[], Awaitable[Any]],  # noqa: A002 - Bolt's
    ) -> None:
        """Take it, unless only tokens of people were revoked: the app has none of those."""
        if event["type"] == "app_uninstalled" or (event.get("tokens") or {}).get("bot"):
            gone = Uninstalled(tenant=tenant_of(body), at=self._services.clock.now())
            key = f"{event['type']}:{body['event_id']}"
            await self._services.inbox.receive(KIND, key, gone.tenant, gone)
        await next()

    async def forget(self, gone: Uninstalled) -> None:
        """Again and again for a while: what was being worked on then may still write something.

        What is in flight is waited for, however long it takes.
        """
        clock, seconds = self._services.clock, self._pace.look_again
        until, over, left = gone.at + timedelta(seconds=self._pace.uninstalled), False, 0
        while not over:
            over = clock.now() >= until
            left = await self._surely(gone, until)
            if not over:
                await clock.sleep(seconds)
        while left:
            await clock.sleep(seconds)
            left = await self._surely(gone, until, drop=False)
        _log.info("workspace_forgotten", tenant=gone.tenant.key)

    async def _surely(self, gone: Uninstalled, before: datetime, *, drop: bool = True) -> int:
        """How many operations have not ended yet; nobody can be told of what fails here."""
        while True:
            try:
                if drop:
                    await self._services.departures.drop(gone.tenant, before, KIND)
                return await self._services.departures.end(gone.tenant, before)
            except Exception:  # noqa: BLE001 - logged with its trace; the journal may be back soon
                _log.exception("workspace_not_forgotten", tenant=gone.tenant.key)
            await self._services.clock.sleep(self._pace.until_shown[-1])
