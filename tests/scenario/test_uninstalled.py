"""A workspace uninstalls the app: what it wrote is gone, and nothing runs for it any more."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.domain.identity import Person, Tenant
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkItem, BulkOperation
from app.domain.progress import Counts
from app.storage.schema import inbox, item, operation, schedule
from tests.contract.journal_samples import OTHER, draft, mails
from tests.contract.journal_samples import operation as sample
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import TEAM, World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
CONFIRM = "Confirm All"
TABLES = (inbox, item, operation, schedule)
HEADS_STAY = {operation}


async def uninstall(world: World) -> None:
    """As an administrator does it in Slack."""
    app = world.installed
    await world.bot().apps_uninstall(client_id=app.client_id, client_secret=app.client_secret)


async def forgotten(world: World) -> None:
    await world.until(lambda: len(world.delivered("app_uninstalled", "tokens_revoked")) == 2)
    await world.settled()
    assert list(await world.app.storage.inbox.unfinished()) == []


async def rows(world: World, tenant: Tenant) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the journal holds of a workspace."""

    def read(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).where(table.c.tenant == tenant.key))
            ]
            for table in TABLES
        }

    return await world.app.storage.database.tx(read)


async def texts(world: World, tenant: Tenant) -> list[bytes]:
    """What is sealed of it, but for the heads that say who did it when."""
    found = await rows(world, tenant)
    return [
        value
        for table in TABLES
        if table not in HEADS_STAY
        for row in found[table.name]
        for value in row
        if isinstance(value, bytes) and value
    ]


async def latest(world: World) -> BulkOperation:
    found = await world.app.storage.operations.newest_of(
        Person(tenant=TEAM, user_id=world.sam.user)
    )
    assert found is not None
    return found


async def counts(world: World) -> Counts:
    run = await latest(world)
    glance = await world.app.storage.operations.glance(TEAM, run.id, lambda *_: ())
    assert glance is not None
    return glance.counts


async def in_one(items: Sequence[BulkItem]) -> AsyncIterator[Sequence[BulkItem]]:
    yield items


async def neighbours(world: World) -> None:
    """Another workspace on the same journal, with what waits there."""
    storage, items = world.app.storage, mails(3)
    waiting = sample(items, tenant=OTHER, status=OperationStatus.SCHEDULED)
    assert await storage.operations.create(waiting, in_one(items))
    await storage.drafts.save(draft(items, OTHER, id="theirs"), items)
    await storage.drafts.save_note(OTHER, "q", {"text": "Which Sarah?"}, 3600)


async def test_what_one_workspace_wrote_is_gone_and_anothers_is_there(
    make_world: MakeWorld,
) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "200"})
    sam, storage = world.sam, world.app.storage
    await sam.says(FOLLOW_UP)
    await sam.sees(CONFIRM)
    await sam.says("Email Sarah that lunch is at noon")
    await sam.sees("Which one do you mean?")
    await sam.says("Every Monday at 8:00 email Priya Nair that lunch is at noon")
    weekly = await sam.sees("Confirm schedule")
    await sam.presses("Confirm schedule", within=weekly)
    await sam.sees_in(weekly, "by @Sam Rivera")
    await neighbours(world)
    before = await rows(world, OTHER)
    world.gate.shut(after=1)
    await sam.says("Tag every contact tagged bulk as vip")
    preview = await sam.sees("200 contacts", CONFIRM)
    await sam.presses(CONFIRM, within=preview)
    await sam.sees(" of 200 done", " under way")

    await uninstall(world)
    await world.until(lambda: len(world.delivered("app_uninstalled", "tokens_revoked")) == 2)
    world.gate.open()
    await forgotten(world)

    after = await counts(world)
    assert (after.total, after.executing, after.pending) == (200, 0, 0)
    assert after.cancelled > 0
    assert await world.effects() == after.completed
    gone = await latest(world)
    assert (gone.title, gone.kept_days) == ("", 0)
    assert await texts(world, TEAM) == []
    assert [one.requester.person.tenant async for one in storage.drafts.open_drafts()] == [OTHER]
    assert before == await rows(world, OTHER)
    assert await storage.drafts.load_note(OTHER, "q") == {"text": "Which Sarah?"}


async def test_a_restart_while_a_call_is_under_way_goes_on_with_it(
    world: World, sam: Colleague
) -> None:
    world.gate.shut(after=5)
    await sam.says(FOLLOW_UP)
    await sam.sees(CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("5 of 12 done", "7 under way")
    await uninstall(world)
    await world.until(lambda: len(world.delivered("app_uninstalled", "tokens_revoked")) == 2)
    await world.restart()
    await forgotten(world)
    assert await counts(world) == Counts(completed=5, in_doubt=7)
    assert await texts(world, TEAM) == []
    assert (await latest(world)).title == ""


async def test_what_is_confirmed_at_that_very_moment_does_not_run(make_world: MakeWorld) -> None:
    world = await make_world(pace={"uninstalled": 60.0})
    await uninstall(world)
    await world.until(lambda: len(world.delivered("app_uninstalled", "tokens_revoked")) == 2)
    items = mails(3)
    late = sample(items, status=OperationStatus.SCHEDULED, confirmed_at=world.clock.now())
    assert await world.app.storage.operations.create(late, in_one(items))
    world.clock.skip(seconds=61)
    await forgotten(world)
    assert (await latest(world)).status is OperationStatus.CANCELLED
    assert await texts(world, TEAM) == []


async def test_a_persons_token_is_none_of_ours(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees(CONFIRM)
    await world.hears({"type": "tokens_revoked", "tokens": {"oauth": [sam.user], "bot": []}})
    await world.settled()
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()


async def test_another_workspaces_leaving_changes_nothing_here(
    world: World, sam: Colleague
) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees(CONFIRM)
    gone = {"type": "app_uninstalled"}
    await world.dispatches(type="event_callback", event_id="Ev1", team_id=OTHER.team_id, event=gone)
    await world.settled()
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
