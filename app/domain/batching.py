"""How many items go together, and how long it will take: pure arithmetic over declared limits."""

import math

from pydantic import Field

from app.domain.kinds import BulkType, Risk
from app.domain.value import Value


class Quota(Value):
    """At most `limit` items in any window of `seconds`, for one account."""

    limit: int = Field(ge=1)
    seconds: float = Field(default=60.0, gt=0)


class BatchLimits(Value):
    """Items of a batch: what is usual and what is never exceeded; and the quota an account has."""

    default: int = Field(ge=1)
    maximum: int = Field(ge=1)
    quota: Quota


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


def expected_seconds(items: int, in_flight: int, latency: float, quota: Quota) -> float:
    """How long `items` take with `in_flight` at a time at `latency` seconds each.

    A quota lets `limit` items start at once and as many again with every window after that.
    """
    working = math.ceil(items / max(1, in_flight)) * latency
    waiting = ((max(0, items - 1)) // quota.limit) * quota.seconds
    return max(working, waiting + latency)
