"""Records that become one: all of them as they were shown, or nothing is done."""

from app.connectors.office.fields import checked
from app.connectors.office.records import Records
from app.domain.actions import MergeRecords
from app.domain.errors import InvalidItem
from app.domain.record import Entity


def merge(records: Records, action: MergeRecords) -> str:
    """The id of the one that stays. Raises Skipped, InvalidItem.

    What is about the others is about it from then on: deals by their contact, activities.
    """
    others = [one.id for one in action.others]
    if not others or len({action.id, *others}) <= len(others):
        raise InvalidItem("A merge takes two different records or more.")
    kept = records.as_shown(action.entity, action.id, action.version)
    for one in action.others:
        records.as_shown(action.entity, one.id, one.version)
    values = checked(action.entity, action.set)
    records.replace(action.entity, action.id, kept.fields | values)
    for other in others:
        _follow(records, action, other)
        records.remove(action.entity, other)
    return action.id


def _follow(records: Records, action: MergeRecords, other: str) -> None:
    """Let what is about another be about the one that stays."""
    if action.entity is Entity.CONTACT:
        for identity, fields in records.holding(Entity.DEAL, "contact_id", other):
            records.replace(Entity.DEAL, identity, fields | {"contact_id": action.id})
    for identity, fields in records.holding(Entity.ACTIVITY, "about_id", other):
        if fields["about"] == action.entity.value:
            records.replace(Entity.ACTIVITY, identity, fields | {"about_id": action.id})
