"""How Slack reaches the app: signed requests over HTTP, sockets, and Slack's own limits."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from app.composition import Application
from app.links import EVENTS_PATH
from app.settings import SettingsError
from app.slack.pace import Pace
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def test_what_is_not_signed_is_not_heard(make_world: MakeWorld) -> None:
    world = await make_world(delivery="http")
    address = f"http://127.0.0.1:{world.app.settings.port}"
    body = {"command": "/bulk", "text": FOLLOW_UP, "user_id": "U0SAM", "team_id": "T0HARBOR"}
    signed = {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=0"}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, signed):
            answer = await session.post(address + EVENTS_PATH, data=body, headers=headers)
            assert answer.status == 401
        health = await session.get(f"{address}/health")
        assert await health.json() == {"status": "ok"}
    assert await world.slack.verify_url()
    await world.settled()
    assert world.posted() == []


async def test_a_second_app_on_the_same_data_is_refused(world: World) -> None:
    second = Application(world.app.settings, world.clock)
    with pytest.raises(SettingsError, match="already runs on"):
        await second.start()
    await world.sam.says(FOLLOW_UP)
    await world.sam.sees("Email 12 people", "Confirm All")
    await world.settled()


async def test_an_app_that_slack_refuses_leaves_nothing_behind(world: World) -> None:
    await world.stop_app()
    wrong = world.app.settings.model_copy(update={"app_token": "xapp-wrong"})
    world.log.expect("slack_bolt", "slack_sdk")
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await Application(wrong, world.clock, connections=1).start()
    await world.start_app()
    await world.sam.says(FOLLOW_UP)
    await world.sam.sees("Email 12 people", "Confirm All")
    await world.settled()


async def test_at_its_own_pace_the_app_keeps_within_slacks_limits(make_world: MakeWorld) -> None:
    usual = Pace()
    quotas = json.dumps({"bulk_contact": {"limit": 40, "seconds": 0.6}})
    world = await make_world(
        pace={name: getattr(usual, name) for name in Pace.model_fields if name != "stop"},
        limit_scale=1.0,
        office={"OFFICE_CONTACTS": "120", "OFFICE_QUOTAS": quotas},
    )
    sam = world.sam
    await sam.says("Tag every contact tagged bulk as vip")
    await sam.sees("120 contacts", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("120 contacts", "Was this right?")
    await world.settled()
    calls = [event for event in world.feed if event["event"] == "api_call"]
    assert all(call["status"] == 200 for call in calls)
    assert len(world.calls("chat.update")) < 6  # coalesced: two seconds apart
