"""What people read where a language model read their request."""

from app.domain.record import Entity
from app.domain.sources import Comparison

READ_BY = "Read by a language model. Check it before you confirm."
DRAFTED_BY = "The text was drafted by a language model. Read it before you confirm."

SETS = {
    Entity.COLLEAGUE: "colleagues",
    Entity.CONTACT: "contacts",
    Entity.EVENT: "your meetings",
    Entity.MAIL: "emails in your inbox",
    Entity.LEAD: "leads",
    Entity.DEAL: "deals",
}
_FIELDS = {
    "contacted_at": "last contact",
    "created_at": "created",
    "closed_at": "closed",
    "start": "",
    "date": "",
    "tags": "tag",
    "labels": "label",
    "attendees": "attendee",
}
_SIGNS = {
    Comparison.EQUALS: "is",
    Comparison.NOT_EQUALS: "is not",
    Comparison.CONTAINS: "contains",
    Comparison.HAS: "is",
    Comparison.AT_LEAST: "at least",
    Comparison.BELOW: "below",
    Comparison.EMPTY: "is empty",
    Comparison.NOT_EMPTY: "is not empty",
}


def condition(field: str, comparison: Comparison, value: str) -> str:
    """One filter in words: "with city is Berlin" would be none, so: "(city is Berlin)"."""
    return f"({' '.join(filter(None, (field_name(field), _SIGNS.get(comparison, ''), value)))})"


def dated(field: str, when: str) -> str:
    """A filter on a date, with the date resolved."""
    return f"({' '.join(filter(None, (field_name(field), when)))})"


def since(moment: str) -> str:
    return f"since {moment}"


def before(moment: str) -> str:
    return f"before {moment}"


def field_name(field: str) -> str:
    """A field as people call it."""
    return _FIELDS.get(field, field)


def only(limit: int, *, oldest: bool) -> str:
    return f"(only the {'oldest' if oldest else 'latest'} {limit})"


def change(target: str, changes: list[str]) -> str:
    return f"Update {target}: {', '.join(changes)}"


def set_to(field: str, value: str) -> str:
    return f"{field_name(field)} to “{value}”"


def added(field: str, value: str) -> str:
    return f"add the {field_name(field)} “{value}”"


def removed(field: str, value: str) -> str:
    return f"remove the {field_name(field)} “{value}”"


def mail(target: str, text: str, *, reply: bool) -> str:
    return f"{'Reply to' if reply else 'Email'} {target}: “{text}”"


def what_text(target: str) -> str:
    return f"What should the email to {target} say?"


def not_expressed(left: list[str]) -> str:
    shown = " and ".join(f"“{one}”" for one in left)
    return f"I did not understand {shown}. Say it in other words."
