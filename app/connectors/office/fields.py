"""The fields of each entity and what they hold."""

from enum import StrEnum
from typing import Any

from app.connectors.office.addresses import parse
from app.domain.errors import InvalidItem
from app.domain.record import Entity


class FieldKind(StrEnum):
    """What a field holds; instants are text."""

    TEXT = "text"
    ADDRESS = "address"  # one address, or empty
    LIST = "a list of texts"
    NUMBER = "a number"
    FLAG = "true or false"


_TYPES: dict[FieldKind, type | tuple[type, ...]] = {
    FieldKind.TEXT: str,
    FieldKind.ADDRESS: str,
    FieldKind.LIST: list,
    FieldKind.NUMBER: (int, float),
    FieldKind.FLAG: bool,
}

_OTHER_THAN_TEXT = {
    "email": FieldKind.ADDRESS,
    "tags": FieldKind.LIST,
    "attendees": FieldKind.LIST,
    "amount": FieldKind.NUMBER,
    "answered": FieldKind.FLAG,
    "read": FieldKind.FLAG,
    "labels": FieldKind.LIST,
    "cc": FieldKind.LIST,
    "accepted": FieldKind.LIST,
    "declined": FieldKind.LIST,
    "tentative": FieldKind.LIST,
}

_NAMES: dict[Entity, str] = {
    Entity.COLLEAGUE: "name email department title",
    Entity.CONTACT: "name email phone company city kind tags",
    Entity.PERSON: "name email department title phone company city kind tags",
    Entity.EVENT: "title start end organizer attendees location accepted declined tentative",
    Entity.MAIL: "sender to cc subject date body answered folder labels read",
    Entity.LEAD: (
        "name company email phone product owner status notes created_at contacted_at follow_up_at"
    ),
    Entity.DEAL: "name company contact_id owner stage amount created_at closed_at",
    Entity.ACTIVITY: "kind text at about about_id owner",
}

FIELDS: dict[Entity, dict[str, FieldKind]] = {
    entity: {name: _OTHER_THAN_TEXT.get(name, FieldKind.TEXT) for name in joined.split()}
    for entity, joined in _NAMES.items()
}

READ_ONLY = frozenset({Entity.COLLEAGUE, Entity.PERSON})
"""The directory belongs to HR; a person is only another view of others' records."""


def kind_of(entity: Entity, field: str) -> FieldKind:
    """What the field holds. Raises InvalidItem, naming the fields there are."""
    known = FIELDS[entity]
    if field in known:
        return known[field]
    raise InvalidItem(
        f"The office's {entity.value} records have no field {field}. They have: {', '.join(known)}."
    )


def checked(entity: Entity, values: dict[str, Any]) -> dict[str, Any]:
    """The values, when every field exists and can hold its value. Raises InvalidItem."""
    for field, value in values.items():
        kind = kind_of(entity, field)
        if not _fits(kind, value):
            raise InvalidItem(f"The field {field} takes {kind.value}.")
        if kind is FieldKind.ADDRESS and value:
            parse(value)
    return values


def empty_values(entity: Entity) -> dict[str, Any]:
    """Every field that a new record has before it is told otherwise."""
    blank: dict[FieldKind, Any] = {FieldKind.NUMBER: 0, FieldKind.FLAG: False}
    return {
        field: [] if kind is FieldKind.LIST else blank.get(kind, "")
        for field, kind in FIELDS[entity].items()
    }


def _fits(kind: FieldKind, value: Any) -> bool:
    if kind is FieldKind.LIST:
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    if kind is FieldKind.NUMBER and isinstance(value, bool):
        return False
    return isinstance(value, _TYPES[kind])
