"""What one item asks of a provider: the actions that every kind and verb comes down to.

An action is complete: a connector needs nothing else to carry it out, and the digest of a
preview covers all of it.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.domain.record import Entity
from app.domain.value import Value


class SendMail(Value):
    """One message to one address; `body` is plain text. With `draft` it is left in the drafts."""

    action: Literal["send_mail"] = "send_mail"
    to: str
    to_name: str = ""
    subject: str
    body: str
    draft: bool = False


class ReplyMail(Value):
    """An answer to the mail of that id, to whoever wrote it; with `all`, to everyone on it.

    `to` is that address, as it is shown; `others` are the addresses of everyone else who gets it;
    `body` is plain text.
    """

    action: Literal["reply_mail"] = "reply_mail"
    id: str
    to: str
    to_name: str = ""
    subject: str
    body: str
    all: bool = False
    others: tuple[str, ...] = ()


class ForwardMail(Value):
    """The mail of that id passed on to one address; `note`, in plain text, goes above it."""

    action: Literal["forward_mail"] = "forward_mail"
    id: str
    to: str
    to_name: str = ""
    subject: str
    note: str = ""


class Invite(Value):
    """One more person on one event; the event is created with the first of them.

    All items of an operation carry the same `event_key`, so that they meet in one event.
    `start` and `end` are ISO 8601 in UTC; `zone` is the IANA zone the event is planned in.
    """

    action: Literal["invite"] = "invite"
    event_key: str
    title: str
    start: str
    end: str
    zone: str
    attendee: str
    attendee_name: str = ""


class CreateRecord(Value):
    """A new record; `values` holds its fields."""

    action: Literal["create_record"] = "create_record"
    entity: Entity
    values: dict[str, Any]


class UpdateRecord(Value):
    """Set fields of a record, provided that its version is still the one that was shown."""

    action: Literal["update_record"] = "update_record"
    entity: Entity
    id: str
    version: str
    set: dict[str, Any]


class DeleteRecord(Value):
    """Remove a record (an event: cancel it), provided that its version is still the one shown."""

    action: Literal["delete_record"] = "delete_record"
    entity: Entity
    id: str
    version: str


class Other(Value):
    """A record that becomes part of another, by its id and the version that was shown."""

    id: str
    version: str


class MergeRecords(Value):
    """Make several records one: the record of that id gets the values in `set`, the others go.

    All of them must still be in the version that was shown, or nothing is done.
    """

    action: Literal["merge_records"] = "merge_records"
    entity: Entity
    id: str
    version: str
    set: dict[str, Any]
    others: tuple[Other, ...]


Action = Annotated[
    SendMail
    | ReplyMail
    | ForwardMail
    | Invite
    | CreateRecord
    | UpdateRecord
    | DeleteRecord
    | MergeRecords,
    Field(discriminator="action"),
]


def address_of(action: Action) -> str:
    """The address that an action goes to; "" where it goes to none."""
    return str(getattr(action, "to", "") or getattr(action, "attendee", ""))
