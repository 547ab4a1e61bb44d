"""A record as a provider holds it, and what is asked of providers to find records."""

from enum import StrEnum
from typing import Any

from app.domain.value import Value


class Entity(StrEnum):
    """What a record can be. A connector says which of these it can read."""

    COLLEAGUE = "colleague"  # name email department title
    CONTACT = "contact"  # name email phone company city kind tags
    EVENT = "event"  # title start end organizer attendees location accepted declined tentative
    MAIL = "mail"  # sender to cc subject date body answered folder labels
    LEAD = "lead"  # name company email phone product owner status notes created_at contacted_at follow_up_at
    DEAL = "deal"  # name company contact_id owner stage amount created_at closed_at
    ACTIVITY = "activity"  # kind text at about about_id owner: a call, email, meeting or note
    PERSON = "person"  # name email: whoever an address belongs to, found by a relation


class Record(Value):
    """One record of a provider.

    `fields` are JSON values; instants are ISO 8601 in UTC ("2026-11-23T09:00:00Z"), lists are
    lists of strings. `version` changes with every change of the record (an etag or a counter).
    """

    entity: Entity
    id: str
    version: str = ""
    fields: dict[str, Any] = {}

    def text(self, field: str) -> str:
        """The field as text, empty when it is missing."""
        value = self.fields.get(field)
        return "" if value is None else str(value)
