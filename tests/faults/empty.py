"""What the made-up providers of tests and benchmarks share: they send mails, and hold no records."""

from collections.abc import AsyncIterator, Sequence

from app.domain.batching import BatchLimits, Quota
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import Account
from app.domain.ports import Capability, Idempotency, Undo
from app.domain.record import Entity, Record
from app.domain.sources import Query

PARALLEL = 50
"""Items of a batch: wide enough that only the worker's slots limit what is in flight."""


class HoldsNothing:
    """The half of the Connector port that reads: there is nothing to find."""

    entities: frozenset[Entity] = frozenset()

    async def query(
        self,
        account: Account,  # noqa: ARG002 - the port's
        query: Query,  # noqa: ARG002 - the port's
    ) -> AsyncIterator[Sequence[Record]]:
        """No page."""
        for page in list[Sequence[Record]]():
            yield page

    async def values(self, account: Account, entity: Entity, field: str) -> Sequence[str]:  # noqa: ARG002 - the port's
        """No value."""
        return ()


def mails_one_a_call(
    idempotency: Idempotency, quota: Quota | None = None, latency: float = 1.0
) -> Sequence[Capability]:
    """All that such a provider can do; `latency` is seconds a call takes."""
    return (
        Capability(
            kind=BulkType.EMAIL,
            verb=BulkVerb.SEND,
            call_items=1,
            limits=BatchLimits(default=PARALLEL, maximum=PARALLEL, quota=quota),
            idempotency=idempotency,
            undo=Undo.NONE,
            latency=latency,
            longest_call=0.0,  # it ends with whoever made it
        ),
    )
