"""The office that the golden requests are made in, and who makes them.

Nothing in it moves: it is always Wednesday 11 March 2026, 10:20 in Berlin. There is one of
everything that can be mistaken for another: see `people`, `diary` and `trade`.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.connectors.office import Office, OfficeSettings, Row
from app.connectors.registry import Registry
from app.domain.identity import Person, Requester, Tenant
from app.domain.ports import Vocabulary
from app.engine.clock import SystemClock
from app.engine.resolver import Resolver
from app.engine.vocabulary import Vocabularies
from tests.golden import people, trade
from tests.golden.diary import ZONE, events
from tests.golden.trade import NOW

NINA = Requester(
    person=Person(tenant=Tenant(team_id="T0TEA"), user_id="U0NINA"),
    name="Nina Falk",
    email=people.ME,
    zone=ZONE,
)
_MOST_ITEMS = 10_000


def rows() -> Iterator[Row]:
    """Everything there is."""
    outside = people.outsiders()
    yield from people.staff()
    yield from people.contacts()
    yield from events(outside)
    yield from trade.mails(outside)
    yield from trade.leads(outside)
    yield from trade.deals(outside)


@dataclass(frozen=True)
class Workspace:
    """What reads a request: the words that exist here, and what finds records."""

    words: Vocabulary
    resolver: Resolver


@asynccontextmanager
async def workspace(folder: Path) -> AsyncIterator[Workspace]:
    """The office in a file of its own in the folder, open for as long as it is needed."""
    settings = OfficeSettings(path=folder / "golden.db", outbox=folder / "outbox")
    office = Office(settings, now=lambda: NOW, sleep=asyncio.sleep, rows=rows)
    registry = Registry([office])
    words = Vocabularies(registry, SystemClock()).of(NINA)
    try:
        yield Workspace(words, Resolver(registry, _MOST_ITEMS))
    finally:
        await office.close()
