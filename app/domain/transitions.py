"""Which moves are valid, and why. An invalid move raises InvalidMove.

docs/state_machine.md draws these two tables; a test holds the drawing and the data together.
"""

from collections.abc import Mapping

from app.domain.errors import InvalidMove
from app.domain.kinds import ItemStatus as Item
from app.domain.kinds import OperationStatus as Op

OPERATION_MOVES: Mapping[Op, Mapping[Op, str]] = {
    Op.DRAFT: {
        Op.CONFIRMED: "the person pressed Confirm on what was shown",
        Op.CANCELLED: "the person pressed Cancel",
        Op.EXPIRED: "nobody pressed anything in time",
    },
    Op.CONFIRMED: {
        Op.EXECUTING: "a worker took the first slice",
        Op.SCHEDULED: "it was confirmed for a later time",
        Op.CANCELLED: "it was cancelled before the first item",
    },
    Op.SCHEDULED: {
        Op.EXECUTING: "its time came",
        Op.CANCELLED: "it was cancelled before its time",
        Op.EXPIRED: "its time passed while nothing could run it",
    },
    Op.EXECUTING: {
        Op.PAUSED: "a person, or too many failures, paused it",
        Op.COMPLETED: "nothing is pending or in flight, and something succeeded",
        Op.FAILED: "nothing is pending or in flight, and nothing succeeded",
        Op.CANCELLED: "a person pressed Cancel Execution",
    },
    Op.PAUSED: {
        Op.EXECUTING: "a person resumed it",
        Op.COMPLETED: "what was in flight ended, and nothing was left",
        Op.FAILED: "what was in flight ended, and nothing succeeded",
        Op.CANCELLED: "a person cancelled it while it was paused",
    },
    Op.COMPLETED: {Op.EXECUTING: "failed items are retried, or one in doubt is sent again"},
    Op.FAILED: {Op.EXECUTING: "failed items are retried, or one in doubt is sent again"},
    Op.CANCELLED: {},
    Op.EXPIRED: {},
}

ITEM_MOVES: Mapping[Item, Mapping[Item, str]] = {
    Item.PENDING: {
        Item.EXECUTING: "a slot is free, and the claim is durable before the call leaves",
        Item.SKIPPED: "its condition no longer holds",
        Item.CANCELLED: "the operation was cancelled before its turn",
    },
    Item.EXECUTING: {
        Item.COMPLETED: "the provider said it is done",
        Item.FAILED: "the provider refused it, for good or for now",
        Item.IN_DOUBT: "the call left and no answer was recorded",
        Item.PENDING: "put back, since nothing left, running again is safe, or its release is next",
        Item.SKIPPED: "the record had changed since the preview, and the provider left it alone",
    },
    Item.FAILED: {Item.PENDING: "a person pressed Retry Failed"},
    Item.IN_DOUBT: {
        Item.COMPLETED: "a look-up, a late answer or the person says it happened",
        Item.FAILED: "a late answer or the person says it did not happen",
        Item.PENDING: "running again is safe, or the person pressed Send again",
        Item.SKIPPED: "a late answer says the record had changed and was left alone",
    },
    Item.COMPLETED: {},
    Item.SKIPPED: {},
    Item.CANCELLED: {},
}

ENDED = frozenset({Op.COMPLETED, Op.FAILED, Op.CANCELLED, Op.EXPIRED})
"""Statuses in which nothing more is claimed."""


def check_operation_move(old: Op, new: Op) -> None:
    """Raise InvalidMove unless an operation may go from `old` to `new`."""
    if new not in OPERATION_MOVES[old]:
        raise InvalidMove(f"This operation is {old.value}; it cannot become {new.value}.")


def check_item_move(old: Item, new: Item) -> None:
    """Raise InvalidMove unless an item may go from `old` to `new`."""
    if new not in ITEM_MOVES[old]:
        raise InvalidMove(f"This item is {old.value}; it cannot become {new.value}.")


def sources_of(new: Op) -> tuple[Op, ...]:
    """The statuses from which an operation may become `new`, for a condition in a query."""
    return tuple(old for old, moves in OPERATION_MOVES.items() if new in moves)
