"""Slack is down for a while: the run goes on, and one edit tells all that happened meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.faults.forms import forms
from tests.faults.site import until
from tests.scenario.log import listening
from tests.scenario.world import World

COUNT = 60

DOWN = forms(2.0, 12.0)
"""Seconds for a minute: the waits between attempts are scaled as well, see SOON."""

SHORTEST = 0.01
"""Seconds between two attempts at least, as SOON has them."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The app in a local Slack; what it logs as an error must be of the outage."""
    with listening() as log:
        office = {"OFFICE_CONTACTS": str(COUNT)}
        async with World(tmp_path / "data", log, office=office, pace={"call": 0.3}) as made:
            yield made
    log.expect("slack_bolt", "slack_sdk")
    assert log.surprises == []


@pytest.mark.parametrize("down", DOWN)
@pytest.mark.parametrize("kind", ["server_error", "drop", "hang"])
async def test_one_edit_catches_up(world: World, kind: str, down: float) -> None:
    sam = world.sam
    world.gate.shut(after=5)
    await sam.says("Email all contacts tagged bulk that the office is closed on Friday")
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("5 of 60 done")
    await world.slack.set_faults(api=[{"kind": kind, "count": 100_000}])
    before = await world.slack.seq()
    world.gate.open()
    began = time.monotonic()
    await until(lambda: _all_done(world))  # though Slack is down all the time
    await asyncio.sleep(began + down - time.monotonic())  # the fault itself is that time passes
    down = time.monotonic() - began
    tried = [one for one in world.calls("chat.update") if one["seq"] > before]
    assert not _edits(world, before)
    await world.slack.set_faults()
    await sam.sees_in(message, "60 emails sent", "Was this right?")
    await world.settled()
    assert len(_edits(world, before)) == 1
    assert len(tried) < down / SHORTEST, "it hammers a Slack that is down"
    assert len(world.outbox()) == COUNT


async def _all_done(world: World) -> bool:
    return await world.effects() == COUNT


def _edits(world: World, since: int) -> list[Mapping[str, Any]]:
    return [
        one for one in world.posted() if one["event"] == "message_edited" and one["seq"] > since
    ]
