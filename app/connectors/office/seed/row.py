"""A record before it is stored."""

from typing import Any, NamedTuple

from app.domain.record import Entity


class Row(NamedTuple):
    """`mailbox` is the address of the only person who may see the record; empty for everyone."""

    entity: Entity
    id: str
    fields: dict[str, Any]
    mailbox: str = ""
