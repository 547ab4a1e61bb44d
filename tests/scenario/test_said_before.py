"""What was said on one day and is read on the next, and what is confirmed after its start."""

from typing import Any

from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.later import CONFIRM, MOVED, STARTS, TOMORROW
from tests.scenario.looks import slowed
from tests.scenario.world import World

UNTIL_23_58 = {"hours": 14, "minutes": 28}
"""From the Monday morning of these stories, 09:30 in Berlin."""


async def test_tomorrow_is_the_day_after_it_was_said(world: World, sam: Colleague) -> None:
    """Said at 23:58, read at 00:01 by the next process, since the first one ended meanwhile."""
    world.clock.skip(**UNTIL_23_58)
    planner: Any = world.app.services.asking._mind.planner
    plan = slowed(planner, "plan")
    await sam.says(TOMORROW)
    await plan.inside.wait()
    await world.stop_app()
    world.clock.move(minutes=3)
    await world.start_app()
    await sam.sees("Email 10 people", STARTS, CONFIRM)
    await world.settled()


async def test_tomorrow_stays_that_day_while_a_question_is_open(
    world: World, sam: Colleague
) -> None:
    world.clock.skip(**UNTIL_23_58)
    await sam.says(f"Tomorrow, {MOVED}")
    await sam.sees("At what time should it start")
    world.clock.skip(minutes=3)
    await sam.presses("Type an answer")
    await sam.sees_modal("At what time should it start")
    assert await sam.submits({"Answer": "9:00"}) == {}
    await sam.sees("Email 10 people", STARTS, CONFIRM)
    await world.settled()


async def test_how_late_it_may_be_is_the_setting_also_at_confirm(make_world: MakeWorld) -> None:
    world = await make_world(settings={"late_minutes": 45})
    sam = world.sam
    await sam.says(f"In 10 minutes, {MOVED}")
    preview = await sam.sees("Starts Mon 23 Nov 09:40 (Berlin)", CONFIRM)
    world.clock.skip(minutes=30)
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("10 emails sent")
    await world.settled()
    assert len(world.outbox()) == 10


async def test_later_than_that_it_is_not_confirmed(make_world: MakeWorld) -> None:
    world = await make_world(settings={"late_minutes": 5})
    sam = world.sam
    await sam.says(f"In 10 minutes, {MOVED}")
    preview = await sam.sees("Starts Mon 23 Nov 09:40 (Berlin)", CONFIRM)
    world.clock.skip(minutes=16)
    await sam.presses(CONFIRM, within=preview)
    await sam.sees_in(preview, "Expired")
    await world.settled()
    assert world.outbox() == []
