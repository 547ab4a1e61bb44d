"""How soon a slash command is acknowledged: alone, beside a bare listener, and under load."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from benchmarks.feed import Event
from benchmarks.report import Row, Unit, percentile
from benchmarks.stack import PEOPLE, REQUEST, Setup, Stack, running

COMMANDS = 200
AT_MOST = 250
"""Sent while operations run: they end when they end, the commands before that."""

PACE = 0.05
"""Seconds between two commands: they come whether or not the one before was acknowledged."""

GOAL = 200.0
"""Milliseconds; Slack gives up after 3,000."""

OPERATIONS = 5
ITEMS = 1_000
LOADED_LATENCY = 0.1
"""Seconds a call takes meanwhile: the five run for at least as long as the commands come."""

BARE = ("benchmarks.bare_listener",)


@dataclass(frozen=True)
class Acks:
    """Milliseconds from delivery to acknowledgement, of commands sent one after another."""

    milliseconds: list[float]

    def rows(self, how: str, bare: "Acks") -> list[Row]:
        """Median and 99th percentile, beside those of a listener that only acknowledges."""
        named = f"slash command to ack, {how} ({len(self.milliseconds)} commands)"
        return [
            Row(
                f"{named}, p{percent}",
                percentile(self.milliseconds, percent),
                Unit.MILLISECONDS,
                goal,
                f"a listener that only acks: {percentile(bare.milliseconds, percent):.1f} ms",
            )
            for percent, goal in ((50, None), (99, GOAL))
        ]


async def rows() -> list[Row]:
    """Alone (with a bare listener beside), then while five operations run."""
    bare, alone, loaded = await _alone(Setup(module=BARE)), await _alone(Setup()), await _loaded()
    return [
        *alone.rows("alone", bare),
        *loaded.rows(f"while {OPERATIONS} x {ITEMS:,} items run", bare),
    ]


async def _alone(setup: Setup) -> Acks:
    async with running(setup) as stack:
        return await send(stack, lambda sent: sent < COMMANDS)


async def _loaded() -> Acks:
    async with running(Setup(contacts=ITEMS, latency=LOADED_LATENCY)) as stack:
        runners = PEOPLE[:OPERATIONS]
        previews = [await stack.preview(user) for user in runners]
        for preview in previews:
            await stack.confirm(preview)
        for preview in previews:
            await stack.started(preview)
        return await send(stack, lambda sent: sent < AT_MOST and stack.journal.running() > 0)


async def send(stack: Stack, more: Callable[[int], bool]) -> Acks:
    """Send commands at a steady pace, each from the next person."""
    text = "/bulk " + REQUEST.format(tag="vip")
    started = await stack.client.seq()
    loop = asyncio.get_running_loop()
    begun, sending = loop.time(), []
    for sent in count():
        if not more(sent):
            break
        user = PEOPLE[OPERATIONS + sent % (len(PEOPLE) - OPERATIONS)]
        sending.append(asyncio.create_task(stack.client.say(user, text), name=f"say {sent}"))
        await asyncio.sleep(max(0.0, begun + (sent + 1) * PACE - loop.time()))
    await asyncio.gather(*sending)
    acks = _acks([event for event in stack.feed.events if event["seq"] > started])
    assert len(acks) == len(sending)
    return Acks(acks)


def _acks(events: list[Event]) -> list[float]:
    commands = {
        event["id"]
        for event in events
        if event["event"] == "delivery" and event["kind"] == "slash_commands"
    }
    return [event["ms"] for event in events if event["event"] == "ack" and event["id"] in commands]
