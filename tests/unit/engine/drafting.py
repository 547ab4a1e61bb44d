"""An office with drafts that misbehaves in one of its phases."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.domain.errors import BulkError
from app.domain.operation import BulkItem, BulkOperation
from app.domain.ports import Call, Outcome
from tests.contract.drafting_office import DraftingOffice
from tests.contract.journal_samples import operation
from tests.unit.engine.connectors import Gate, Misbehaviour, OddOffice
from tests.unit.engine.room import Room, eventually


class Office(OddOffice, DraftingOffice):
    """An office with drafts that may misbehave; `called` are all calls it got."""

    def __init__(self, folder: Path, **given: Any) -> None:
        super().__init__(folder, **given)
        self.called: list[Call] = []

    async def execute(self, account: Any, calls: Sequence[Call]) -> Sequence[Outcome]:
        self.called.extend(calls)
        return await super().execute(account, calls)

    async def sent(self) -> Counter[str]:
        """How often each item had its effect, by its id."""
        effects = await self.effects()
        return Counter({key.partition(":")[2]: count for key, count in effects.items()})


async def begun(gate: Gate, items: int) -> None:
    async def look() -> bool:
        return gate.begun == items

    await eventually(look)


def at_release(what: Misbehaviour) -> Misbehaviour:
    """Misbehave when something is to be released, and not before."""

    async def misbehave(calls: Sequence[Call], go: Any) -> Any:
        return await (what(calls, go) if calls[0].reference else go())

    return misbehave


def raising(error: BulkError, *, after: bool = False) -> Misbehaviour:
    async def misbehave(_calls: Sequence[Call], go: Any) -> Any:
        if after:
            await go()
        raise error

    return misbehave


async def carried_out(room: Room, items: Sequence[BulkItem], **given: Any) -> BulkOperation:
    return await room.ended(await room.confirm(items, operation(items, **given)))
