"""What this process has claimed and not yet settled, as far as it was told.

A commit whose answer got lost (the journal's connection broke) may have claimed items that nobody
here knows of. Nobody else would take them over while their owner lives, so they are looked for,
and put back: it is certain that they were never called for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.domain.ledger import ClaimedItem, ClaimRequest, HeldItem, ItemLedger, Settlement


class _Holder(NamedTuple):
    tenant_key: str
    operation_id: str
    owner: str


class Strays(NamedTuple):
    """Items that a claim may have got, and that nobody here knows of."""

    request: ClaimRequest
    items: Sequence[HeldItem]


class Claimed:
    """Positions of claimed items, by operation and owner."""

    def __init__(self) -> None:
        self._known: defaultdict[_Holder, set[int]] = defaultdict(set)
        self._unsure: dict[_Holder, ClaimRequest] = {}

    def granted(self, request: ClaimRequest, items: Iterable[ClaimedItem | HeldItem]) -> None:
        """These are known of."""
        self._known[_holder(request)].update(one.position for one in items)

    def settled(self, settlements: Iterable[Settlement]) -> None:
        """These are over, and that is durable."""
        for one in settlements:
            holder = _holder(one)
            if known := self._known.get(holder):
                known.discard(one.position)
                if not known:
                    del self._known[holder]

    def doubt(self, request: ClaimRequest) -> None:
        """It is not known what this claim got, or nobody is there for it any more."""
        self._unsure[_holder(request)] = request

    async def strays(self, ledger: ItemLedger) -> Sequence[Strays]:
        """Look for what doubtful claims got. Call it while no claim is under way."""
        found = []
        for holder, request in list(self._unsure.items()):
            held = await ledger.held(*holder)
            known = self._known.get(holder, set())
            items = [one for one in held if one.position not in known]
            del self._unsure[holder]
            if items:
                found.append(Strays(request, items))
        return found


def _holder(one: ClaimRequest | Settlement) -> _Holder:
    return _Holder(one.tenant_key, one.operation_id, one.owner)
