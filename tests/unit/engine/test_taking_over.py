"""Several processes on one journal: who dies is taken over, who was only stopped does no harm."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from app.domain.kinds import BulkType, BulkVerb, ItemStatus
from app.domain.operation import Account
from app.domain.ports import Call, Idempotency, LookUp
from app.engine.recovery import MOST_LOOK_UPS
from app.storage.schema import item
from tests.contract.journal_samples import mails, new_contacts, operation
from tests.unit.engine.connectors import Gate, OddOffice
from tests.unit.engine.pulse import Pulse
from tests.unit.engine.room import eventually, opened
from tests.unit.engine.test_half_confirmed import dies_between
from tests.unit.engine.test_look_ahead import all_busy

CONTACTS: dict[str, Any] = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE}

HEARTBEAT = 0.5


async def begun(gate: Gate, items: int) -> None:
    async def look() -> bool:
        return gate.begun == items

    await eventually(look)


async def test_who_dies_is_taken_over_by_whoever_is_there(tmp_path: Path) -> None:
    gate = Gate()
    office = OddOffice(tmp_path, gate)
    several: dict[str, Any] = {"alone": False, "heartbeat": HEARTBEAT, "pulse": Pulse()}
    async with opened(tmp_path, office, owner="first", slots=4, **several) as first:
        people = new_contacts(60)
        run = await first.confirm(people, operation(people, size=20, **CONTACTS))
        await begun(gate, 40)
        async with opened(tmp_path, office, owner="second", slots=4, **several) as second:
            second.watch()
            await first.vanish()
            gate.open()
            await second.until(run, lambda counts, _: counts.completed == 60)
    assert set((await office.effects()).values()) == {1}  # a key makes running again harmless
    await office.close()


async def test_who_was_stopped_and_woken_sends_nothing_under_its_old_name(tmp_path: Path) -> None:
    """Its calls in flight are settled late; what it had claimed beside them is not sent by it."""
    gate = Gate()
    office = OddOffice(tmp_path, gate)
    async with opened(tmp_path, office, slots=2, alone=False, heartbeat=1.0, work=False) as room:
        room.work(beat=False)
        items = mails(20)
        run = await room.confirm(items, operation(items))
        assert await all_busy(room, gate) == 4
        room.pulse.move(30)
        async with opened(tmp_path, office, owner="other", work=False, alone=False) as other:
            assert await other.owners.declare_others_lost("other") == ["first"]
            assert len(await other.ledger.take_over()) == 4
            gate.open()

            async def settled_late() -> bool:
                counts = await other.counts(run)
                return (counts.completed, counts.pending) == (2, 18)

            await eventually(settled_late)
        assert gate.begun == 2  # nothing left after it woke
        await room.lease.beat()  # and so it learns that it goes by another name now
        assert room.lease.owner != "first"
        await room.ended(run)
        assert (await room.counts(run)).completed == 20
    assert set((await office.effects()).values()) == {1}
    await office.close()


async def test_who_stands_still_is_taken_over_meanwhile_and_comes_back_by_another_name(
    tmp_path: Path,
) -> None:
    gate = Gate()
    office = OddOffice(tmp_path, gate)
    several: dict[str, Any] = {"alone": False, "heartbeat": HEARTBEAT, "pulse": Pulse()}
    async with opened(tmp_path, office, owner="first", slots=4, **several) as first:
        people = new_contacts(60)
        run = await first.confirm(people, operation(people, size=20, **CONTACTS))
        await begun(gate, 40)
        async with opened(tmp_path, office, owner="second", slots=4, **several) as second:
            second.watch()
            first.machine.stop()

            async def lost() -> bool:
                return "first" not in await second.owners.living()

            await eventually(lost)
            assert not first.lease.holds("first")
            gate.open()
            await second.until(run, lambda counts, _: counts.completed == 60)
            first.machine.wake()

            async def back() -> bool:
                return first.lease.holds("first.2")

            await eventually(back)
    assert set((await office.effects()).values()) == {1}
    await office.close()


async def test_a_healthy_owner_is_never_lost_however_long_it_is_watched(tmp_path: Path) -> None:
    """Each beat takes the disk as long as it takes; its lease holds all the while."""
    office = OddOffice(tmp_path)
    several: dict[str, Any] = {"alone": False, "heartbeat": HEARTBEAT, "pulse": Pulse()}
    async with (
        opened(tmp_path, office, owner="first", **several) as first,
        opened(tmp_path, office, owner="second", **several) as second,
    ):
        second.watch()
        until = first.pulse.seconds + 10 * HEARTBEAT

        async def watched() -> bool:
            assert first.lease.holds("first")
            assert second.lease.holds("second")
            return first.pulse.seconds > until

        await eventually(watched)
        assert set(await second.owners.living()) == {"first", "second"}
    await office.close()


async def test_a_journal_that_one_process_owns_is_taken_over_at_once(tmp_path: Path) -> None:
    gate = Gate()
    office, people = OddOffice(tmp_path, gate), new_contacts(30)
    run = operation(people, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", slots=4) as killed:
        await killed.confirm(people, run)
        await begun(gate, 20)
        await killed.vanish()
        gate.open()
        async with opened(tmp_path, office, owner="second") as second:
            await second.recovery.run()
            await second.ended(run)
            assert (await second.counts(run)).completed == 30
    assert set((await office.effects()).values()) == {1}
    await office.close()


async def test_many_in_doubt_are_looked_up_side_by_side_and_each_once(tmp_path: Path) -> None:
    class Asked(OddOffice):
        together = most = looked_up = 0

        async def look_up(self, account: Account, call: Call) -> LookUp:
            assert account
            assert call
            self.looked_up += 1
            self.together += 1
            self.most = max(self.most, self.together)
            await asyncio.sleep(0.01)
            self.together -= 1
            return LookUp.UNKNOWN if call.item_id == "7" else LookUp.DONE

    office, people = Asked(tmp_path), new_contacts(40)
    office.capabilities = [
        one.model_copy(update={"idempotency": Idempotency.LOOKUP}) for one in office.capabilities
    ]
    run = operation(people, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", work=False) as killed:
        await killed.left_by_a_kill(run, people, 40)
        await killed.vanish()
        async with opened(tmp_path, office, owner="second", work=False) as second:
            await second.recovery.run()
            [line] = await second.lines(run, ItemStatus.IN_DOUBT)
            assert line.id == "7"
            await second.recovery.run()  # it is the person's to say now
    assert (office.most, office.looked_up) == (MOST_LOOK_UPS, 40)
    await office.close()


async def test_a_call_of_a_process_that_cannot_reach_the_journal_does_not_leave(
    tmp_path: Path,
) -> None:
    """It may have been called lost already, and somebody else sends."""
    asked: list[Sequence[Call]] = []

    async def note(calls: Sequence[Call], go: Any) -> Any:
        asked.append(calls)
        return await go()

    office = OddOffice(tmp_path, note)
    async with opened(tmp_path, office, work=False, heartbeat=1.0) as room:
        room.pulse.move(0.75)
        room.work(beat=False)
        items = mails(3)
        run = await room.confirm(items, operation(items))
        await room.executor.run_slice(room.slice_of(run))
        assert asked == []
        assert (await room.counts(run)).pending == 3
        await room.lease.beat()
        await room.ended(run)
    assert len(asked) == 3
    await office.close()


@pytest.mark.parametrize("answered", [True, False])
async def test_what_the_lost_held_is_taken_over_whatever_became_of_who_found_them_lost(
    tmp_path: Path,
    answered: bool,  # noqa: FBT001 - a parameter of the story
) -> None:
    """The finder's answer got lost; or it died before it took over."""
    office, people = OddOffice(tmp_path), new_contacts(3)
    run = operation(people, **CONTACTS)
    several: dict[str, Any] = {
        "work": False,
        "alone": False,
        "heartbeat": HEARTBEAT,
        "pulse": Pulse(),
    }
    async with opened(tmp_path, office, owner="dead", **several) as dead:
        await dead.left_by_a_kill(run, people, 3)
        await dead.vanish()
        async with opened(tmp_path, office, owner="alive", **several) as alive:
            await alive.recovery.run()
            found = alive.owners.declare_lost
            broke = asyncio.Event()

            async def break_off(silent: Mapping[str, int]) -> Sequence[str]:
                lost = await found(silent)
                if lost and not broke.is_set():
                    broke.set()
                    raise OSError("the connection broke")
                return lost

            alive.owners.declare_lost = break_off  # type: ignore[method-assign]
            alive.work()
            alive.watch()
            if answered:  # by a third one, that dies then
                await alive.owners.leave("dead")
            await alive.until(run, lambda counts, _: counts.completed == 3)
            assert broke.is_set() != answered
    await office.close()


async def test_what_a_lost_process_was_writing_is_removed_by_who_takes_over(
    tmp_path: Path,
) -> None:
    office, items = OddOffice(tmp_path), mails(1500)
    several: dict[str, Any] = {
        "work": False,
        "alone": False,
        "heartbeat": HEARTBEAT,
        "pulse": Pulse(),
    }
    async with opened(tmp_path, office, owner="dead", **several) as dead:
        await dies_between(dead, operation(items), items)
        await dead.vanish()
        async with opened(tmp_path, office, owner="alive", **several) as alive:
            await alive.recovery.run()
            alive.work()
            alive.watch()

            async def removed() -> bool:
                return await alive.database.tx(_items) == 0

            await eventually(removed)
    await office.close()


def _items(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(item)).scalar_one()
