"""Sixty days of mail: Sam's, and a little of the two others who are in the local Slack."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from app.connectors.office.instants import iso
from app.connectors.office.seed import names, people
from app.connectors.office.seed.calendar import staff
from app.connectors.office.seed.row import Row
from app.domain.record import Entity

_AMOUNTS = {names.ME: 210, **dict.fromkeys(staff("priya", "alex"), 15)}
_SPREAD = timedelta(days=60)
_SENT_EVERY = 6
_COPIED_EVERY = 4
_COPIED = staff("john", "grace", "priya")
_UNREAD = 12  # of the newest


def mails(now: datetime, book: Sequence[Row], random: Random) -> Iterator[Row]:
    """Messages received and sent, the newest first, about four in ten still unanswered."""
    writers = [row.fields["email"] for row in book if people.reachable(row)]
    number = 0
    for mailbox, amount in _AMOUNTS.items():
        for position in range(amount):
            number += 1
            at = now - timedelta(hours=1) - _SPREAD * (position / amount)
            fields = _message(mailbox, random.choice(writers), position, at)
            fields["answered"] = fields["folder"] == "inbox" and random.random() < 0.6  # noqa: PLR2004 - the share said above
            yield Row(Entity.MAIL, f"mail-{number:04}", fields, mailbox)


def _message(mailbox: str, other: str, position: int, at: datetime) -> dict[str, object]:
    subject, body = names.MAILS[position % len(names.MAILS)]
    sent = position % _SENT_EVERY == _SENT_EVERY - 1
    return {
        "sender": mailbox if sent else other,
        "to": other if sent else mailbox,
        "cc": [] if sent or position % _COPIED_EVERY else list(_COPIED),
        "subject": subject,
        "date": iso(at),
        "body": body,
        "folder": "sent" if sent else "inbox",
        "labels": [],
        "read": sent or position >= _UNREAD,
    }
