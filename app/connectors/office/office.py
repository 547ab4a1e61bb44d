"""The office: a built-in sandbox of mail, calendar, contacts, CRM and staff directory."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from app.connectors.office import search
from app.connectors.office.capabilities import call_items, capabilities, kind_of_action
from app.connectors.office.database import Database
from app.connectors.office.effects import Effects, counts, failed, leaves, reference_of
from app.connectors.office.faults import Faults, Moment
from app.connectors.office.fields import FIELDS
from app.connectors.office.folding import fold
from app.connectors.office.seed import Row, seed
from app.connectors.office.settings import OfficeSettings
from app.domain.errors import InvalidItem
from app.domain.operation import Account
from app.domain.ports import Call, Capability, LookUp, Outcome
from app.domain.record import Entity, Record
from app.domain.sources import Query


class Office:
    """Implements ports.Connector on one SQLite file and a folder of messages.

    It is a sandbox: made-up people at reserved domains, and mail that nobody delivers. An
    account's name is an address; it sees its own mail and what everyone sees.

    A text field meets a filter when its text does, a list field when any of its entries does;
    NOT_EQUALS and EMPTY hold for fields that are missing. AT_LEAST and BELOW compare as written
    (instants in UTC), numbers as numbers.
    """

    def __init__(
        self,
        settings: OfficeSettings,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]],
        rows: Callable[[], Iterable[Row]] | None = None,
    ) -> None:
        """Nothing is opened before it is first used; `faults` may be told to fail calls.

        `rows` are what a new file is filled with, instead of the made-up company.
        """
        self.name = "office"
        self.capabilities: Sequence[Capability] = capabilities(settings)
        self.entities: frozenset[Entity] = frozenset(FIELDS)
        self.faults = Faults(settings.failure_rate)
        self._settings = settings
        self._now = now
        self._sleep = sleep
        company = partial(seed, now(), settings.zone, settings.seed, settings.contacts)
        self._database = Database(settings.path, rows or company)

    async def query(self, account: Account, query: Query) -> AsyncIterator[Sequence[Record]]:
        """Pages of at most 500 records. Raises InvalidItem for a field there is not."""
        self.faults.strike(Moment.READING)
        found = await self._database.read(
            lambda connection: search.find(connection, fold(account.name), query)
        )
        for start in range(0, len(found), search.PAGE):
            numbers = found[start : start + search.PAGE]
            yield await self._database.read(
                partial(search.page, entity=query.entity, numbers=numbers)
            )

    async def values(self, account: Account, entity: Entity, field: str) -> Sequence[str]:
        """The distinct values of a field, in alphabetical order. Raises InvalidItem.

        The field `name_email` gives "Name <address>" of everyone with an address.
        """
        return await self._database.read(
            partial(search.distinct, mailbox=fold(account.name), entity=entity, field=field)
        )

    async def execute(self, account: Account, calls: Sequence[Call]) -> Sequence[Outcome]:
        """Carry the items out in one transaction, half-way through the latency."""
        _refuse_too_many(calls)
        self.faults.strike(Moment.BEFORE)
        await self._pause()
        outcomes = await self._database.write(
            partial(self._carry_out, account=account, calls=calls, at=self._now())
        )
        await self._pause()
        self.faults.strike(Moment.AFTER)
        return outcomes

    async def look_up(self, account: Account, call: Call) -> LookUp:  # noqa: ARG002 - the key says it all
        """Whether the key was carried out; mail that left cannot be asked for."""
        if leaves(call.action):
            return LookUp.UNKNOWN
        reference = await self._database.read(partial(reference_of, key=call.key))
        return LookUp.NOT_DONE if reference is None else LookUp.DONE

    async def close(self) -> None:
        """Close the file; what is under way ends first."""
        await self._database.close()

    async def effects(self) -> dict[str, int]:
        """How often each key was carried out: what a test or a benchmark counts."""
        return await self._database.read(counts)

    def outbox(self) -> list[Path]:
        """The messages sent, oldest first, as files."""
        return sorted(self._settings.outbox.glob("*.eml"))

    async def _pause(self) -> None:
        if self._settings.latency:
            await self._sleep(self._settings.latency / 2)

    def _carry_out(
        self, connection: sqlite3.Connection, account: Account, calls: Sequence[Call], at: datetime
    ) -> list[Outcome]:
        effects = Effects(connection, account.name, at, self._settings.outbox)
        outcomes = []
        for call in calls:
            fault = self.faults.of(call)
            outcomes.append(failed(call, fault) if fault else effects.carry_out(call))
        return outcomes


def _refuse_too_many(calls: Sequence[Call]) -> None:
    most = min((call_items(kind_of_action(call.action)) for call in calls), default=0)
    if len(calls) > most:
        raise InvalidItem(f"The office takes at most {most} of these items in one call.")
