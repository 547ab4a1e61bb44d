"""Tables → records of the office. Local times are UTC, the user's zone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.connectors.office import Row as OfficeRow
from app.domain.record import Entity
from benchmarks.officework.tables import USER, Row, Tables

LOCAL = "%Y-%m-%d %H:%M:%S"
"""How the tables write a time."""

FOLDERS = {"inbox": "inbox", "outbox": "sent"}


def office_rows(tables: Tables) -> Iterator[OfficeRow]:
    """All of them; ids stay as they are."""
    yield from _colleagues(tables)
    for row in tables.calendar:
        yield OfficeRow(Entity.EVENT, row["event_id"], _event(row, tables.user))
    for row in tables.email:
        yield OfficeRow(Entity.MAIL, row["email_id"], _mail(row, tables.user), tables.user)
    for row in tables.customer_relationship_manager:
        yield OfficeRow(Entity.LEAD, row["customer_id"], _lead(row))


def name_of(address: str) -> str:
    """The name that an address like first.last@… is made of."""
    return " ".join(part.capitalize() for part in address.partition("@")[0].split("."))


def instant(local: str) -> str:
    """A time or date of the tables as records hold it; empty stays empty."""
    if not local:
        return ""
    at = datetime.fromisoformat(local).replace(tzinfo=UTC)
    return at.isoformat().replace("+00:00", "Z")


def _colleagues(tables: Tables) -> Iterator[OfficeRow]:
    addresses = dict.fromkeys((*tables.directory, tables.user))
    for number, address in enumerate(addresses, 1):
        name = USER if address == tables.user else name_of(address)
        fields = {"name": name, "email": address, "department": "", "title": ""}
        yield OfficeRow(Entity.COLLEAGUE, f"colleague-{number:04}", fields)


def _event(row: Row, user: str) -> dict[str, object]:
    start = datetime.fromisoformat(row["event_start"])
    end = start + timedelta(minutes=int(row["duration"]))
    return {
        "title": row["event_name"],
        "start": instant(row["event_start"]),
        "end": instant(end.strftime(LOCAL)),
        "organizer": user,
        "attendees": list(dict.fromkeys((user, row["participant_email"]))),
        "location": "",
    }


def _mail(row: Row, user: str) -> dict[str, object]:
    other, box = row["sender/recipient"], row["inbox/outbox"]
    sender, to = (user, other) if box == "outbox" else (other, user)
    return {
        "sender": sender,
        "to": to,
        "subject": row["subject"],
        "date": instant(row["sent_datetime"]),
        "body": row["body"],
        "answered": False,
        "folder": FOLDERS.get(box, box),
        "labels": [],
        "read": True,
    }


def _lead(row: Row) -> dict[str, object]:
    return {
        "name": row["customer_name"],
        "company": "",
        "email": row["customer_email"],
        "phone": row["customer_phone"],
        "product": row["product_interest"],
        "owner": row["assigned_to_email"],
        "status": row["status"],
        "notes": row["notes"],
        "created_at": "",
        "contacted_at": instant(row["last_contact_date"]),
        "follow_up_at": instant(row["follow_up_by"]),
    }
