"""The number that an item's id begins with: the place of its record among all that were found.

So ids stay the same through edits, whoever else is left out; and what is done after another
operation, for the same ones, has items of the same places.
"""

import re
from collections.abc import Iterable

from app.domain.operation import BulkItem

_PLACE = re.compile(r"^\d+")


def place_of(item_id: str) -> int:
    """The place that an id begins with; 0 where it has none."""
    found = _PLACE.match(item_id)
    return int(found[0]) if found else 0


def places_of(items: Iterable[BulkItem]) -> frozenset[int]:
    """The places of all of these."""
    return frozenset(place_of(item.id) for item in items)
