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
    """A claim that may have got items; looked for at `look_at`, the last time after `until`.

    `found` are positions of items that it was found to have got.
    """

    request: ClaimRequest
    look_at: float
    until: float
    found: frozenset[int] = frozenset()


class Strays(NamedTuple):
    """Items that a claim may have got, and that nobody here knows of.

    `new` of them are found for the first time: as many permits go back. Others were put back before,
    and it is not known whether that arrived.
    """

    request: ClaimRequest
    items: Sequence[HeldItem]
    new: int


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
        before = self._unsure.get(holder, _Doubt(request, now, until))
        self._unsure[holder] = before._replace(look_at=now, until=max(until, before.until))

    def look_now(self) -> None:
        """Let the next look be at once."""
        for holder, doubt in self._unsure.items():
            self._unsure[holder] = doubt._replace(look_at=0.0)

    async def strays(self, ledger: ItemLedger, now: float) -> Sequence[Strays]:
        """Look for what doubtful claims got. Call it while no claim is under way.

        A claim is looked for until nothing of it is found after its time.
        """
        due = [(holder, one) for holder, one in self._unsure.items() if now >= one.look_at]
        held = [await ledger.held(one.request) for _, one in due]
        found = []
        for (holder, doubt), items in zip(due, held, strict=True):
            known = self._known.get(holder, set())
            strays = [one for one in items if one.position not in known]
            over = now >= doubt.until
            if over and not strays:
                del self._unsure[holder]
                continue
            new = frozenset(one.position for one in strays) - doubt.found
            look_at = now if over else now + LOOK_AGAIN
            self._unsure[holder] = doubt._replace(look_at=look_at, found=doubt.found | new)
            if strays:
                found.append(Strays(doubt.request, strays, len(new)))
        return found


def _holder(one: ClaimRequest | Settlement) -> _Holder:
    number = one.number if isinstance(one, ClaimRequest) else one.claim
    return _Holder(one.tenant_key, one.operation_id, one.owner, number)
