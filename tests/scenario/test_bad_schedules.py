"""Bad days of what starts later: lost keys, channels that are gone, a Slack that fails, restarts."""

from typing import Any

from sqlalchemy import Connection, Table, insert, update

from app.domain.identity import Person
from app.storage.schema import inbox, schedule
from tests.scenario.colleague import Colleague
from tests.scenario.later import (
    CONFIRM,
    EVERY_TUESDAY,
    MOVED,
    RULE,
    STARTS,
    TOMORROW,
    all_leave,
    recurring,
    scheduled,
)
from tests.scenario.world import SAM, TEAM, World

UNREADABLE = b"x" * 60
"""Sealed with a key that nobody has."""


async def test_a_delivery_that_no_key_opens_keeps_nobody_from_a_start(
    world: World, sam: Colleague
) -> None:
    world.log.expect("delivery_unreadable")
    lost = {
        "tenant": TEAM.key,
        "key": "lost",
        "team_id": TEAM.team_id,
        "kind": "request",
        "sealed": UNREADABLE,
        "received_at": 1.0,
        "owner": "gone",
    }
    await world.app.storage.database.tx(_insert, inbox, lost)
    await world.restart()
    await sam.says(MOVED)
    await sam.sees("Email 10 people", CONFIRM)
    await world.settled()


async def test_a_delivery_of_another_version_is_set_aside(world: World) -> None:
    world.log.expect("delivery_unreadable")
    await world.app.services.inbox.receive(
        "request", "other", TEAM, Person(tenant=TEAM, user_id=SAM)
    )
    await world.settled()
    await world.restart()
    await world.settled()
    unreadable = [one for one in world.log.entries if one["event"] == "delivery_unreadable"]
    assert len(unreadable) == 1, "it is not tried again"


async def test_a_schedule_that_no_key_opens_is_stopped_and_the_others_run(
    world: World, sam: Colleague
) -> None:
    world.log.expect("schedule_unreadable")
    await recurring(world, sam, "Run without asking, up to 10 items")
    await sam.says("Every Tuesday at 9:00 email all customers in Hamburg that we moved")
    preview = await sam.sees("Hamburg", "Confirm schedule")
    await sam.presses("Confirm schedule", within=preview)
    await sam.sees(RULE, "Hamburg", "Next run")
    await world.settled()
    kept = await world.app.storage.agenda.schedules.schedules_of(_sam(), 5)
    [lost] = [one for one in kept if "Hamburg" in one.request]
    await world.app.storage.database.tx(_spoil, lost.id)
    world.clock.skip(hours=23, minutes=1)
    await sam.sees("One of your schedules cannot be read any more", "Ask for it again")
    waiting = await sam.sees("Scheduled: emailing 10 people", STARTS)
    await world.settled()
    world.clock.skip(minutes=28)
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "10 emails sent")
    await world.settled()
    assert len([one for one in sam.screen if "cannot be read" in one]) == 1


async def test_a_schedule_goes_on_where_its_channel_is_gone(world: World, sam: Colleague) -> None:
    await sam.says(f"@Bulkhead here, {EVERY_TUESDAY}", room="sales")
    preview = await sam.sees("Confirm schedule")
    await sam.presses("Confirm schedule", within=preview)
    await sam.sees(RULE, "Next run", room="sales")
    await world.settled()
    await world.bot().conversations_leave(channel=sam.room("sales"))
    await all_leave(world)
    world.clock.skip(hours=23, minutes=1)
    told = await sam.sees("No run Tue 24 Nov 09:00 (Berlin)")
    assert told.channel == sam.dm
    world.clock.skip(days=7)
    await sam.sees("No run Tue 1 Dec 09:00 (Berlin)")
    await world.settled()


async def test_a_schedule_goes_on_where_nobody_can_be_told(world: World, sam: Colleague) -> None:
    world.log.expect("start_failed")
    await recurring(world, sam)
    await all_leave(world)
    await world.slack.set_faults(
        api=[{"kind": "server_error", "method": "chat.postMessage", "count": 100_000}]
    )
    before = len(world.calls("chat.postMessage"))
    world.clock.skip(hours=23, minutes=1)
    await world.until(lambda: len(world.calls("chat.postMessage")) >= before + 3)
    await world.slack.set_faults()
    world.clock.skip(days=7)
    await sam.sees("No run Tue 1 Dec 09:00 (Berlin)")
    await world.settled()


async def test_a_missed_start_is_reported_once_slack_is_back(world: World, sam: Colleague) -> None:
    waiting = await scheduled(world, sam)
    await world.stop_app()
    world.clock.move(hours=24)
    down = {"kind": "server_error", "method": "chat.update", "count": 100_000}
    await world.slack.set_faults(api=[down])
    before = len(world.calls("chat.update"))
    await world.start_app()
    await world.until(lambda: len(world.calls("chat.update")) >= before + 4)
    await world.restart()
    await world.slack.set_faults()
    await sam.sees_in(waiting, "Not started: emailing 10 people", "more than 15 minutes late")
    await world.settled()
    assert sam.buttons_of(waiting) == ["Run now"]
    told = [one for one in sam.screen if "Not started: emailing 10 people" in one]
    assert len(told) == 2, "the message, and a reply beside it"
    assert world.outbox() == []


async def test_a_start_is_told_of_once_slack_is_back(world: World, sam: Colleague) -> None:
    await sam.says(TOMORROW)
    preview = await sam.sees(STARTS, CONFIRM)
    down = {"kind": "server_error", "method": "chat.postMessage", "count": 100_000}
    await world.slack.set_faults(api=[down])
    before = len(world.calls("chat.postMessage"))
    await sam.presses(CONFIRM, within=preview)
    await sam.sees_in(preview, "Scheduled by @Sam Rivera")
    await world.until(lambda: len(world.calls("chat.postMessage")) >= before + 4)
    await world.restart()
    await world.slack.set_faults()
    world.clock.skip(hours=20)
    waiting = await sam.sees("Scheduled: emailing 10 people", STARTS)
    await world.settled()
    assert sam.buttons_of(waiting) == ["Start now", "Cancel"]
    assert not [one for one in sam.screen if "failed here" in one]
    assert len([one for one in sam.screen if "Scheduled: emailing" in one]) == 1
    await sam.presses("Cancel", within=waiting)
    await sam.sees_in(waiting, "Cancelled: 0 of 10 emails sent")
    await world.settled()


async def test_a_restart_within_the_confirm_of_a_schedule_leaves_nothing_open(
    world: World, sam: Colleague
) -> None:
    await sam.says(EVERY_TUESDAY)
    preview = await sam.sees("Confirm schedule")
    hangs = {"kind": "hang", "method": "chat.postMessage", "count": 100_000}
    await world.slack.set_faults(api=[hangs])
    before = len(world.calls("chat.postMessage"))
    await sam.presses("Confirm schedule", within=preview)
    await world.until(lambda: len(world.calls("chat.postMessage")) > before)
    await world.stop_app()
    await world.slack.set_faults()
    await world.start_app()
    told = await sam.sees(RULE, "Next run: Tue 24 Nov 09:00 (Berlin)")
    await sam.sees_in(preview, "Scheduled by @Sam Rivera")
    await world.settled()
    assert sam.buttons_of(preview) == []
    assert sam.buttons_of(told) == ["Stop"]
    assert not [one for one in sam.screen if "confirmed already" in one]


def _sam() -> Person:
    return Person(tenant=TEAM, user_id=SAM)


def _insert(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    connection.execute(insert(table).values(**row))


def _spoil(connection: Connection, schedule_id: str) -> None:
    connection.execute(
        update(schedule).where(schedule.c.id == schedule_id).values(sealed=UNREADABLE)
    )
