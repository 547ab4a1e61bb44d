"""The provider that a preview named is gone when its run begins: the items fail, with the reason."""

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import Account
from tests.contract.journal_samples import mails, operation
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.room import Room

GONE = Account(provider="vanished", name="sam@harbor.example")


async def test_every_item_fails_with_the_reason_and_the_run_ends(
    room: Room, office: OddOffice
) -> None:
    items = mails(450)  # more than a slice
    run = await room.confirm(items, operation(items, account=GONE))
    ended = await room.ended(run)
    assert ended.status is OperationStatus.FAILED
    assert (await room.counts(run)).failed == len(items)
    told = {line.error.message for line in await room.lines(run, ItemStatus.FAILED) if line.error}
    assert told == {"There is no provider vanished here. Ask your administrator."}
    assert office.asked == []


async def test_what_failed_so_can_be_retried(room: Room) -> None:
    items = mails(2)
    run = await room.ended(await room.confirm(items, operation(items, account=GONE)))
    assert await room.retry(run) == len(items)
    await room.ended(run)
    assert (await room.counts(run)).failed == len(items)
