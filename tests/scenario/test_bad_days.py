"""Bad days of Slack: whatever fails there, the preview comes and the end of a run is shown."""

from typing import Any

import pytest

from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"

FAULTS = [
    pytest.param({"kind": "rate_limited", "retry_after": 0, "count": 2}, id="429"),
    pytest.param({"kind": "server_error", "status": 503}, id="503"),
    pytest.param({"kind": "server_error", "status": 500, "after_effect": True}, id="500-after"),
    pytest.param({"kind": "drop"}, id="drop"),
    pytest.param({"kind": "drop", "after_effect": True}, id="drop-after"),
    pytest.param({"kind": "hang"}, id="hang"),
]


def pace(fault: dict[str, Any]) -> dict[str, float]:
    """Where Slack hangs it is given up early; a slow machine is not taken for that elsewhere."""
    return {"call": 1.5} if fault["kind"] == "hang" else {}


def plan(fault: dict[str, Any], method: str, count: int = 2) -> dict[str, Any]:
    return {"api": [{"count": count, **fault, "method": method}]}


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_preview_comes_all_the_same(make_world: MakeWorld, fault: dict[str, Any]) -> None:
    world = await make_world(pace=pace(fault))
    await world.slack.set_faults(**plan(fault, "chat.postMessage"))
    await world.sam.says(FOLLOW_UP)
    await world.sam.sees("Email 12 people", "Confirm All")
    await world.settled()
    await world.sam.presses("Confirm All")
    await world.sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 12


@pytest.mark.parametrize("method", ["chat.update", "chat.postMessage"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_the_end_of_a_run_is_shown_all_the_same(
    make_world: MakeWorld, fault: dict[str, Any], method: str
) -> None:
    world = await make_world(pace=pace(fault))
    await world.sam.says(FOLLOW_UP)
    await world.sam.sees("Email 12 people", "Confirm All")
    await world.slack.set_faults(**plan(fault, method, count=4))
    await world.sam.presses("Confirm All")
    summary = await world.sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 12
    await world.sam.presses("Done", within=summary)
    await world.settled()
    assert world.sam.buttons_of(summary) == []


async def test_a_confirm_before_slack_answered_that_the_preview_is_there(
    make_world: MakeWorld,
) -> None:
    world = await make_world(pace={"call": 1.5})
    sam = world.sam
    fault = {"kind": "hang", "after_effect": True}
    await world.slack.set_faults(**plan(fault, "chat.postMessage", count=1))
    await sam.says(FOLLOW_UP)
    preview = await sam.sees("Email 12 people", "Confirm All")
    await sam.presses("Confirm All", within=preview)
    summary = await sam.sees("12 emails sent", "Was this right?")
    assert summary.message["thread_ts"] == preview.ts
    await world.settled()
    assert len(world.outbox()) == 12
    assert not [one for one in sam.screen if "Confirm All" in one]


async def test_sockets_that_drop_mid_run_cost_nothing(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = world.sam
    world.log.expect("slack_bolt", "slack_sdk")  # the library complains, and connects again
    world.gate.shut(after=5)
    await sam.says("Email all contacts tagged bulk that the office is closed on Friday")
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("5 of 60 done")
    await world.slack.set_faults(drop_sockets=True)
    await world.until(lambda: len(world.calls("apps.connections.open")) > 1)
    await world.slack.set_faults()
    said = await sam.says("Tag every contact at Acme as vip")
    assert said
    await sam.sees("8 contacts", "Confirm All")
    world.gate.open()
    await sam.sees_in(message, "60 emails sent", "Was this right?")
    await world.settled()


async def test_slack_asking_for_new_sockets_is_followed(world: World, sam: Colleague) -> None:
    await world.slack.refresh_sockets()
    await world.until(lambda: len(world.calls("apps.connections.open")) > 1)
    await sam.says(FOLLOW_UP)
    await sam.sees("Email 12 people", "Confirm All")
    await world.settled()


async def test_a_message_that_was_deleted_mid_run_comes_back_at_the_end(
    world: World, sam: Colleague
) -> None:
    world.gate.shut(after=5)
    await sam.says(FOLLOW_UP)
    preview = await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("5 of 12 done")
    await world.bot().chat_delete(channel=message.channel, ts=message.ts)
    world.gate.open()
    summary = await sam.sees("12 emails sent", "Was this right?")
    assert summary.ts != message.ts
    assert summary.message["thread_ts"] == preview.ts
    await world.settled()
    assert len([one for one in sam.screen if "12 emails sent" in one]) == 1


async def test_when_the_whole_thread_was_deleted_the_end_stands_alone(
    world: World, sam: Colleague
) -> None:
    world.gate.shut(after=5)
    await sam.says(FOLLOW_UP)
    preview = await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("5 of 12 done")
    for gone in (message, preview):
        await world.bot().chat_delete(channel=gone.channel, ts=gone.ts)
    world.gate.open()
    summary = await sam.sees("12 emails sent", "Was this right?")
    assert "thread_ts" not in summary.message
    await world.settled()


async def test_a_note_that_the_channel_deleted_holds_nothing_up(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await sam.says(f"/bulk {FOLLOW_UP}", "sales")
    note = await priya.sees("is preparing to email 12 people", room="sales")
    await world.bot().chat_delete(channel=note.channel, ts=note.ts)
    await sam.presses("Confirm All")
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    updates = [one for one in world.calls("chat.update") if "12 emails sent" in str(one)]
    assert len([one for one in updates if one["ok"]]) == 1


async def test_a_form_that_slack_did_not_open_is_told(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    await sam.sees("Confirm All")
    world.log.expect("delivery_failed")
    fault = {"kind": "server_error", "method": "views.open"}
    await world.slack.set_faults(api=[fault])
    await sam.presses("Edit")
    await sam.sees("Something failed here", "Please try again", "reference")
    await sam.presses("Edit")
    await sam.sees_modal("Update preview")
    await world.settled()


async def test_when_slack_stays_away_the_person_is_told_once_it_is_back(
    world: World, sam: Colleague
) -> None:
    world.log.expect("delivery_failed")
    fault = {"kind": "server_error", "method": "chat.postMessage", "count": 50}
    await world.slack.set_faults(api=[fault])
    await sam.says(FOLLOW_UP)
    await sam.sees("Something failed here", "Nothing runs that was not confirmed")
    await world.slack.set_faults()
    await sam.says(FOLLOW_UP)
    await sam.sees("Email 12 people", "Confirm All")
    await world.settled()


async def test_of_a_preview_that_was_posted_twice_none_stays_open(make_world: MakeWorld) -> None:
    world = await make_world()
    sam = world.sam
    fault = {"kind": "drop", "after_effect": True}
    await world.slack.set_faults(**plan(fault, "chat.postMessage", count=1))
    await sam.says(FOLLOW_UP)
    first = await sam.sees("Email 12 people", "Confirm All")
    await world.settled()
    assert len([one for one in sam.screen if "Confirm All" in one]) == 2
    await sam.presses("Confirm All", within=first)
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    assert not [one for one in sam.screen if "Confirm All" in one]
    assert len(world.outbox()) == 12
