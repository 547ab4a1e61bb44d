"""What starts later, asked for and confirmed: what the stories of starts and of schedules begin with."""

from app.domain.actions import Action, CreateRecord, DeleteRecord
from app.domain.operation import Account
from app.domain.ports import Call
from app.domain.record import Entity, Record
from app.domain.sources import Comparison, Filter, Query
from playground.viewer import Shown
from tests.scenario.colleague import Colleague
from tests.scenario.world import SAM_ACCOUNT, World

MOVED = "email all customers in Berlin that we moved"
TOMORROW = f"Tomorrow at 9, {MOVED}"
STARTS = "Starts Tue 24 Nov 09:00 (Berlin)"
CONFIRM = "Confirm All"
EVERY_TUESDAY = f"Every Tuesday at 9:00 {MOVED}"
RULE = "Every Tuesday at 09:00 (Berlin)"
UNTIL_LOOK = {"hours": 23, "minutes": 28, "seconds": 30}
"""From the Monday morning of these stories to 90 seconds before that start."""

BERLIN_CUSTOMERS = Query(
    entity=Entity.CONTACT,
    filters=(
        Filter(field="kind", comparison=Comparison.EQUALS, value="customer"),
        Filter(field="city", comparison=Comparison.EQUALS, value="Berlin"),
    ),
)


async def scheduled(world: World, sam: Colleague, sentence: str = TOMORROW) -> Shown:
    """Ask for a start, confirm it; the message that waits for it."""
    await sam.says(sentence)
    await sam.sees(STARTS, CONFIRM)
    await sam.presses(CONFIRM)
    waiting = await sam.sees("Scheduled: emailing 10 people", STARTS)
    await world.settled()
    return waiting


async def customers(world: World) -> list[Record]:
    return await world.records(BERLIN_CUSTOMERS)


async def change(world: World, action: Action) -> None:
    """Somebody else changes something in the office."""
    call = Call(item_id="other", key=f"other:{action.model_dump_json()}", action=action)
    [outcome] = await world.office.execute(Account(provider="office", name=SAM_ACCOUNT), [call])
    assert outcome.result == "done"


async def arrives(world: World, name: str = "Nia Novak") -> None:
    """One more customer in Berlin."""
    email = f"{name.split(maxsplit=1)[0].lower()}@new.example"
    values = {"name": name, "email": email, "city": "Berlin", "kind": "customer"}
    await change(world, CreateRecord(entity=Entity.CONTACT, values=values))


async def nia_leaves(world: World) -> None:
    [nia] = [one for one in await customers(world) if one.text("email") == "nia@new.example"]
    await change(world, DeleteRecord(entity=nia.entity, id=nia.id, version=nia.version))


async def leaves(world: World) -> str:
    """One of them fewer; who that was."""
    gone = (await customers(world))[0]
    await change(world, DeleteRecord(entity=Entity.CONTACT, id=gone.id, version=gone.version))
    return gone.text("email")


async def recurring(world: World, sam: Colleague, most: str = "") -> Shown:
    """Confirm a schedule; the message that tells of it."""
    await sam.says(EVERY_TUESDAY)
    preview = await sam.sees(f"{RULE}, first on Tue 24 Nov", "Confirm schedule")
    if most:
        await sam.presses(most, within=preview)
        await world.settled()
    await sam.presses("Confirm schedule", within=preview)
    told = await sam.sees(RULE, "Next run: Tue 24 Nov 09:00 (Berlin)")
    await world.settled()
    return told


async def all_leave(world: World) -> None:
    """No customer in Berlin is left."""
    for one in await customers(world):
        gone = DeleteRecord(entity=Entity.CONTACT, id=one.id, version=one.version)
        await change(world, gone)
