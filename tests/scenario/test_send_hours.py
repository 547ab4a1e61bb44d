"""Hours in which things may be sent: nothing goes out when they are closed."""

import pytest

from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.later import CONFIRM
from tests.scenario.world import World


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_outside_of_its_hours_nothing_is_sent(world: World, sam: Colleague) -> None:
    await sam.says("Only between 12 and 17, email all customers in Berlin that we moved")
    await sam.sees("Only between 12:00 and 17:00, Monday to Friday, in your time (Berlin)", CONFIRM)
    await sam.presses(CONFIRM)
    message = await sam.sees("Waits until 12:00 (Berlin)")
    assert world.outbox() == []
    world.clock.skip(hours=2, minutes=31)
    await sam.sees_in(message, "10 emails sent")
    await world.settled()
    assert len(world.outbox()) == 10


async def test_hours_that_close_in_the_middle_open_again_the_next_day(
    make_world: MakeWorld,
) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "90"})
    sam = world.sam
    await sam.says("Only between 8 and 10, email all contacts tagged bulk that we moved")
    await sam.sees(CONFIRM)
    world.gate.shut(after=20)
    await sam.presses(CONFIRM)
    message = await sam.sees("20 of 90 done")
    world.clock.skip(hours=1)
    world.gate.open()
    await sam.sees_in(message, "Waits until Tue 24 Nov 08:00 (Berlin)")
    done = len(world.outbox())
    assert 20 <= done < 90
    world.clock.skip(hours=22)
    await sam.sees_in(message, "90 emails sent")
    await world.settled()
    assert await world.effects() == 90
