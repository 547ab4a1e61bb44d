"""Send windows: which hours count for an operation, and when a slice has to look again."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.domain.identity import Tenant
from app.domain.operation import BulkOperation
from app.domain.schedule import Hours
from app.engine.clock import SystemClock
from app.engine.hours import SendHours, opens_at
from tests.contract.journal_samples import mails, operation, requester

NINE_TO_FIVE: Mapping[str, Any] = {"start": time(9), "end": time(17)}
BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"


class Zones:
    """Remembers until when the items of each zone wait."""

    def __init__(self) -> None:
        self.opens: dict[str, datetime | None] = {}

    async def hold(
        self, tenant: Tenant, operation_id: str, opens: Mapping[str, datetime | None]
    ) -> None:
        del tenant, operation_id
        self.opens.update(opens)


class SetClock(SystemClock):
    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.at = now

    def now(self) -> datetime:
        return self.at


def sending(hours: Hours | None, *zones: str) -> BulkOperation:
    """From Berlin, to people in these zones."""
    made = operation(mails(3), hours=hours)
    asker = requester().model_copy(update={"zone": BERLIN})
    figures = made.metadata.model_copy(update={"zones": zones})
    return made.model_copy(update={"requester": asker, "metadata": figures})


def utc(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


async def test_without_hours_it_is_always_open() -> None:
    zones = Zones()
    gate = await SendHours(zones, SetClock(utc(3))).of(sending(None))
    assert await gate.closed_for() == 0
    assert zones.opens == {}


async def test_the_senders_hours_close_in_the_middle_of_a_slice() -> None:
    clock = SetClock(utc(15, 59))
    gate = await SendHours(Zones(), clock).of(sending(Hours(**NINE_TO_FIVE), TOKYO))
    assert await gate.closed_for() == 0
    clock.at = utc(16)
    assert timedelta(seconds=await gate.closed_for()) == timedelta(hours=16)
    clock.at = utc(8, day=24)
    assert await gate.closed_for() == 0


async def test_each_recipients_zone_opens_by_itself() -> None:
    zones, clock = Zones(), SetClock(utc(9))
    hours = Hours(**NINE_TO_FIVE, whose="recipient")
    gate = await SendHours(zones, clock).of(sending(hours, NEW_YORK, TOKYO))
    assert await gate.closed_for() == 0  # Berlin's
    tomorrow = utc(0, day=24)
    assert zones.opens == {BERLIN: None, NEW_YORK: utc(14), TOKYO: tomorrow}
    clock.at = utc(14)
    assert await gate.closed_for() == 0
    assert zones.opens == {BERLIN: None, NEW_YORK: None, TOKYO: tomorrow}
    clock.at = utc(16)
    assert await gate.closed_for() == 0
    assert zones.opens == {BERLIN: utc(8, day=24), NEW_YORK: None, TOKYO: tomorrow}
    clock.at = utc(22)
    assert timedelta(seconds=await gate.closed_for()) == timedelta(hours=2)


async def test_what_is_told_is_when_the_first_of_them_opens() -> None:
    hours = Hours(**NINE_TO_FIVE, whose="recipient")
    assert opens_at(sending(hours, NEW_YORK), utc(9)) is None
    assert opens_at(sending(hours, NEW_YORK), utc(23)) == utc(8, day=24)
    assert opens_at(sending(None, NEW_YORK), utc(23)) is None
