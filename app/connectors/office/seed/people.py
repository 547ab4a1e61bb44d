"""The staff directory and the contacts."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from app.connectors.office.seed import names
from app.connectors.office.seed.row import Row
from app.domain.record import Entity

_GENERATED = 162
"""Nine for each company."""

_TRANSLITERATED = str.maketrans({"ø": "o", "Ø": "O", "'": ""})


class Someone(NamedTuple):
    """A name with an address."""

    name: str
    email: str


def ascii_name(name: str) -> str:
    """The name in small ASCII letters, as it would stand in an address."""
    plain = unicodedata.normalize("NFKD", name.translate(_TRANSLITERATED))
    return plain.encode("ascii", "ignore").decode().lower()


def address_of_colleague(name: str) -> str:
    """First name at the company's domain."""
    return f"{ascii_name(name.split(maxsplit=1)[0])}@{names.DOMAIN}"


def invented_name(number: int) -> str:
    """A first and last name; the same pair comes back after some 2,500 numbers only."""
    first, last = names.FIRST_NAMES, names.LAST_NAMES
    rounds, position = divmod(number, len(first))
    return f"{first[position]} {last[(position * 3 + rounds) % len(last)]}"


def invented_address(name: str, domain: str) -> str:
    """Like "clara.dahl@acme.example"."""
    return f"{ascii_name(name).replace(' ', '.')}@{domain}.example"


def colleagues() -> Iterator[Row]:
    """Everyone on the staff."""
    for name, department, title in names.COLLEAGUES:
        email = address_of_colleague(name)
        fields = {"name": name, "email": email, "department": department, "title": title}
        yield Row(Entity.COLLEAGUE, f"col-{email.partition('@')[0]}", fields)


def contacts() -> Iterator[Row]:
    """The address book: nine people of each company, then the odd ones."""
    made = [_generated(number) for number in range(_GENERATED)]
    for number, (name, email, company, kind, tags) in enumerate([*made, *names.ODD_CONTACTS]):
        yield _contact(f"con-{number + 1:04}", name, email, company, (kind, tags))


def bulk_contacts(count: int) -> Iterator[Row]:
    """So many more, each with a valid address and the tag `bulk`: for runs of any size."""
    for number in range(1, count + 1):
        fields = {
            "name": f"Recipient {number:05}",
            "email": f"recipient.{number:05}@bulk.example",
            "phone": "",
            "company": "Bulk Trading",
            "city": "Reykjavik",
            "kind": "prospect",
            "tags": ["bulk"],
        }
        yield Row(Entity.CONTACT, f"con-bulk-{number:05}", fields)


def reachable(contact: Row) -> bool:
    """Whether the contact is an ordinary one: generated, not bounced, with an address."""
    return contact.id <= f"con-{_GENERATED:04}" and "bounced" not in contact.fields["tags"]


def _generated(number: int) -> tuple[str, str, int, str, tuple[str, ...]]:
    rounds, company = divmod(number, len(names.COMPANIES))
    name = invented_name(number)
    kind = names.CONTACT_KINDS[rounds % len(names.CONTACT_KINDS)]
    every = {"newsletter": (3, 0), "vip": (17, 5), "bounced": (25, 7)}
    tags = [tag for tag, (step, start) in every.items() if number % step == start]
    if kind == "partner":
        tags.append("partner")
    email = invented_address(name, names.COMPANIES[company][1])
    return name, email, company, kind, tuple(tags)


def _contact(
    identity: str, name: str, email: str, company: int, described: tuple[str, tuple[str, ...]]
) -> Row:
    kind, tags = described
    company_name, _, city = names.COMPANIES[company]
    fields = {
        "name": name,
        "email": email,
        "phone": f"+1 555 01{int(identity[-4:]) % 100:02}",
        "company": company_name,
        "city": city,
        "kind": kind,
        "tags": list(tags),
    }
    return Row(Entity.CONTACT, identity, fields)
