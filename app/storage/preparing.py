"""What the first of two phases made at the provider, kept with its item until it is released."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, and_, bindparam, update

from app.domain.ledger import Settlement
from app.storage.item_codec import ItemCodec
from app.storage.schema import item

_KEEP = (
    update(item)
    .where(
        and_(
            item.c.tenant == bindparam("of"),
            item.c.operation == bindparam("op"),
            item.c.position == bindparam("at"),
        )
    )
    .values(prepared=bindparam("kept", type_=LargeBinary))
)
_BEGIN = _KEEP.values(attempts=0, since=None)
"""The second phase has attempts and a time of its own."""


def prepare(connection: Connection, codec: ItemCodec, settled: Iterable[Settlement]) -> None:
    """Write down, exchange or forget what was prepared, where the settlements of items say so."""
    begin, keep = list[Settlement](), list[Settlement]()
    for one in settled:
        if one.prepared is not None:
            (begin if one.prepared and one.delay is None else keep).append(one)
    if begin:
        connection.execute(_BEGIN, _rows(codec, begin))
    if keep:
        connection.execute(_KEEP, _rows(codec, keep))


def _rows(codec: ItemCodec, settled: Sequence[Settlement]) -> list[dict[str, Any]]:
    return [
        {
            "of": one.tenant_key,
            "op": one.operation_id,
            "at": one.position,
            "kept": codec.prepared(one),
        }
        for one in settled
    ]
