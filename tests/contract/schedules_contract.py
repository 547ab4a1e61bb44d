"""Schedules that repeat, and items that wait for their hours, as every journal keeps them."""

import asyncio
from datetime import UTC, datetime, time, timedelta

from app.domain.identity import Person
from app.domain.recurring import Schedule
from app.domain.schedule import Hours
from tests.contract.journal_samples import HARBOR, NOW, OTHER, mails, sam
from tests.contract.later import START, Later, weekly


class SchedulesContract:
    """Schedules that repeat."""

    async def test_a_schedule_is_kept_as_it_was_confirmed(self, later: Later) -> None:
        schedule = weekly(most=50, answers={"who": "guest1"}, taken_out=frozenset({"x"}))
        assert await later.schedules.add(schedule, START - timedelta(minutes=30))
        assert not await later.schedules.add(schedule, START)
        assert await later.schedules.get(HARBOR, "s1") == schedule
        assert await later.schedules.schedules_of(sam(), 5) == [schedule]
        assert await later.schedules.next_due() == START - timedelta(minutes=30)

    async def test_each_run_is_for_one_process(self, later: Later) -> None:
        schedule = weekly()
        await later.schedules.add(schedule, NOW)
        looks = await asyncio.gather(*(later.schedules.take_runs(NOW, 60) for _ in range(3)))
        assert sorted(map(len, looks)) == [0, 0, 1]
        following = START + timedelta(days=7)
        gone_on = await asyncio.gather(
            *(later.schedules.advance(schedule, following, following) for _ in range(3))
        )
        assert sorted(gone_on) == [False, False, True]
        kept = await later.schedules.get(HARBOR, "s1")
        assert isinstance(kept, Schedule)
        assert kept.next_at == following

    async def test_a_stopped_schedule_has_no_runs_and_never_comes_back(self, later: Later) -> None:
        schedule = weekly()
        await later.schedules.add(schedule, NOW)
        assert await later.schedules.stop(HARBOR, "s1")
        assert not await later.schedules.stop(HARBOR, "s1")
        assert await later.schedules.take_runs(NOW, 60) == []
        assert not await later.schedules.advance(schedule, START, START)
        assert await later.schedules.get(HARBOR, "s1") is None
        assert not await later.schedules.add(schedule, NOW)
        assert await later.schedules.schedules_of(sam(), 5) == []

    async def test_another_workspace_sees_nothing_of_a_schedule(self, later: Later) -> None:
        await later.schedules.add(weekly(), NOW)
        assert await later.schedules.get(OTHER, "s1") is None
        assert not await later.schedules.stop(OTHER, "s1")
        there = Person(tenant=OTHER, user_id=sam().user_id)
        assert await later.schedules.schedules_of(there, 5) == []
        assert await later.schedules.add(weekly(person=OTHER), NOW)


class ZonesContract:
    """Items that wait for the hours of their recipients."""

    async def test_items_keep_their_recipients_zone_only_where_the_hours_are_theirs(
        self, later: Later
    ) -> None:
        zoned = [
            one.model_copy(update={"zone": zone})
            for one, zone in zip(mails(2), ("Asia/Tokyo", ""), strict=True)
        ]
        hours = Hours(start=time(9), end=time(17), whose="recipient")
        await later.scheduled(zoned, hours=hours)
        assert await later.column("zone") == ["Asia/Tokyo", "UTC"]

    async def test_the_senders_hours_need_no_zones(self, later: Later) -> None:
        zoned = [one.model_copy(update={"zone": "Asia/Tokyo"}) for one in mails(2)]
        await later.scheduled(zoned, hours=Hours(start=time(9), end=time(17)))
        assert await later.column("zone") == [None, None]

    async def test_a_closed_zone_waits_until_it_opens_and_an_open_one_does_not(
        self, later: Later
    ) -> None:
        zones = ("Asia/Tokyo", "Europe/Berlin", "Asia/Tokyo")
        zoned = [
            one.model_copy(update={"zone": zone}) for one, zone in zip(mails(3), zones, strict=True)
        ]
        hours = Hours(start=time(9), end=time(17), whose="recipient")
        made = await later.scheduled(zoned, hours=hours)
        opens = datetime(2026, 11, 24, 0, tzinfo=UTC)
        for _ in range(2):
            await later.zones.hold(HARBOR, made.id, {"Asia/Tokyo": opens, "Europe/Berlin": None})
            assert await later.column("next_at") == [opens.timestamp(), None, opens.timestamp()]
        await later.zones.hold(OTHER, made.id, {"Europe/Berlin": opens})
        assert await later.column("next_at") == [opens.timestamp(), None, opens.timestamp()]
        later.now = opens - timedelta(hours=1)  # the clock jumped, and the hours are open now
        await later.zones.hold(HARBOR, made.id, {"Asia/Tokyo": None})
        assert await later.column("next_at") == [None, None, None]
