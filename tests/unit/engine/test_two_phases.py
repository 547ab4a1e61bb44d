"""A provider with drafts: each item is prepared unseen, then released, whatever happens between."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from app.domain.batching import Quota
from app.domain.errors import NetworkFailed, PermissionRefused
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.ports import Call, Idempotency, Outcome
from app.engine.run import run_of
from app.storage.schema import item
from tests.contract.journal_samples import mails, new_contacts, operation, sam
from tests.unit.engine.connectors import Gate, behave
from tests.unit.engine.drafting import Office, at_release, begun, carried_out, raising
from tests.unit.engine.room import opened, tenant_of


@pytest.fixture
async def office(tmp_path: Path) -> Any:
    made = Office(tmp_path)
    yield made
    await made.close()


async def test_each_mail_is_a_draft_first_and_leaves_once(tmp_path: Path, office: Office) -> None:
    async with opened(tmp_path, office, slots=5) as room:
        run = await carried_out(room, mails(12))
        counts = await room.counts(run)
    assert (counts.completed, run.status) == (12, OperationStatus.COMPLETED)
    assert await office.sent() == Counter(str(number) for number in range(1, 13))
    assert sorted(bool(one.reference) for one in office.called) == [False] * 12 + [True] * 12
    assert {one.attempt for one in office.called} == {1}
    assert office.drafts.keys() == office.released.keys()


async def test_both_phases_of_a_batch_take_permits(tmp_path: Path) -> None:
    quota = Quota(limit=1000, seconds=3600)
    office = Office(tmp_path, quotas={BulkType.CONTACT: quota})
    async with opened(tmp_path, office, slots=2) as room:
        given = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE, "size": 20}
        run = await carried_out(room, new_contacts(50), **given)
        left = await room.windows.forecast(run_of(room.registry, run).limit_key, quota)
        assert (await room.counts(run)).completed == 50
    assert left.free == 1000 - 2 * 50
    assert set((await office.sent()).values()) == {1}
    await office.close()


async def test_a_reference_cannot_be_read_in_the_journal(tmp_path: Path, office: Office) -> None:
    gate = Gate()
    office.misbehaviour = at_release(gate)
    async with opened(tmp_path, office) as room:
        run = await room.confirm(mails(1), operation(mails(1)))
        await begun(gate, 1)
        [reference] = office.drafts
        sealed = await room.database.tx(kept)
        assert reference.encode() not in sealed
        gate.open()
        await room.ended(run)


def kept(connection: Connection) -> bytes:
    return bytes(connection.execute(select(item.c.prepared)).scalar_one())


@pytest.mark.parametrize("after", [True, False])
async def test_a_release_without_an_answer_is_tried_again(
    tmp_path: Path, office: Office, *, after: bool
) -> None:
    lost = [raising(NetworkFailed("No answer."), after=after)] * 3

    async def at_first(calls: Sequence[Call], go: Any) -> Any:
        return await (lost.pop()(calls, go) if lost else go())

    office.misbehaviour = at_release(at_first)
    async with opened(tmp_path, office) as room:
        run = await carried_out(room, mails(1))
        assert (await room.counts(run)).completed == 1
    assert await office.sent() == Counter(["1"])
    assert [(bool(one.reference), one.attempt) for one in office.called] == [
        (False, 1), (True, 1), (True, 2), (True, 3), (True, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(("after", "becomes"), [(True, "completed"), (False, "failed")])
async def test_a_release_that_never_gets_an_answer_is_asked_for(
    tmp_path: Path, office: Office, *, after: bool, becomes: str
) -> None:
    office.misbehaviour = at_release(raising(NetworkFailed("No answer."), after=after))
    async with opened(tmp_path, office) as room:
        run = await carried_out(room, mails(1))
        assert getattr(await room.counts(run), becomes) == 1


async def test_a_first_phase_without_an_answer_is_never_in_doubt(
    tmp_path: Path, office: Office
) -> None:
    """Nobody sees what it may have made: there is nothing to ask anybody."""
    office.misbehaviour = raising(NetworkFailed("No answer."), after=True)
    async with opened(tmp_path, office) as room:
        run = await carried_out(room, mails(2))
        counts = await room.counts(run)
        assert (counts.failed, counts.in_doubt) == (2, 0)
        office.misbehaviour = behave
        assert await room.retry(run) == 2
        assert (await room.counts(await room.ended(run))).completed == 2
    assert await office.sent() == Counter(["1", "2"])


KEPT = {"away": NetworkFailed("Down.", before_sending=True), "refused": PermissionRefused("No.")}


@pytest.mark.parametrize("error", KEPT)
async def test_retry_failed_releases_the_same_draft_where_nothing_speaks_against_it(
    tmp_path: Path, office: Office, error: str
) -> None:
    office.misbehaviour = at_release(raising(KEPT[error]))
    async with opened(tmp_path, office) as room:
        run = await carried_out(room, mails(2))
        assert (await room.counts(run)).failed == 2
        office.misbehaviour = behave
        await room.retry(run)
        assert (await room.counts(await room.ended(run))).completed == 2
    assert len(office.drafts) == 2
    assert await office.sent() == Counter(["1", "2"])


async def test_retry_failed_makes_a_new_draft_where_the_old_one_is_gone(
    tmp_path: Path, office: Office
) -> None:
    async def thrown_away(_calls: Sequence[Call], go: Any) -> Any:
        office.drafts.clear()
        return await go()

    office.misbehaviour = at_release(thrown_away)
    async with opened(tmp_path, office, slots=1) as room:
        run = await carried_out(room, mails(1))
        [line] = await room.lines(run)
        assert line.status is ItemStatus.FAILED
        assert line.error
        assert line.error.message == "That draft is not there any more."
        office.misbehaviour = behave
        await room.retry(run)
        assert (await room.counts(await room.ended(run))).completed == 1
    assert [bool(one.reference) for one in office.called] == [False, True, False, True]


async def test_a_provider_that_exchanges_its_drafts_for_ever_fails_in_the_end(
    tmp_path: Path, office: Office
) -> None:
    async def exchanged(calls: Sequence[Call], _go: Any) -> Any:
        new = f"draft {len(office.called)}"
        return [Outcome(item_id=calls[0].item_id, result="prepared", reference=new)]

    office.misbehaviour = exchanged
    async with opened(tmp_path, office) as room:
        run = await carried_out(room, mails(1))
        assert (await room.counts(run)).failed == 1
    assert [one.reference for one in office.called] == [
        "", "draft 1", "draft 2", "draft 3", "draft 4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("idempotency", "becomes", "calls"),
    [(Idempotency.TWO_PHASE, "failed", 4), (Idempotency.NONE, "in_doubt", 1)],
)
async def test_prepared_means_nothing_without_an_id_or_undeclared(
    tmp_path: Path, office: Office, idempotency: Idempotency, becomes: str, calls: int
) -> None:
    reference = "" if idempotency is Idempotency.TWO_PHASE else "draft-1"

    async def odd(calls: Sequence[Call], _go: Any) -> Any:
        return [Outcome(item_id=calls[0].item_id, result="prepared", reference=reference)]

    office.misbehaviour = odd
    office.capabilities = [
        one.model_copy(update={"idempotency": idempotency}) for one in office.capabilities
    ]
    async with opened(tmp_path, office) as room:
        run = await carried_out(room, mails(1))
        assert getattr(await room.counts(run), becomes) == 1
    assert len(office.called) == calls


async def test_a_cancel_between_the_phases_leaves_a_draft_that_nobody_got(
    tmp_path: Path, office: Office
) -> None:
    gate, items = Gate(), mails(3)
    office.misbehaviour = gate
    async with opened(tmp_path, office) as room:
        run = await room.confirm(items, operation(items))
        await begun(gate, 3)
        await room.operations.cancel(tenant_of(run), run.id, sam())
        gate.open()
        ended = await room.ended(run)
        assert (ended.status, (await room.counts(run)).cancelled) == (OperationStatus.CANCELLED, 3)
    assert (len(office.drafts), await office.sent()) == (3, Counter())
