"""A run can be steered at any moment, and stops by itself where going on would do no good."""

from app.connectors.office import Moment
from app.domain.errors import NetworkFailed, PermissionRefused
from playground.viewer import Shown
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import SALES, World

EVERYBODY = "Email all contacts tagged bulk that the office is closed on Friday"
FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
LOCKED = "The account is locked."
STEERED = ["Resume", "Cancel Execution", "View Details"]


async def sixty(make_world: MakeWorld, *, after: int = 5) -> tuple[World, Colleague, Shown]:
    """A run of sixty of which `after` are done and the next are under way."""
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    world.gate.shut(after=after)
    await world.sam.says(EVERYBODY)
    await world.sam.sees("Confirm All")
    await world.sam.presses("Confirm All")
    message = await world.sam.sees("Emailing 60 people", f"{after} of 60 done")
    return world, world.sam, message


def count_of(sam: Colleague, message: Shown) -> int:
    """What the line of counts adds up to."""
    counted = sam.latest(message).splitlines()[2]
    return sum(int(part.split()[0]) for part in counted.split(" · "))


async def test_a_paused_run_stands_still_until_it_is_resumed(make_world: MakeWorld) -> None:
    world, sam, message = await sixty(make_world)
    assert sam.buttons_of(message) == ["Pause", "Cancel Execution"]
    await sam.presses("Pause", within=message)
    await sam.sees_in(message, "Paused by @Sam Rivera at 09:30", title="Pausing: emailing 60")
    assert "under way still end" in sam.latest(message)
    assert count_of(sam, message) == 60

    world.gate.open()
    await sam.sees_in(message, "Nothing more is sent", title="Paused: emailing 60 people")
    assert sam.buttons_of(message) == STEERED
    assert count_of(sam, message) == 60
    sent = await world.effects()
    assert 5 < sent < 60
    assert f"{sent} of 60 done" in sam.latest(message)

    await sam.presses("Resume", within=message)
    await sam.sees_in(message, "Total time", title="60 emails sent")
    await world.settled()
    assert await world.effects() == len(world.outbox()) == 60


async def test_a_paused_run_can_be_cancelled(make_world: MakeWorld) -> None:
    world, sam, message = await sixty(make_world)
    await sam.presses("Pause", within=message)
    await sam.sees_in(message, title="Pausing: emailing 60")
    world.gate.open()
    await sam.sees_in(message, title="Paused: emailing 60")
    sent = await world.effects()
    await sam.presses("Cancel Execution", within=message)
    await sam.sees_in(message, f"{60 - sent} not started", title=f"Cancelled: {sent} of 60 emails")
    await world.settled()
    assert await world.effects() == sent


async def test_a_paused_run_is_still_paused_after_a_restart(make_world: MakeWorld) -> None:
    world, sam, message = await sixty(make_world)
    await sam.presses("Pause", within=message)
    world.gate.open()
    await sam.sees_in(message, title="Paused: emailing 60")
    sent = await world.effects()
    await world.restart()
    await sam.presses("View Details", within=message)
    await sam.sees_modal(f"{sent} sent · {60 - sent} queued")
    await sam.closes()
    assert await world.effects() == sent
    await sam.presses("Resume", within=message)
    await sam.sees_in(message, "Total time", title="60 emails sent")
    await world.settled()
    assert await world.effects() == 60


async def test_pressing_twice_or_late_is_answered_and_changes_nothing(
    make_world: MakeWorld,
) -> None:
    world, sam, message = await sixty(make_world)
    pause, cancel = (sam.value_of(message, one) for one in ("Pause", "Cancel Execution"))
    await sam.presses("Pause", within=message)
    paused = await sam.sees_in(message, title="Pausing: emailing 60")
    resume = sam.value_of(paused, "Resume")
    await sam.forges(*pause)
    await sam.sees("This is paused already. Press Resume to go on.")
    await sam.forges(*resume)
    await sam.sees_in(message, title="Emailing 60 people")
    await sam.forges(*resume)
    await sam.sees("This is running already.")
    world.gate.open()
    await sam.sees_in(message, title="60 emails sent")
    for late, act in ((pause, "pause"), (resume, "resume"), (cancel, "cancel")):
        await sam.forges(*late)
        await sam.sees(f"This has ended already; there is nothing to {act}.")
    await world.settled()
    assert sam.latest(message).startswith("60 emails sent")
    assert await world.effects() == 60


async def test_only_those_who_may_steer_a_run(make_world: MakeWorld) -> None:
    world = await make_world(
        office={"OFFICE_CONTACTS": "60"}, settings={"approvers": frozenset({"U0PRIYA"})}
    )
    world.gate.shut(after=5)
    await world.sam.says(f"/bulk here {EVERYBODY}", "sales")
    await world.sam.sees("Confirm All", room="sales")
    await world.sam.presses("Confirm All")
    message = await world.alex.sees("Emailing 60 people", "5 of 60 done", room="sales")
    await world.alex.presses("Pause", within=message)
    await world.alex.sees("Only Sam Rivera can do that here. Nothing was changed.")
    await world.priya.presses("Pause", within=message)
    await world.sam.sees_in(message, "Paused by @Priya Nair at 09:30")
    world.gate.open()
    await world.sam.sees_in(message, title="Paused: emailing 60 people")
    await world.sam.presses("Resume", within=message)
    await world.sam.sees_in(message, title="60 emails sent")
    await world.settled()


async def test_the_channel_sees_a_pause_in_counts_only(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    world.gate.shut(after=5)
    await world.sam.says(f"/bulk {EVERYBODY}", "sales")
    note = await world.priya.sees("is preparing to email 60 people", room="sales")
    await world.sam.sees("Confirm All")
    await world.sam.presses("Confirm All")
    message = await world.sam.sees("5 of 60 done")
    await world.sam.presses("Pause", within=message)
    await world.priya.sees_in(note, "is emailing 60 people, paused: ")
    world.gate.open()
    await world.sam.sees_in(message, title="Paused: emailing 60 people")
    await world.sam.presses("Resume", within=message)
    await world.priya.sees_in(note, "Sam Rivera: 60 emails sent.")
    await world.settled()
    assert not [one for one in world.posted(SALES) if "guest" in str(one)]


async def test_a_run_that_keeps_failing_stops_and_asks(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = world.sam
    world.office.faults.fail_next(PermissionRefused(LOCKED), calls=10_000)
    await sam.says(EVERYBODY)
    preview = await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("Paused by itself at 09:30", f"failed the same way: {LOCKED[:-1]}.")
    assert "Nothing more is sent until you say so." in sam.text_of(message)
    reply = await sam.sees("Emailing 60 people: paused by itself: ")
    assert reply.message["thread_ts"] == preview.ts
    await sam.sees_in(message, title="Paused: emailing 60 people")
    assert sam.buttons_of(message) == STEERED
    assert count_of(sam, message) == 60
    assert await world.effects() == 0

    world.office.faults.clear()
    await sam.presses("Resume", within=message)
    await sam.sees_in(message, "Retry Failed", "of 60 emails sent")
    failed = 60 - await world.effects()
    await sam.presses(f"Retry Failed ({failed})", within=message)
    await sam.sees_in(message, "Total time", title="60 emails sent")
    await world.settled()
    assert await world.effects() == len(world.outbox()) == 60


async def test_what_is_in_doubt_is_answered_while_the_rest_goes_on(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = world.sam
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 2, Moment.AFTER)
    world.gate.shut(after=10)
    await sam.says(EVERYBODY)
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("Emailing 60 people", "2 emails may or may not have been sent")
    await sam.presses("It was sent", within=message)
    await sam.sees_in(message, "1 email may or may not have been sent", title="Emailing 60")
    first = sam.value_of(await sam.sees_in(message, "1 in doubt"), "It was sent")
    await sam.presses("It was sent", within=message)
    await sam.sees_in(message, "10 of 60 done", title="Emailing 60 people")
    await sam.forges(*first)
    await sam.sees("That is not in doubt any more.")
    world.gate.open()
    await sam.sees_in(message, "Total time", title="60 emails sent")
    await world.settled()
    assert await world.effects() == len(world.outbox()) == 60


async def test_retry_pressed_twice_runs_what_failed_once(world: World, sam: Colleague) -> None:
    world.office.faults.fail_next(PermissionRefused(LOCKED), calls=3)
    await sam.says(FOLLOW_UP)
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("9 of 12 emails sent", "Retry Failed (3)")
    retry = sam.value_of(message, "Retry Failed (3)")
    world.gate.shut()
    await sam.forges(*retry)
    await sam.sees_in(message, title="Emailing 12 people")
    await sam.forges(*retry)
    await sam.sees("Nothing is left to retry")
    world.gate.open()
    await sam.sees_in(message, "Total time", title="12 emails sent")
    await world.settled()
    assert await world.effects() == len(world.outbox()) == 12
