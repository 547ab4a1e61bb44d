"""What the local Slack saw and when: every time of a measurement is read from its one clock."""

import asyncio
from collections.abc import Callable
from typing import Any

from benchmarks.processes import BenchmarkError
from playground.client import PlaygroundClient

Event = dict[str, Any]
Test = Callable[[Event], bool]


class Feed:
    """Follows the events of a playground from now on."""

    def __init__(self, client: PlaygroundClient) -> None:
        self._client = client
        self._news = asyncio.Condition()
        self.events: list[Event] = []

    async def follow(self, after: int) -> None:
        """Collect, until cancelled."""
        async for event in self._client.events(after):
            async with self._news:
                self.events.append(event)
                self._news.notify_all()

    async def first(self, test: Test, within: float) -> Event:
        """The first event that passes, past or to come; raises BenchmarkError after `within` s."""
        looked = 0
        try:
            async with asyncio.timeout(within), self._news:
                while True:
                    for event in self.events[looked:]:
                        if test(event):
                            return event
                    looked = len(self.events)
                    await self._news.wait()
        except TimeoutError:
            raise BenchmarkError(f"Nothing of the kind was seen within {within:.0f} s.") from None


def shows(action_id: str, channel: str) -> Test:
    """A message of that channel, new or edited, that has the button."""

    def test(event: Event) -> bool:
        if event["event"] not in {"message_posted", "message_edited"}:
            return False
        return event["channel"] == channel and action_id in _buttons(event["message"])

    return test


def delivered(kind: str, user: str) -> Test:
    """A delivery of that kind ("slash_commands", "interactive") on behalf of that person."""

    def test(event: Event) -> bool:
        if event["event"] != "delivery" or event["kind"] != kind:
            return False
        payload = event["payload"]
        return user in {payload.get("user_id"), (payload.get("user") or {}).get("id")}

    return test


def _buttons(message: Event) -> set[str]:
    return {
        str(element.get("action_id"))
        for block in message.get("blocks") or []
        for element in block.get("elements") or []
    }
