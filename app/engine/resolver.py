"""Plan → records: follows relations, finds who is meant, and asks where one was meant.

Deterministic: it reads the providers and decides nothing that the words did not say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.errors import Refused
from app.domain.identity import Requester
from app.domain.plan import Choice, Question, Step
from app.domain.ports import Connectors
from app.domain.record import Entity, Record
from app.domain.sources import ME, Comparison, Filter, Hop, Listed, Query
from app.domain.words import engine as words
from app.domain.words.reader import Reader

LOOK_UP_AT_ONCE = 400
"""Addresses or ids in one look-up."""

MOST_CHOICES = 20
"""Meetings offered when more than one fits."""


USUAL_ORDER: Mapping[Entity, str] = {Entity.EVENT: "start"}
"""How people expect records listed where they did not say."""


@dataclass(frozen=True)
class Found:
    """Records to act on, and facts that their texts may use."""

    records: Sequence[Record]
    facts: Mapping[str, str] = field(default_factory=dict)


class Resolver:
    """Finds the records of a step for one requester."""

    def __init__(self, connectors: Connectors, most_items: int) -> None:
        self._connectors = connectors
        self._most_items = most_items

    @property
    def most_items(self) -> int:
        """How many items one operation may hold."""
        return self._most_items

    async def resolve(self, step: Step, requester: Requester, now: datetime) -> Found | Question:
        """The records the step is about, or the one question to ask. Raises Refused, BulkError."""
        if isinstance(step.source, Listed):
            return Found(typed_records(step.source))
        query = _as_me(step.source, requester)
        if query.of is None:
            return Found(_without(query, await self._read(query, requester)))
        return await self._follow(query, query.of, requester, Reader.of(requester).reading_at(now))

    async def _read(self, query: Query, requester: Requester) -> list[Record]:
        connector, account = self._connectors.reading(requester, query.entity)
        if query.order_by is None and query.entity in USUAL_ORDER:
            query = query.model_copy(update={"order_by": USUAL_ORDER[query.entity]})
        records: list[Record] = []
        async for page in connector.query(account, query):
            records.extend(page)
            if len(records) > self._most_items:
                raise Refused(words.too_many(len(records), self._most_items))
        return records

    async def _follow(
        self, query: Query, hop: Hop, requester: Requester, reader: Reader
    ) -> Found | Question:
        origins = await self._read(hop.query, requester)
        if hop.one and len(origins) > 1:
            return _which(origins, reader)
        reached = await self._reached(query, hop, origins, requester)
        return Found(_without(query, reached), _facts(origins, reader))

    async def _reached(
        self, query: Query, hop: Hop, origins: Sequence[Record], requester: Requester
    ) -> list[Record]:
        target = RELATIONS[hop.relation]
        keys = _keys(origins, target.fields)
        found: dict[str, Record] = {}
        for start in range(0, len(keys), LOOK_UP_AT_ONCE):
            several = Filter(
                field=target.key,
                comparison=Comparison.ONE_OF,
                value=keys[start : start + LOOK_UP_AT_ONCE],
            )
            there = Query(entity=target.entity, filters=(*query.filters, several))
            for record in await self._read(there, requester):
                found.setdefault(target.identify(record), record)
        if target.entity is Entity.PERSON and not query.filters:
            return [found.get(key.casefold()) or _stranger(key) for key in keys]
        return list(found.values())


@dataclass(frozen=True)
class Relation:
    """Where a relation leads: fields of the origin that hold keys, and what they are keys of."""

    fields: tuple[str, ...]
    entity: Entity
    key: str

    def identify(self, record: Record) -> str:
        """What tells two of the records found apart."""
        return (record.id if self.key == "id" else record.text(self.key)).casefold()


RELATIONS: Mapping[str, Relation] = {
    "attendees": Relation(("attendees", "organizer"), Entity.PERSON, "email"),
    "customer": Relation(("contact_id",), Entity.CONTACT, "id"),
}


def _keys(origins: Sequence[Record], fields: Sequence[str]) -> list[str]:
    """The distinct keys that the origins hold, in order, without regard to case."""
    keys: dict[str, str] = {}
    for origin in origins:
        for name in fields:
            held = origin.fields.get(name) or []
            for key in held if isinstance(held, list) else [held]:
                keys.setdefault(str(key).casefold(), str(key))
    return list(keys.values())


def _stranger(address: str) -> Record:
    """Someone whom no directory knows: an address is enough to write to."""
    return Record(entity=Entity.PERSON, id=address, fields={"email": address, "name": ""})


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


def _which(events: Sequence[Record], reader: Reader) -> Question:
    choices = tuple(
        Choice(
            label=event.text("title"),
            value=event.id,
            detail=reader.moment(datetime.fromisoformat(event.text("start"))),
        )
        for event in events[:MOST_CHOICES]
    )
    return Question(key="event", text=words.which_event(), choices=choices)


def _facts(origins: Sequence[Record], reader: Reader) -> dict[str, str]:
    """What texts may say of a single event that people are found through."""
    if len(origins) != 1 or origins[0].entity is not Entity.EVENT:
        return {}
    event = origins[0]
    day = reader.day(datetime.fromisoformat(event.text("start")))
    return {"event_title": event.text("title"), "event_day": day}


def _as_me(query: Query, requester: Requester) -> Query:
    """The query with the requester's address wherever it says ME. Raises Refused without one."""
    text = query.model_dump_json()
    if f'"{ME}"' not in text:
        return query
    if requester.email is None:
        raise Refused(words.who_are_you())
    return _replace_me(query, requester.email)


def _replace_me(query: Query, address: str) -> Query:
    filters = tuple(
        one.model_copy(update={"value": _me_in(one.value, address)}) for one in query.filters
    )
    hop = query.of and query.of.model_copy(update={"query": _replace_me(query.of.query, address)})
    exclude = tuple(address if one == ME else one for one in query.exclude)
    return query.model_copy(update={"filters": filters, "of": hop, "exclude": exclude})


def _me_in(value: object, address: str) -> object:
    if isinstance(value, list | tuple):
        return [address if one == ME else one for one in value]
    return address if value == ME else value


def _without(query: Query, records: Sequence[Record]) -> list[Record]:
    """The records without those that the words except, by address or by name."""
    excepted = {one.casefold() for one in query.exclude}
    return [
        record
        for record in records
        if record.text("email").casefold() not in excepted
        and record.text("name").casefold() not in excepted
    ]
