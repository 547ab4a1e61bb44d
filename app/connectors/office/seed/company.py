"""All rows of a seed."""

from datetime import datetime
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from app.connectors.office.seed import people
from app.connectors.office.seed.calendar import BUDGET_REVIEW, Q4_PLANNING, Day, events
from app.connectors.office.seed.correspondence import mails
from app.connectors.office.seed.crm import activities, deals, leads
from app.connectors.office.seed.row import Row


class SeedName(StrEnum):
    """`ambiguous` has two meetings that "yesterday's meeting" may mean."""

    DEFAULT = "default"
    AMBIGUOUS = "ambiguous"


_YESTERDAY = {
    SeedName.DEFAULT: (Q4_PLANNING,),
    SeedName.AMBIGUOUS: (Q4_PLANNING, BUDGET_REVIEW),
}


def seed(now: datetime, zone: str, name: SeedName, contacts: int = 0) -> tuple[Row, ...]:
    """The rows for an office opened at `now` by people in `zone` (IANA).

    `contacts` is how many more contacts tagged `bulk` there are. The same arguments, the same
    rows; another `now` moves the dates, not the people.
    """
    book = list(people.contacts())
    today = Day(now, ZoneInfo(zone))
    return (
        *people.colleagues(),
        *book,
        *people.bulk_contacts(contacts),
        *events(today, book, _YESTERDAY[name]),
        *leads(now),
        *deals(today, book),
        *activities(now),
        *mails(now, book, Random(11)),  # noqa: S311 - variety, not secrecy
    )
