"""Plan → records: follows relations, finds who is meant, and asks where one was meant.

Deterministic: it reads the providers and decides nothing that the words did not say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.files import Files
from app.domain.identity import Requester
from app.domain.plan import Choice, Question, Step, Via
from app.domain.ports import Connectors
from app.domain.record import Entity, Record
from app.domain.roster import Roster
from app.domain.sources import ME, Hop, Listed, Query, SlackPeople, Source, Upload
from app.domain.words import engine as words
from app.domain.words.reader import Reader
from app.engine.conditions import Conditions
from app.engine.finding import Finder, as_me, without
from app.engine.naming import called, moment_of
from app.engine.relations import reached
from app.engine.rosters import Rosters
from app.engine.uploads import Uploads

MOST_CHOICES = 20
"""Records offered when more than one fits."""


@dataclass(frozen=True)
class Found:
    """Records to act on, and facts that their texts may use."""

    records: Sequence[Record]
    facts: Mapping[str, str] = field(default_factory=dict)


class Resolver:
    """Finds the records of a step for one requester; `conditions` asks what they hang on.

    Without `files`, no source can be a file; without a `roster`, none can be people in Slack.
    """

    def __init__(
        self,
        connectors: Connectors,
        most_items: int,
        files: Files | None = None,
        roster: Roster | None = None,
    ) -> None:
        self._finder = Finder(connectors, most_items)
        self.uploads = Uploads(files, most_items)
        self._rosters = Rosters(roster, most_items)
        self.conditions = Conditions(self._finder)

    @property
    def most_items(self) -> int:
        """How many items one operation may hold."""
        return self._finder.most_items

    async def resolve(self, step: Step, requester: Requester, now: datetime) -> Found | Question:
        """The records the step is about, or the one question to ask. Raises Refused, BulkError."""
        return await self._found(step.source, requester, now)

    async def reached(
        self, via: Via, origins: Sequence[Record], requester: Requester
    ) -> Sequence[Record]:
        """What these records lead to, but for the requester. Raises Refused for too many, BulkError."""
        others = as_me(Query(entity=via.entity, exclude=(ME,)), requester)
        found = await reached(others, via.relation, origins, self._finder, requester)
        return without(others, found)

    async def recipients(
        self, step: Step, requester: Requester, now: datetime
    ) -> Sequence[Record] | Question:
        """Whom a forward goes to, nobody for any other step. Raises Refused, BulkError."""
        if step.to is None:
            return ()
        found = await self._found(step.to, requester, now)
        return found if isinstance(found, Question) else found.records

    async def _found(self, source: Source, who: Requester, now: datetime) -> Found | Question:
        match source:
            case Listed():
                return Found(typed_records(source))
            case Upload():
                return Found(await self.uploads.records(source, who))
            case SlackPeople():
                return Found(await self._rosters.records(source, who))
        query = as_me(source, who)
        if query.of is None:
            return Found(await self._finder.all(query, who))
        return await self._follow(query, query.of, who, Reader.of(who).reading_at(now))

    async def _follow(
        self, query: Query, hop: Hop, who: Requester, reader: Reader
    ) -> Found | Question:
        origins = await self._finder.all(_offered(hop), who)
        if hop.one and len(origins) > 1:
            return _which(origins, reader)
        people = await reached(query, hop.relation, origins, self._finder, who)
        return Found(_ordered(query, without(query, people)), _facts(origins, reader))


def _offered(hop: Hop) -> Query:
    """What the relation starts from; where one is meant, no more of them than can be offered."""
    if not hop.one or hop.query.limit:
        return hop.query
    return hop.query.model_copy(update={"limit": MOST_CHOICES})


def typed_records(listed: Listed) -> list[Record]:
    """Addresses that the person typed, as records; the address is the id."""
    return [
        Record(
            entity=Entity.PERSON,
            id=entry.address,
            fields={"email": entry.address, "name": entry.name},
        )
        for entry in listed.entries
    ]


def _ordered(query: Query, records: list[Record]) -> list[Record]:
    """Those that a relation led to, in the order that was asked for, and no more than that."""
    if query.order_by is not None:
        field, down = query.order_by.removeprefix("-"), query.order_by.startswith("-")
        has, lacks = _with_and_without(records, field)
        records = [*sorted(has, key=lambda one: _key(one, field), reverse=down), *lacks]
    return records[: query.limit]


def _with_and_without(records: Sequence[Record], field: str) -> tuple[list[Record], list[Record]]:
    has = [one for one in records if one.text(field)]
    return has, [one for one in records if not one.text(field)]


def _key(record: Record, field: str) -> tuple[float, str]:
    value = record.fields[field]
    if isinstance(value, int | float):
        return float(value), ""
    return 0.0, str(value).casefold()


def _which(origins: Sequence[Record], reader: Reader) -> Question:
    """Which of them is meant; the key is what they are, a choice's value the record's id."""
    entity = origins[0].entity
    choices = tuple(
        Choice(label=called(one), value=one.id, detail=moment_of(one, reader)) for one in origins
    )
    return Question(key=entity.value, text=words.which_one(entity), choices=choices)


def _facts(origins: Sequence[Record], reader: Reader) -> dict[str, str]:
    """What texts may say of a single event that people are found through."""
    if len(origins) != 1 or origins[0].entity is not Entity.EVENT:
        return {}
    event = origins[0]
    day = reader.day(datetime.fromisoformat(event.text("start")))
    return {"event_title": event.text("title"), "event_day": day}
