"""Driving a playground from outside: as its people, and as its fault injector."""

import json
from collections.abc import AsyncGenerator
from typing import Any, Self

import aiohttp

JsonObject = dict[str, Any]
_FEED_MESSAGE_LIMIT = 16 * 1024 * 1024


class PlaygroundError(Exception):
    """The playground refused; the text is its sentence."""


class PlaygroundClient:
    """The control API of a playground at `url` ("http://127.0.0.1:PORT"), as a context manager.

    All values have Slack's own shapes. Every call raises PlaygroundError when it is refused.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connection."""
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connection."""
        await self._opened().close()
        self._session = None

    async def workspace(self) -> JsonObject:
        """{"team", "users", "channels", "bot": {"user_id", "name"}, "commands", "shortcuts"}."""
        workspace: JsonObject = await self._call("workspace")
        return workspace

    async def dm(self, user: str) -> str:
        """The id of the direct messages between that person and the bot."""
        return str(await self._call("dm", user=user))

    async def say(
        self, user: str, text: str, channel: str | None = None, thread_ts: str | None = None
    ) -> JsonObject:
        """Write as that person (without `channel`: to the bot); returns {"channel", "ts"}.

        "@Name" mentions somebody. Text that starts with "/" is a slash command, which has no ts;
        the call returns once the app acknowledged it or was given up.
        """
        said: JsonObject = await self._call(
            "say", user=user, text=text, channel=channel, thread_ts=thread_ts
        )
        return said

    async def press(
        self,
        user: str,
        *,
        action_id: str,
        block_id: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
        selection: JsonObject | None = None,
    ) -> None:
        """Press an element of a message or of an open view, or choose in it.

        Without `ts`: in the newest message that has it; without `channel`: in the DM. `selection`
        is what the element type adds, such as {"selected_option": {"value": "x"}}. Returns once the
        app acknowledged; when it does not, the person sees a `failure` event.
        """
        at = _given(action_id=action_id, block_id=block_id, channel=channel, ts=ts, view_id=view_id)
        await self._call("press", user=user, at=at, selection=selection)

    async def forge(self, user: str, payload: JsonObject) -> None:
        """Deliver an arbitrary interactive payload in that person's name (for tests)."""
        await self._call("forge", user=user, payload=payload)

    async def repeat_last(self, kind: str = "events") -> None:
        """Deliver the newest "events", "slash_commands" or "interactive" payload once more."""
        await self._call("repeat_last", kind=kind)

    async def options(
        self,
        user: str,
        *,
        action_id: str,
        query: str,
        block_id: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
    ) -> list[JsonObject]:
        """What an external select offers for the typed `query`."""
        at = _given(action_id=action_id, block_id=block_id, channel=channel, ts=ts, view_id=view_id)
        found: list[JsonObject] = await self._call("options", user=user, at=at, query=query)
        return found

    async def views(self, user: str) -> list[JsonObject]:
        """The person's open modals, topmost last."""
        stack: list[JsonObject] = await self._call("views", user=user)
        return stack

    async def submit(
        self, user: str, view_id: str, values: dict[str, dict[str, JsonObject]]
    ) -> dict[str, str]:
        """Submit a modal with these state values over what is in it already.

        Returns the field errors by block_id, {} when it was accepted.
        """
        errors: dict[str, str] = await self._call(
            "submit", user=user, view_id=view_id, values=values
        )
        return errors

    async def close(self, user: str, view_id: str) -> None:
        """Close a modal as that person."""
        await self._call("close", user=user, view_id=view_id)

    async def shortcut(
        self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> None:
        """Use a shortcut; one of a message's menu needs `ts`."""
        await self._call("shortcut", user=user, callback_id=callback_id, channel=channel, ts=ts)

    async def home(self, user: str) -> JsonObject | None:
        """Open the Home tab; what the app then publishes, else what it published before."""
        view: JsonObject | None = await self._call("home", user=user)
        return view

    async def messages(self, channel: str, user: str | None = None) -> list[JsonObject]:
        """The room's messages as they stand, oldest first, with the ephemerals of `user`."""
        messages: list[JsonObject] = await self._call("messages", channel=channel, user=user)
        return messages

    async def events(self, after: int = 0) -> AsyncGenerator[JsonObject, None]:
        """The feed from sequence number `after`, replayed and then live, until the server stops."""
        address = f"{self._url}/playground/events"
        async with self._opened().ws_connect(
            address, params={"after": after}, max_msg_size=_FEED_MESSAGE_LIMIT
        ) as feed:
            async for frame in feed:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    yield json.loads(frame.data)

    async def set_faults(self, **faults: Any) -> None:
        """Put a FaultPlan in force instead of the one before; without arguments, a good day.

        `clear=True` says the same as no arguments. The fields are those of
        playground.faults.FaultPlan.
        """
        if faults.pop("clear", False):
            faults = {}
        await self._call("set_faults", faults=faults)

    async def seq(self) -> int:
        """The feed's newest sequence number."""
        return int(await self._call("seq"))

    async def refresh_sockets(self) -> None:
        """Ask the app's sockets to reconnect, as Slack does every few hours."""
        await self._call("refresh_sockets")

    async def verify_url(self) -> bool:
        """Send the url_verification challenge to the request_url; whether it was answered."""
        return bool(await self._call("verify_url"))

    async def _call(self, name: str, **arguments: Any) -> Any:
        address = f"{self._url}/playground/call/{name}"
        async with self._opened().post(address, json=_given(**arguments)) as answer:
            if answer.content_type != "application/json":
                raise PlaygroundError(await answer.text())
            body = await answer.json()
        if not body["ok"]:
            raise PlaygroundError(body["error"])
        return body["result"]

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise PlaygroundError("Use the client in an `async with` block.")
        return self._session


def _given(**arguments: Any) -> JsonObject:
    return {key: value for key, value in arguments.items() if value is not None}
