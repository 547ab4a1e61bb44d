"""Driving a playground from outside: as its people, and as its fault injector."""

import base64
import io
import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Self

import aiohttp

JsonObject = dict[str, Any]
_FEED_MESSAGE_LIMIT = 16 * 1024 * 1024
_SENT_AT_ONCE = 256 * 1024


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
        """{"team", "users", "channels", "user_groups", "bot", "commands", "shortcuts"}.

        `bot` has a "user_id" and a "name".
        """
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

    async def react(
        self, user: str, channel: str, ts: str, name: str, *, remove: bool = False
    ) -> None:
        """Put an emoji ("thumbsup") on a message as that person, or take it away."""
        await self._call("react", user=user, channel=channel, ts=ts, name=name, remove=remove)

    async def upload(
        self,
        user: str,
        name: str,
        content: bytes,
        *,
        channel: str | None = None,
        text: str = "",
        thread_ts: str | None = None,
    ) -> JsonObject:
        """Share a file as that person (without `channel`: with the bot), with a text or without.

        Returns {"channel", "ts", "file"}: the message and Slack's file object.
        """
        shared: JsonObject = await self._call(
            "upload",
            user=user,
            name=name,
            content_base64=base64.b64encode(content).decode(),
            channel=channel,
            text=text,
            thread_ts=thread_ts,
        )
        return shared

    async def share(
        self,
        user: str,
        files: Sequence[tuple[str, bytes]],
        *,
        channel: str | None = None,
        text: str = "",
    ) -> JsonObject:
        """Share files, by name and bytes, in one message; returns {"channel", "ts", "files"}."""
        encoded = [
            {"name": name, "content_base64": base64.b64encode(content).decode()}
            for name, content in files
        ]
        shared: JsonObject = await self._call(
            "share_files", user=user, files=encoded, channel=channel, text=text
        )
        return shared

    async def delete_file(self, user: str, file: str) -> None:
        """Delete a file that this person shared."""
        await self._call("delete_file", user=user, file=file)

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

    async def open_messages(self, user: str) -> str:
        """Open the app's Messages tab; the id of the direct-message channel."""
        return str(await self._call("open_messages", user=user))

    async def open_assistant(self, user: str, viewing: str | None = None) -> JsonObject:
        """Open a new assistant thread beside the channel `viewing`: {"channel", "thread_ts"}."""
        opened: JsonObject = await self._call("open_assistant", user=user, viewing=viewing)
        return opened

    async def look_elsewhere(self, user: str, thread_ts: str, viewing: str) -> None:
        """Go to another channel while an assistant thread stays open."""
        await self._call("look_elsewhere", user=user, thread_ts=thread_ts, viewing=viewing)

    async def stop_agent(self, user: str, channel: str, thread_ts: str | None = None) -> None:
        """Press Slack's Stop button of the agent that works there."""
        await self._call("stop_agent", user=user, channel=channel, thread_ts=thread_ts)

    async def name_session(self, user: str, channel: str, thread_ts: str, title: str) -> None:
        """Give the agent session of that thread another title."""
        at = _given(channel=channel, thread_ts=thread_ts)
        await self._call("name_session", user=user, **at, title=title)

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

    async def tick(self) -> int:
        """Do what is due by the server's clock now; how many scheduled messages were posted.

        The server does so by itself; this is for tests that move its clock by hand.
        """
        return int(await self._call("tick"))

    async def seq(self) -> int:
        """The feed's newest sequence number."""
        return int(await self._call("seq"))

    async def refresh_sockets(self) -> None:
        """Have the app's sockets renewed, one after the other, as Slack does every few hours.

        Returns when the app is back.
        """
        await self._call("refresh_sockets")

    async def turn_sockets(self, *, on: bool) -> None:
        """Turn Socket Mode on or off in the app's settings."""
        await self._call("turn_sockets", on=on)

    async def verify_url(self) -> bool:
        """Send the url_verification challenge to the request_url; whether it was answered."""
        return bool(await self._call("verify_url"))

    async def _call(self, name: str, /, **arguments: Any) -> Any:
        address = f"{self._url}/playground/call/{name}"
        headers = {"Content-Type": "application/json"}
        body = _body(_given(**arguments))
        async with self._opened().post(address, data=body, headers=headers) as answer:
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


def _body(arguments: JsonObject) -> bytes | io.BytesIO:
    encoded = json.dumps(arguments).encode()
    # aiohttp sends a stream piece by piece, where large bytes would hold up the event loop.
    return io.BytesIO(encoded) if len(encoded) > _SENT_AT_ONCE else encoded


def _given(**arguments: Any) -> JsonObject:
    return {key: value for key, value in arguments.items() if value is not None}
