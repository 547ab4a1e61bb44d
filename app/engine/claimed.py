"""What this process has claimed and not yet settled, as far as it was told.

A commit whose answer got lost (the journal's connection broke) may have claimed items that nobody
here knows of. Nobody else would take them over while their owner lives, so they are looked for,
and put back: it is certain that they were never called for.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.domain.ledger import ClaimedItem, ClaimRequest, HeldItem, ItemLedger, Settlement

DOUBT = 60.0
"""Seconds for which a commit whose answer got lost may still come to be: as long as a statement
may take at most."""

LOOK_AGAIN = 0.5
"""Seconds between two looks for what a doubtful claim got."""


class _Holder(NamedTuple):
    """A claim."""

    tenant_key: str
    operation_id: str
    owner: str
    number: int


class _Doubt(NamedTuple):
    """A claim that may have got items; looked for at `look_at`, the last time after `until`."""

    request: ClaimRequest
    look_at: float
    until: float


class Strays(NamedTuple):
    """Items that a claim may have got, and that nobody here knows of."""

    request: ClaimRequest
    items: Sequence[HeldItem]


class Claimed:
    """Positions of claimed items, by the claim that got them."""

    def __init__(self) -> None:
        self._known: defaultdict[_Holder, set[int]] = defaultdict(set)
        self._unsure: dict[_Holder, _Doubt] = {}

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

    @property
    def unsure(self) -> bool:
        """Whether a claim may have got items that nobody here knows of."""
        return bool(self._unsure)

    def doubt(self, request: ClaimRequest, now: float, *, lasts: float = DOUBT) -> None:
        """It is not known what this claim got, or nobody is there for it any more.

        What broke off may be committed a while later: so it is looked for again, for `lasts`.
        """
        holder, until = _holder(request), now + lasts
        if (before := self._unsure.get(holder)) is not None:
            until = max(until, before.until)
        self._unsure[holder] = _Doubt(request, now, until)

    def look_now(self) -> None:
        """Let the next look be at once."""
        for holder, doubt in self._unsure.items():
            self._unsure[holder] = doubt._replace(look_at=0.0)

    async def strays(self, ledger: ItemLedger, now: float) -> Sequence[Strays]:
        """Look for what doubtful claims got. Call it while no claim is under way."""
        found = []
        for holder, doubt in list(self._unsure.items()):
            if now < doubt.look_at:
                continue
            held = await ledger.held(doubt.request)
            known = self._known.get(holder, set())
            items = [one for one in held if one.position not in known]
            if now >= doubt.until:
                del self._unsure[holder]
            else:
                self._unsure[holder] = doubt._replace(look_at=now + LOOK_AGAIN)
            if items:
                found.append(Strays(doubt.request, items))
        return found


def _holder(one: ClaimRequest | Settlement) -> _Holder:
    number = one.number if isinstance(one, ClaimRequest) else one.claim
    return _Holder(one.tenant_key, one.operation_id, one.owner, number)
