"""The ports of what is carried out: items claimed and settled, owners that beat, rate windows.

The values of the hot path are named tuples: ten thousand of them are made a second.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from app.domain.actions import Action
from app.domain.batching import Quota
from app.domain.errors import ItemError
from app.domain.kinds import ItemStatus
from app.domain.value import Value


class WindowUse(NamedTuple):
    """The rate window that a claim takes its permits from, and what it allows."""

    key: str
    quota: Quota


class ClaimRequest(NamedTuple):
    """A wish for at most `limit` pending items of an operation, for `owner`.

    With a `window`, never more items than it has permits for; they count as held until `Begun`.
    `number` tells the claims of an owner apart: a word about an earlier one, that comes late or
    twice, means nothing for an item that was claimed again since.
    """

    tenant_key: str
    operation_id: str
    owner: str
    limit: int
    window: WindowUse | None = None
    number: int = 0


class ClaimedItem(NamedTuple):
    """An item that is durably `executing` and may now be called for.

    `attempt` counts from one; `since` is when the first of these attempts was claimed; `claim` is
    the number of the request that got it; `reference` is what was prepared for it, if anything.
    """

    position: int
    item_id: str
    label: str
    action: Action
    attempt: int
    since: datetime
    claim: int = 0
    reference: str = ""


class HeldItem(NamedTuple):
    """An item that a claim holds, by its place."""

    position: int
    item_id: str


class Granted(NamedTuple):
    """What a claim got. `wait` are seconds until its window has permits again, where it ran dry."""

    items: Sequence[ClaimedItem] = ()
    wait: float = 0.0


class Settlement(NamedTuple):
    """What became of one item, of the claim by that number of its owner.

    `delay` in seconds goes with `pending` (put back); without one nothing was sent, and the
    attempt does not count. `prepared` is the provider's id of what waits to be released: None
    leaves the one there is, an empty one forgets it. Put back with one and without a delay, the
    item begins its second phase, with fresh attempts.
    """

    tenant_key: str
    operation_id: str
    owner: str
    position: int
    item_id: str
    status: ItemStatus
    seconds: float | None = None
    error: ItemError | None = None
    reference: str = ""
    note: str = ""
    delay: float | None = None
    claim: int = 0
    prepared: str | None = None


class Begun(NamedTuple):
    """The calls of claims have begun.

    Of the owner's `held` permits, `used` count from `ago` seconds before now on; the others go
    back. An owner's tellings of a window have rising numbers: one that was not answered is told
    again as it was, and counts once.
    """

    key: str
    owner: str
    number: int
    held: int
    used: int
    ago: float = 0.0


class Turn(NamedTuple):
    """One transaction of a worker: what ended, what began, and wishes for more."""

    settlements: Sequence[Settlement] = ()
    claims: Sequence[ClaimRequest] = ()
    begun: Sequence[Begun] = ()


class DoubtfulItem(Value):
    """An item whose call may have had its effect, found at a takeover; `owner` had claimed it.

    `age` is how many seconds ago that was, by the journal's time.
    """

    tenant_key: str
    operation_id: str
    owner: str
    item: ClaimedItem
    age: float


class Rest(Value):
    """What an operation still has to do.

    `claimable` says that its status lets pending items be claimed; `due_at` is when the first of
    them may be, None where none is pending. How many there are it does not say: that takes longer
    the more there are.
    """

    ended: bool
    claimable: bool = False
    due_at: datetime | None = None


class ItemLedger(Protocol):
    """Items of running operations: claimed, settled, taken over."""

    async def turn(self, turn: Turn) -> Sequence[Granted]:
        """Settle what ended and claim for the slots there are, in one transaction; one a claim.

        A settlement counts only where its claim still holds the item (executing or in doubt).
        A claim gets nothing unless its operation is executing.
        """
        ...

    async def take_over(self) -> Sequence[DoubtfulItem]:
        """Turn `executing` items of owners that are lost into `in_doubt`.

        Returns every item in doubt whose owner is not alive: what the provider may be asked about.
        What it turned keeps its operation from ending until it is resolved.
        """
        ...

    async def resolve(self, doubtful: DoubtfulItem, status: ItemStatus, note: str = "") -> None:
        """Decide an item in doubt by what the provider offers: pending, completed or failed.

        With `in_doubt` it stays so until a person decides: the provider cannot tell. Nothing happens where it was decided, or claimed again, while the provider was asked.
        """
        ...

    async def held(self, request: ClaimRequest) -> Sequence[HeldItem]:
        """Items that a claim got and still holds: executing, or in doubt once its owner is lost."""
        ...

    async def rest(self, tenant_key: str, operation_id: str) -> Rest:
        """End the operation if nothing is pending or in flight, and say what is left."""
        ...


class Beat(NamedTuple):
    """The answer to a heartbeat: whether the owner still counts as alive, and the journal's time."""

    alive: bool
    now: datetime


class Owners(Protocol):
    """Who carries out items, and how often each was heard of.

    Beats are counted, not timed: whoever looks measures by its own clock how long a count stands
    still, so that no wall clock, not even the database's, can make anybody lost. An owner that was
    declared lost never comes back: whoever was too slow goes on under a new name.
    """

    async def join(self, owner: str, role: str) -> Beat:
        """Begin to be alive."""
        ...

    async def beat(self, owner: str, measured: Mapping[str, float] | None = None) -> Beat:
        """Still alive. `measured` are seconds an item took of late, by window key: see `measured`."""
        ...

    async def leave(self, owner: str) -> None:
        """A clean end: nothing of this owner is in flight."""
        ...

    async def living(self) -> Mapping[str, int]:
        """Owners that are not lost, and the number of each one's last beat."""
        ...

    async def declare_lost(self, silent: Mapping[str, int]) -> Sequence[str]:
        """Those whose last beat still is the one with this number are lost from now on; which."""
        ...

    async def declare_others_lost(self, owner: str) -> Sequence[str]:
        """Everybody but `owner` is lost: for a journal that only one process can have open."""
        ...

    async def measured(self, key: str) -> float | None:
        """Seconds an item took of late, as the owners told with their beats; None: nobody knows."""
        ...


class Permits(NamedTuple):
    """`count` calls may begin at once; `wait` are seconds until more may."""

    count: int  # type: ignore[assignment]  # a tuple's own method, which nobody calls
    wait: float


class Forecast(NamedTuple):
    """What a rate window lets begin.

    `free` now, after `closed_for` seconds; `next_in` are seconds until the oldest counted call
    leaves the window (0 where none counts); `waiting` are pending items of running operations that
    draw on the same window.
    """

    free: int
    closed_for: float
    next_in: float
    waiting: int


class RateWindows(Protocol):
    """Exact sliding windows, the same for every process. Keys: see `window_key`."""

    async def reserve(self, key: str, quota: Quota, wanted: int) -> Permits:
        """Take up to `wanted` permits for calls that begin at once."""
        ...

    async def close(self, key: str, seconds: float) -> None:
        """Let nothing begin for so long: the provider said so. A longer closure stays.

        With the `window_key` of no operation it closes all windows of the account.
        """
        ...

    async def forecast(self, key: str, quota: Quota) -> Forecast:
        """What is free and what waits, without taking any."""
        ...
