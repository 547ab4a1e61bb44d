"""Larkspur's mail, leads and deals, dated from Wednesday 11 March 2026, 10:20 in Berlin."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from app.connectors.office import Row
from app.domain.record import Entity
from tests.golden.people import DOMAIN, ME, Someone, invented

NOW = datetime(2026, 3, 11, 9, 20, tzinfo=UTC)

_SUBJECTS = (
    "Spring order",
    "Invoice 2041",
    "Sample request",
    "Delivery delay",
    "New price list",
    "Contract renewal",
    "Tasting feedback",
    "Allergen sheet",
    "Thank you",
    "Payment reminder",
)
_INSIDE = ("sarah.winter", "sarah.bloom", "ravi", "beatrix", "tim.oduya", "otto", "marta", "hana")
_STATUSES = ("New", "Contacted", "Qualified", "Unresponsive", "Lost")
_PRODUCTS = ("Green Tea", "Herbal Box", "Matcha Kit", "Office Plan")
_OWNERS = ("lena", "kenji", "sarah.bloom", "rosa", "tim.oduya")
_STAGES = ("Prospect", "Proposal", "Negotiation", "Won", "Lost")
_MAILS, _LEADS, _DEALS = 240, 40, 45


def _ago(days: float) -> str:
    return f"{NOW - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def mails(outside: tuple[Someone, ...]) -> Iterator[Row]:
    """Sixty days of Nina's mail, the newest first; every sixth is one that she sent."""
    for number in range(_MAILS):
        inside = not number % 4
        other = (
            f"{_INSIDE[number // 4 % len(_INSIDE)]}@{DOMAIN}"
            if inside
            else outside[number * 5 % len(outside)].email
        )
        sent = number % 6 == 5
        fields = {
            "sender": ME if sent else other,
            "to": other if sent else ME,
            "subject": _SUBJECTS[number % len(_SUBJECTS)],
            "date": _ago(0.1 + number / 4),
            "body": f"About our {_SUBJECTS[number % len(_SUBJECTS)].lower()}, number {number}.",
            "answered": not sent and number % 5 < 3,
            "folder": "sent" if sent else "inbox",
            "labels": ["follow up"] if not number % 15 else [],
            "read": bool(number % 3),
        }
        yield Row(Entity.MAIL, f"mail-{number + 1:04}", fields, ME)


def leads(outside: tuple[Someone, ...]) -> Iterator[Row]:
    """Leads of every status and owner, the last one without an owner."""
    for number in range(_LEADS):
        name = invented(number + 300)
        company = outside[number * 3 % len(outside)].company
        last = number == _LEADS - 1
        fields = {
            "name": name,
            "company": company,
            "email": f"{name.lower().replace(' ', '.')}@leads.example",
            "phone": f"+49 555 7{number:03}",
            "product": _PRODUCTS[number % len(_PRODUCTS)],
            "owner": "" if last else f"{_OWNERS[number % len(_OWNERS)]}@{DOMAIN}",
            "status": _STATUSES[number // 2 % len(_STATUSES)],
            "notes": "",
            "created_at": _ago(4 * number + 1),
            "contacted_at": _ago(3 * number + 0.5),
            "follow_up_at": _ago(-number % 20 - 1),
        }
        yield Row(Entity.LEAD, f"lead-{number + 1:04}", fields)


def deals(outside: tuple[Someone, ...]) -> Iterator[Row]:
    """Deals of every stage, of the last half year; those won or lost have an end."""
    for number in range(_DEALS):
        customer = outside[number * 2 % len(outside)]
        stage = _STAGES[number % len(_STAGES)]
        closed = stage in {"Won", "Lost"}
        fields = {
            "name": f"{customer.company} {_PRODUCTS[number % len(_PRODUCTS)]}",
            "company": customer.company,
            "contact_id": customer.id,
            "owner": f"{_OWNERS[number * 2 % len(_OWNERS)]}@{DOMAIN}",
            "stage": stage,
            "amount": 1_500 + number * 1_300 % 40_000,
            "created_at": _ago(4 * number + 3),
            "closed_at": _ago(3 * number) if closed else "",
        }
        yield Row(Entity.DEAL, f"deal-{number + 1:04}", fields)
