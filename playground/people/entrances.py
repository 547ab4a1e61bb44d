"""Other ways in: shortcuts and the app's Home tab."""

import asyncio
from contextlib import aclosing, suppress
from typing import Any

from playground.errors import CannotActError
from playground.feed import FeedEvent
from playground.hub import Hub
from playground.payloads import event_callback, interaction, on_message
from playground.people.asking import NotAnsweredError, ask


async def shortcut(
    hub: Hub, user: str, callback_id: str, channel: str | None = None, ts: str | None = None
) -> None:
    """Use a shortcut; one of a message's menu needs the message (`ts`, and `channel` or the DM)."""
    person = hub.actor(user)
    known = next((item for item in hub.app.shortcuts if item.callback_id == callback_id), None)
    if known is None:
        raise CannotActError(f"There is no shortcut {callback_id}.")
    action = {"callback_id": callback_id, "action_ts": f"{hub.now():.6f}"}
    if known.kind == "global":
        seen = hub.room_of(person, channel).id if channel else None
        payload = interaction(hub, person, "shortcut", channel=seen) | action
    else:
        room = hub.room_of(person, channel)
        post = hub.conversations.find(room.id, ts or "")
        if post is None or post.visible_to is not None:
            raise CannotActError(f"{person.real_name} sees no message {ts} in {room.name}.")
        payload = interaction(hub, person, "message_action", channel=room.id) | action
        payload |= on_message(hub, person, room, post) | {"message_ts": post.ts}
        del payload["container"]
    with suppress(NotAnsweredError):  # the person was shown the failure
        await ask(hub, user, channel, payload)


async def home(hub: Hub, user: str, wait_seconds: float = 3.0) -> dict[str, Any] | None:
    """Open the Home tab: the view that the app then publishes, or what was there before.

    Waits up to `wait_seconds` for the app to publish.
    """
    person = hub.actor(user)
    if not hub.app.home_tab:
        raise CannotActError(f"{hub.app.bot_name} has no Home tab.")
    room = hub.dm_of(person)
    before = hub.feed.seq
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": user,
        "channel": room.id,
        "tab": "home",
        "event_ts": f"{hub.now():.6f}",
    }
    shown = hub.views.home(user)
    if shown is not None:
        event["view"] = shown.shown()
    hub.deliveries.send_event(event_callback(hub, event))
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_seconds):
            await _published(hub, user, before)
    shown = hub.views.home(user)
    return shown.shown() if shown is not None else None


async def _published(hub: Hub, user: str, after: int) -> None:
    async with aclosing(hub.feed.follow(after)) as entries:
        async for entry in entries:
            if _is_home(entry, user):
                return


def _is_home(entry: FeedEvent, user: str) -> bool:
    view = entry.get("view") or {}
    return entry.get("user") == user and view.get("type") == "home"
