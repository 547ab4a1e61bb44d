"""What was carried out, as the benchmark's function calls: a table from our actions to theirs.

What the benchmark has no function for is written by our own name of it. It then counts as a change
that nobody expects, so that nothing that was done goes unseen.
"""

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.actions import (
    Action,
    CreateRecord,
    DeleteRecord,
    ForwardMail,
    Invite,
    MergeRecords,
    ReplyMail,
    SendMail,
    UpdateRecord,
)
from app.domain.record import Entity
from benchmarks.officework.loading import LOCAL
from benchmarks.officework.tables import Tables

CRM = "customer_relationship_manager"

DOMAINS = {Entity.EVENT: "calendar", Entity.MAIL: "email", Entity.LEAD: CRM}
IDS = {"calendar": "event_id", "email": "email_id", CRM: "customer_id"}
NOUNS = {"calendar": "event", "email": "email", CRM: "customer"}

LEAD_FIELDS = {
    "name": "customer_name",
    "email": "customer_email",
    "phone": "customer_phone",
    "owner": "assigned_to_email",
    "contacted_at": "last_contact_date",
    "product": "product_interest",
    "status": "status",
    "follow_up_at": "follow_up_by",
    "notes": "notes",
}
DATES = frozenset({"last_contact_date", "follow_up_by"})


@dataclass(frozen=True)
class Function:
    """A call of one of the benchmark's functions; every argument is text."""

    name: str
    arguments: Mapping[str, str]

    @property
    def domain(self) -> str:
        """The table it changes."""
        return self.name.partition(".")[0]

    def __str__(self) -> str:
        said = (
            f"{key}={json.dumps(value, ensure_ascii=False)}"
            for key, value in self.arguments.items()
        )
        return f"{self.name}.func({', '.join(said)})"

    @classmethod
    def parsed(cls, text: str) -> "Function":
        """The call that a text says. Raises ValueError."""
        try:
            call = ast.parse(text, mode="eval").body
        except SyntaxError as error:
            raise ValueError(f"{text!r} is no function call") from error
        if not isinstance(call, ast.Call):
            raise ValueError(f"{text!r} is no function call")  # noqa: TRY004 - of a text, not a type
        name = ast.unparse(call.func).removesuffix(".func")
        given = {one.arg or "": str(ast.literal_eval(one.value)) for one in call.keywords}
        return cls(name, given)


@dataclass(frozen=True)
class Books:
    """What the tables know that a function call needs: spellings, lengths, who the user is."""

    tables: Tables

    def spelt(self, column: str, value: str) -> str:
        """The value as the tables write it, where they have it."""
        rows = self.tables.customer_relationship_manager
        known = {row[column].casefold(): row[column] for row in rows if column in row}
        return known.get(value.casefold(), value)

    def minutes(self, event_id: str) -> int | None:
        """How long an event of the tables takes."""
        rows = (row for row in self.tables.calendar if row["event_id"] == event_id)
        return next((int(row["duration"]) for row in rows), None)

    def guest(self, attendees: list[str]) -> str:
        """Whom the user meets: theirs has one participant."""
        others = [one for one in attendees if one.casefold() != self.tables.user.casefold()]
        return ", ".join(others)


def functions_of(action: Action, books: Books) -> Iterator[Function]:
    """The benchmark's calls that do what an action did."""
    yield from _WRITERS[type(action)](action, books)


def local(value: str) -> str:
    """An instant as the tables write a time."""
    return datetime.fromisoformat(value).strftime(LOCAL)


def _send(mail: SendMail, _: Books) -> Iterator[Function]:
    name = "email.draft_email" if mail.draft else "email.send_email"
    yield Function(name, {"recipient": mail.to, "subject": mail.subject, "body": mail.body})


def _reply(mail: ReplyMail, _: Books) -> Iterator[Function]:
    yield Function("email.reply_email", {"email_id": mail.id, "body": mail.body})


def _forward(mail: ForwardMail, _: Books) -> Iterator[Function]:
    arguments = {"email_id": mail.id, "recipient": mail.to}
    note = {"note": mail.note} if mail.note else {}
    yield Function("email.forward_email", arguments | note)


def _invite(invitation: Invite, books: Books) -> Iterator[Function]:
    if not books.guest([invitation.attendee]):
        return
    yield _new_event(
        invitation.title, invitation.attendee, invitation.start, _minutes(vars(invitation))
    )


def _new_event(title: str, guest: str, start: str, minutes: int) -> Function:
    arguments = {
        "event_name": title,
        "participant_email": guest,
        "event_start": local(start),
        "duration": str(minutes),
    }
    return Function("calendar.create_event", arguments)


def _minutes(times: Mapping[str, Any]) -> int:
    start, end = (datetime.fromisoformat(times[name]) for name in ("start", "end"))
    return round((end - start).total_seconds() / 60)


def _create(creation: CreateRecord, books: Books) -> Iterator[Function]:
    values = creation.values
    if creation.entity is Entity.EVENT:
        guest = books.guest(values.get("attendees") or [])
        yield _new_event(values["title"], guest, values["start"], _minutes(values))
    elif creation.entity is Entity.LEAD:
        fields = (_lead_field(key, value, books) for key, value in values.items() if value)
        yield Function(f"{CRM}.add_customer", dict(fields))
    else:
        name = f"{DOMAINS.get(creation.entity, creation.entity.value)}.create_{creation.entity}"
        yield Function(name, {key: str(value) for key, value in values.items()})


def _lead_field(ours: str, value: Any, books: Books) -> tuple[str, str]:
    column, text = LEAD_FIELDS.get(ours, ours), str(value)
    if column in DATES:
        return column, text and datetime.fromisoformat(text).strftime("%Y-%m-%d")
    return column, books.spelt(column, text)


def _update(update: UpdateRecord, books: Books) -> Iterator[Function]:
    if update.entity is Entity.MAIL and update.set.get("folder") == "trash":
        yield Function("email.delete_email", {"email_id": update.id})
        return
    changes = _event_changes if update.entity is Entity.EVENT else _lead_changes
    domain = DOMAINS.get(update.entity, update.entity.value)
    key, noun = IDS.get(domain, "id"), NOUNS.get(domain, update.entity.value)
    for column, value in changes(update, books):
        arguments = {key: update.id, "field": column, "new_value": value}
        yield Function(f"{domain}.update_{noun}", arguments)


def _lead_changes(update: UpdateRecord, books: Books) -> Iterator[tuple[str, str]]:
    for ours, value in update.set.items():
        yield _lead_field(ours, value, books)


def _event_changes(update: UpdateRecord, books: Books) -> Iterator[tuple[str, str]]:
    """An end says how long: a change only where that is another length than before."""
    for ours, value in update.set.items():
        if ours == "title":
            yield "event_name", str(value)
        elif ours == "start":
            yield "event_start", local(value)
        elif ours == "attendees":
            yield "participant_email", books.guest(value)
        elif ours != "end":
            yield ours, str(value)
    if {"start", "end"} <= update.set.keys():
        minutes = _minutes(update.set)
        if minutes != books.minutes(update.id):
            yield "duration", str(minutes)
    elif "end" in update.set:
        yield "end", str(update.set["end"])


def _delete(deletion: DeleteRecord, _: Books) -> Iterator[Function]:
    domain = DOMAINS.get(deletion.entity, deletion.entity.value)
    noun = NOUNS.get(domain, deletion.entity.value)
    yield Function(f"{domain}.delete_{noun}", {IDS.get(domain, "id"): deletion.id})


def _merge(merge: MergeRecords, books: Books) -> Iterator[Function]:
    yield from _update(
        UpdateRecord(entity=merge.entity, id=merge.id, version="", set=merge.set), books
    )
    for other in merge.others:
        yield from _delete(DeleteRecord(entity=merge.entity, id=other.id, version=""), books)


_WRITERS: Mapping[type[Any], Callable[[Any, Books], Iterator[Function]]] = {
    SendMail: _send,
    ReplyMail: _reply,
    ForwardMail: _forward,
    Invite: _invite,
    CreateRecord: _create,
    UpdateRecord: _update,
    DeleteRecord: _delete,
    MergeRecords: _merge,
}
