"""How many items go together, and how long it will take: pure arithmetic over declared limits."""

import hashlib
import math
from typing import NamedTuple

from pydantic import Field

from app.domain.kinds import BulkType, Risk
from app.domain.value import Value


class Quota(Value):
    """At most `limit` items in any window of `seconds`, for one account."""

    limit: int = Field(ge=1)
    seconds: float = Field(default=60.0, gt=0)


PADDING = 0.15
"""Seconds added to every window, for clock and transit: 0.25 % of a minute. Without it 60 calls
were counted in a window of 50."""


def window_key(provider: str, whose: str, what: str) -> str:
    """What a quota counts by: provider, account and operation.

    Names of accounts are digested, for keys stand in plain columns.
    """
    return f"{provider}:{hashlib.sha256(whose.encode()).hexdigest()[:16]}:{what}"


class BatchLimits(Value):
    """Items of a batch: what is usual and what is never exceeded; and the quota an account has.

    `quota` None: the provider declares none.
    """

    default: int = Field(ge=1)
    maximum: int = Field(ge=1)
    quota: Quota | None


# The source design's BatchSizeConfig (default, max, rateLimit per minute).
SOURCE_DESIGN_LIMITS: dict[BulkType, BatchLimits] = {
    BulkType.EMAIL: BatchLimits(default=10, maximum=25, quota=Quota(limit=100)),
    BulkType.CALENDAR: BatchLimits(default=5, maximum=15, quota=Quota(limit=50)),
    BulkType.CONTACT: BatchLimits(default=20, maximum=50, quota=Quota(limit=200)),
    BulkType.CRM: BatchLimits(default=15, maximum=30, quota=Quota(limit=100)),
}


def batch_size(limits: BatchLimits, risk: Risk, asked: int | None = None) -> int:
    """Items of a batch: what was asked for, never above the maximum.

    High risk halves the default, so that a mistake is seen after fewer items.
    """
    usual = max(1, limits.default // 2) if risk is Risk.HIGH else limits.default
    return min(asked or usual, limits.maximum)


class Taken(NamedTuple):
    """What is already taken of a quota.

    `free` items may start now, the first of those that count leave the window after `next_in`
    seconds (0: none counts), and nothing starts for `closed_for` seconds. `waiting` items of
    others draw on the same quota.
    """

    free: int
    next_in: float = 0.0
    closed_for: float = 0.0
    waiting: int = 0


def expected_seconds(
    items: int, in_flight: int, latency: float, quota: Quota | None, taken: Taken | None = None
) -> float:
    """How long `items` take with `in_flight` at a time at `latency` seconds each.

    A quota lets `limit` items start at once and as many again with every window after that.
    Operations take turns, so as many items of others go before the last of ours as there are of
    ours, where as many wait.
    """
    working = math.ceil(items / max(1, in_flight)) * latency
    closed = taken.closed_for if taken else 0.0
    if quota is None:
        return closed + working
    before = min(items, taken.waiting) if taken else 0
    return closed + max(working, _last_start(items + before, quota, taken) + latency)


def _last_start(items: int, quota: Quota, taken: Taken | None) -> float:
    """Seconds until the last of so many items may start."""
    windows, place = divmod(max(0, items - 1), quota.limit)
    at_once = taken is None or place < taken.free
    first = 0.0 if at_once or taken is None else taken.next_in or quota.seconds
    return windows * quota.seconds + first
