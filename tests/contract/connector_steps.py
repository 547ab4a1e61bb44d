"""A connector under test, as the contract wants it, and what is done with it."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from app.domain.actions import Action
from app.domain.operation import Account
from app.domain.ports import Call, Capability, Connector, Outcome
from app.domain.record import Record
from app.domain.sources import Query


class Subject(Protocol):
    """A connector under test, with what the contract needs to know about it."""

    @property
    def connector(self) -> Connector: ...

    @property
    def account(self) -> Account: ...

    @abstractmethod
    async def action(self, capability: Capability, number: int) -> Action:
        """An action the connector will accept; other numbers, other targets."""

    @abstractmethod
    def unacceptable(self, capability: Capability) -> Action:
        """An action that the provider will never accept."""

    @abstractmethod
    async def times(self, key: str) -> int:
        """How often the provider carried out the key, by its own count."""


def call(key: str, action: Action, attempt: int = 1, reference: str = "") -> Call:
    """A call as the engine makes it."""
    item_id = key.rpartition(":")[2]
    return Call(item_id=item_id, key=key, action=action, attempt=attempt, reference=reference)


async def records(subject: Subject, query: Query) -> list[Record]:
    """All that a query finds."""
    pages = [page async for page in subject.connector.query(subject.account, query)]
    return [record for page in pages for record in page]


async def carried_out(subject: Subject, calls: Sequence[Call]) -> list[Outcome]:
    """What becomes of items, through both phases where there are two."""
    outcomes = {one.item_id: one for one in await executed(subject, *calls)}
    second = [
        one.model_copy(update={"reference": outcomes[one.item_id].reference})
        for one in calls
        if outcomes[one.item_id].result == "prepared"
    ]
    if second:
        outcomes.update({one.item_id: one for one in await executed(subject, *second)})
    return list(outcomes.values())


async def executed(subject: Subject, *calls: Call) -> Sequence[Outcome]:
    """One call of the provider."""
    return await subject.connector.execute(subject.account, calls)
