"""A loop that has only just begun is not deaf: what came before its listener is told to it."""

import asyncio
from collections.abc import Callable

from app.dispatch.listening import ListeningDriver


class Line:
    """A connection that hears what it is told here."""

    def __init__(self) -> None:
        self._heard: Callable[[object, object, object, str], None] | None = None

    async def add_listener(
        self, _channel: str, heard: Callable[[object, object, object, str], None]
    ) -> None:
        self._heard = heard

    def say(self, payload: str) -> None:
        assert self._heard is not None
        self._heard(self, 1, "channel", payload)


async def test_what_came_before_the_loop_listened_is_told_first() -> None:
    line, told = Line(), list[object]()
    driver = ListeningDriver(pool=None, listener=line, lost=asyncio.Event())
    await driver.listen("channel")
    line.say("do you hear?")
    await driver.add_listener("channel", told.append)
    line.say("a job")
    assert told == ["do you hear?", "a job"]
