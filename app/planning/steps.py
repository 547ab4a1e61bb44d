"""Steps that change or remove what a set finds: the one place where they are made."""

from collections.abc import Mapping
from typing import Any

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import ChangeHow, FieldChange, Step
from app.domain.record import Entity
from app.planning.narrowing import Found

KINDS: Mapping[Entity, BulkType] = {
    Entity.CONTACT: BulkType.CONTACT,
    Entity.EVENT: BulkType.CALENDAR,
    Entity.MAIL: BulkType.EMAIL,
    Entity.LEAD: BulkType.CRM,
    Entity.DEAL: BulkType.CRM,
}
"""The kind of work that records of an entity are changed by; others cannot be changed."""


def updating(found: Found, *changes: FieldChange) -> Step:
    """Make these changes to all that the set finds."""
    return _step(found, BulkVerb.UPDATE, changes)


def setting(found: Found, field: str, value: Any, how: ChangeHow = ChangeHow.SET) -> Step:
    """Change one field of all that the set finds."""
    return updating(found, FieldChange(field=field, how=how, value=value))


def deleting(found: Found) -> Step:
    """Remove all that the set finds."""
    return _step(found, BulkVerb.DELETE)


def _step(found: Found, verb: BulkVerb, changes: tuple[FieldChange, ...] = ()) -> Step:
    entity = found.noun.entity
    return Step(kind=KINDS[entity], verb=verb, entity=entity, source=found.query(), changes=changes)
