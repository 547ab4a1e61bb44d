"""What is written down in the transaction that makes it happen.

Slack messages, audit, webhooks and metrics read these rows; none of them is told any other way.
Data never holds addresses, texts or record values: ids, statuses and counts only.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.value import Value


class EventKind(StrEnum):
    """What happened."""

    OPERATION_CONFIRMED = "operation_confirmed"
    OPERATION_STATUS = "operation_status"  # data: old, new, by
    ITEMS_MOVED = "items_moved"  # data: {status: [positions]}
    ITEMS_CANCELLED = "items_cancelled"  # data: cancelled (how many)
    ITEMS_AGAIN = "items_again"  # data: from, count, items (ids, or null for all), by
    ITEM_DECIDED = "item_decided"  # data: answer, count, items (ids, or null for all), by
    FEEDBACK = "feedback"  # data: right (bool), by


class Event(Value):
    """One row; `seq` grows by one with every row of the journal."""

    seq: int
    tenant_key: str
    operation_id: str
    kind: EventKind
    at: datetime
    data: dict[str, Any]
