"""What the headings of a file mean, as data; and the name that a text calls a column by."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from app.domain.files import FoundColumn
from app.domain.sources import Column

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "full_name", "display_name", "contact", "contact_name", "person", "guest",
        "guest_name", "attendee", "attendee_name", "participant", "participant_name",
    ),
    "first_name": ("first_name", "firstname", "first", "given_name", "forename", "vorname"),
    "last_name": ("last_name", "lastname", "last", "surname", "family_name", "nachname"),
    "company": (
        "company", "company_name", "organisation", "organization", "employer", "business", "firm",
        "firma",
    ),
    "city": ("city", "town", "location", "stadt"),
    "phone": (
        "phone", "phone_number", "telephone", "tel", "mobile", "mobile_number", "cell", "telefon",
    ),
    "department": ("department", "dept", "team"),
}  # fmt: skip
"""The fields that a heading may speak of, by its normalised words."""

ADDRESSED = frozenset({
    "email", "e_mail", "mail", "email_address", "e_mail_address", "mail_address", "address",
    "emails", "e_mails", "work_email", "contact_email", "guest_email", "attendee_email",
    "e_mail_adresse", "emailadresse", "primary_email",
})  # fmt: skip
"""Headings of addresses, if that is what the column holds."""

EMAIL = "email"
_RESERVED = frozenset({"event_title", "event_day", "my_name", "my_email"})
"""Fields of a text that are not the recipient's: a column does not take their place."""
_KEYWORDS = frozenset({
    "and", "or", "not", "in", "if", "for", "with", "else", "contains", "true", "false", "nil",
    "null", "none", "empty", "blank", "as", "cols", "limit", "offset", "reversed", "required",
    "id", "forloop", "tablerowloop",
})  # fmt: skip
"""Words that mean something else to a template."""
_NOT_A_WORD = re.compile(r"\W+|_+")
_HALF = 0.5


def key_of(heading: str) -> str:
    """The name that a text calls a column by: "Seat No." is seat_no."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    key = _NOT_A_WORD.sub("_", plain).strip("_")
    if not key or key[0].isdigit() or not key.isidentifier() or key in _KEYWORDS:
        key = f"column_{key}".strip("_")
    return key if key.isidentifier() else "column"


def address_columns(columns: Sequence[FoundColumn]) -> Sequence[FoundColumn]:
    """The columns that may hold the addresses; one where it is clear, none where there is none.

    A heading that says so decides, where addresses stand below it; else what stands in most rows.
    """
    holding = [one for one in columns if one.addresses]
    named = [one for one in holding if key_of(one.heading) in ADDRESSED]
    mostly = [one for one in holding if one.addresses >= one.filled * _HALF]
    exactly = [one for one in named if one in mostly]
    return exactly or named or mostly or holding


def is_clear(found: Sequence[FoundColumn]) -> bool:
    """Whether nobody has to be asked which of these has the addresses."""
    if len(found) != 1:
        return False
    one = found[0]
    return key_of(one.heading) in ADDRESSED or one.addresses >= one.filled * _HALF


def columns_of(found: Iterable[FoundColumn], address: FoundColumn) -> tuple[Column, ...]:
    """Every column with the field that it fills, no field twice."""
    taken = {EMAIL}
    columns = []
    for one in found:
        field = EMAIL if one == address else _field(one.heading, taken)
        taken.add(field)
        columns.append(Column(heading=one.heading, field=field))
    return tuple(columns)


def _field(heading: str, taken: set[str]) -> str:
    """The field that a heading speaks of, else its own name; with a number where that is taken."""
    key = key_of(heading)
    spoken = next((field for field, words in FIELDS.items() if key in words), key)
    if spoken not in taken | _RESERVED:
        return spoken
    key = f"file_{key}" if key in _RESERVED or key == EMAIL else key
    count, field = 1, key
    while field in taken:
        count += 1
        field = f"{key}_{count}"
    return field


def called_fields(text: str, columns: Iterable[Column]) -> str:
    """The text with {{ Seat No. }} as {{ seat_no }}: columns by their fields, whatever they are called.

    What names no column stays as it is, for the template to say so.
    """
    fields = {key_of(one.heading): one.field for one in columns}
    fields |= {one.field: one.field for one in columns}

    def called(match: re.Match[str]) -> str:
        field = fields.get(key_of(match["name"]))
        return f"{{{{ {field}{match['filters'] or ''} }}}}" if field else match[0]

    return _IN_BRACES.sub(called, text)


_IN_BRACES = re.compile(r"\{\{\s*(?P<name>[^|{}]+?)\s*(?P<filters>\|[^{}]*?)?\s*\}\}")
