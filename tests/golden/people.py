"""Who there is at Larkspur Tea: the staff, and the people of the companies it sells to.

There are two Sarahs and two Tims on the staff, and a Marta both there and among the contacts.
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.connectors.office import Row
from app.domain.record import Entity

DOMAIN = "larkspur.example"
ME = f"nina@{DOMAIN}"

# name, address before the @, department, title
STAFF = (
    ("Nina Falk", "nina", "Operations", "Operations Lead"),
    ("Sarah Winter", "sarah.winter", "Marketing", "Brand Manager"),
    ("Sarah Bloom", "sarah.bloom", "Sales", "Account Manager"),
    ("Tim Oduya", "tim.oduya", "Sales", "Sales Director"),
    ("Tim Brandt", "tim.brandt", "Engineering", "Data Engineer"),
    ("Lena Hartwig", "lena", "Sales", "Account Executive"),
    ("Kenji Abe", "kenji", "Sales", "Account Executive"),
    ("Marta Solis", "marta", "Finance", "Controller"),
    ("Joao Prates", "joao", "Finance", "Accountant"),
    ("Beatrix Vogel", "beatrix", "Finance", "Finance Director"),
    ("Ravi Menon", "ravi", "Engineering", "Engineering Manager"),
    ("Ida Nyqvist", "ida", "Engineering", "Frontend Engineer"),
    ("Chloe Martin", "chloe", "Engineering", "Backend Engineer"),
    ("Dev Anand", "dev", "Engineering", "Quality Engineer"),
    ("Farah Aziz", "farah", "Marketing", "Designer"),
    ("Gus Peterson", "gus", "Marketing", "Events Manager"),
    ("Hana Kovac", "hana", "Support", "Support Lead"),
    ("Igor Balan", "igor", "Support", "Support Engineer"),
    ("Judy Clarke", "judy", "Support", "Support Engineer"),
    ("Karim Saleh", "karim", "Legal", "General Counsel"),
    ("Luisa Ferri", "luisa", "Legal", "Contracts Manager"),
    ("Moses Okello", "moses", "People", "People Lead"),
    ("Nora Quist", "nora", "People", "Recruiter"),
    ("Otto Brenner", "otto", "Operations", "Office Manager"),
    ("Pia Lang", "pia", "Operations", "Buyer"),
    ("Quentin Roux", "quentin", "Management", "Managing Director"),
    ("Rosa Delgado", "rosa", "Sales", "Sales Development"),
    ("Stefan Wolff", "stefan", "Warehouse", "Warehouse Lead"),
    ("Tess Moran", "tess", "Warehouse", "Shift Lead"),
    ("Umar Farouk", "umar", "IT", "Administrator"),
    ("Vera Lindt", "vera", "IT", "Help Desk"),
    ("Wanda Kruk", "wanda", "Support", "Trainer"),
)

# name, domain under .example, city
COMPANIES = (
    ("Orion Cafes", "orioncafes", "Berlin"),
    ("Pebble & Co", "pebble", "London"),
    ("Nordwind Hotels", "nordwind", "Hamburg"),
    ("Casa Verde", "casaverde", "Lisbon"),
    ("Bright Labs", "brightlabs", "Berlin"),
    ("Bright Foods", "brightfoods", "Madrid"),
    ("Zenith Airlines", "zenithair", "Vienna"),
    ("Copper Kettle", "copperkettle", "Dublin"),
    ("Maple Trading", "mapletrading", "Toronto"),
    ("Tramontana", "tramontana", "Barcelona"),
    ("Hollis Partners", "hollis", "London"),
    ("Kestrel Media", "kestrelmedia", "Oslo"),
    ("Delta Spa", "deltaspa", "Zurich"),
    ("Granby Stores", "granby", "Leeds"),
    ("Ume House", "umehouse", "Kyoto"),
    ("Fjord Line", "fjordline", "Bergen"),
    ("Sable & Sons", "sable", "Paris"),
    ("Quartz Clinics", "quartz", "Munich"),
)
_FIRST = (
    *("Adele", "Bruno", "Celia", "Dario", "Edith", "Fabio", "Greta", "Hilde", "Ivana"),
    *("Jonas", "Katja", "Livia", "Milan", "Nelly", "Oskar", "Paula", "Remo", "Silke"),
    *("Tomas", "Ursel", "Vito", "Wilma", "Xenia", "Yannis", "Zita"),
)
_LAST = (
    *("Arendt", "Bellini", "Castro", "Dufour", "Eklund", "Fontana", "Gruber", "Hoxha", "Ivanov"),
    *("Jensen", "Keller", "Lindgren", "Moretti", "Novak", "Orsini", "Petrov", "Quiroga", "Rossi"),
    *("Sorensen", "Toth", "Ullmann", "Varga", "Weber", "Xhaka", "Young", "Zeman"),
)
_KINDS = ("customer", "customer", "prospect", "supplier", "partner")
_GENERATED = 162

# name, address, company (its place above), kind, tags
_ODD = (
    ("Marta Ruiz", "marta.ruiz@tramontana.example", 9, "supplier", ("newsletter",)),
    ("Abigail Stone", "abigail@hollis.example", 10, "customer", ("vip", "newsletter")),
    ("Dan Whitlock", "dan@pebble.example", 1, "customer", ("vip",)),
    ("Daniel Whitman", "daniel@granby.example", 13, "prospect", ("trial",)),
    ("Sushi Bar Ume", "", 14, "customer", ()),
    ("Abigail Stone", "abigail.stone@hollis.example", 10, "customer", ("duplicate",)),
)


class Someone(NamedTuple):
    """Anyone outside, with what others need of them."""

    id: str
    name: str
    email: str
    company: str


def staff() -> Iterator[Row]:
    """Everyone on the staff."""
    for name, box, department, title in STAFF:
        email = f"{box}@{DOMAIN}"
        fields = {"name": name, "email": email, "department": department, "title": title}
        yield Row(Entity.COLLEAGUE, f"col-{box}", fields)


def invented(number: int) -> str:
    """A first and a last name; no two numbers under 650 have the same."""
    rounds, place = divmod(number, len(_FIRST))
    return f"{_FIRST[place]} {_LAST[(place * 7 + rounds) % len(_LAST)]}"


def contacts() -> Iterator[Row]:
    """Nine people of each company, then the ones that are there to be asked about."""
    made = [_made(number) for number in range(_GENERATED)]
    for number, (name, email, company, kind, tags) in enumerate([*made, *_ODD], start=1):
        company_name, _, city = COMPANIES[company]
        fields = {
            "name": name,
            "email": email,
            "phone": f"+49 555 {number:04}",
            "company": company_name,
            "city": city,
            "kind": kind,
            "tags": list(tags),
        }
        yield Row(Entity.CONTACT, f"con-{number:04}", fields)


def outsiders() -> tuple[Someone, ...]:
    """The contacts who can be written to."""
    rows = [row for row in contacts() if row.fields["email"]]
    return tuple(
        Someone(row.id, row.fields["name"], row.fields["email"], row.fields["company"])
        for row in rows
    )


def _made(number: int) -> tuple[str, str, int, str, tuple[str, ...]]:
    rounds, company = divmod(number, len(COMPANIES))
    name = invented(number)
    address = f"{name.lower().replace(' ', '.')}@{COMPANIES[company][1]}.example"
    every = {"newsletter": (3, 0), "vip": (19, 4), "bounced": (23, 6), "trial": (14, 3)}
    tags = tuple(tag for tag, (step, start) in every.items() if number % step == start)
    return name, address, company, _KINDS[rounds % len(_KINDS)], tags
