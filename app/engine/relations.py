"""From records to others: whom meetings, mails, leads and deals lead to, as a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import getaddresses

from app.domain.identity import Requester
from app.domain.record import Entity, Record
from app.domain.sources import Comparison, Filter, Query, Relation
from app.domain.words import engine as words
from app.engine.finding import Finder

LOOK_UP_AT_ONCE = 400
"""Addresses, names or ids in one look-up."""


@dataclass(frozen=True)
class Leads:
    """Where a relation leads: fields of the origin that hold keys, and what they are keys of.

    With `by` "email" to people, whom an address is enough to write to; with "id" to records of
    `entity`. `name` is the origin's field that calls them something. `colleagues`: a key that is
    no address is the name of one.
    """

    fields: tuple[str, ...]
    by: str = "email"
    entity: Entity = Entity.PERSON
    name: str = ""
    colleagues: bool = False


RELATIONS: Mapping[Relation, Leads] = {
    Relation.ATTENDEES: Leads(("attendees", "organizer")),
    Relation.SENDER: Leads(("sender",)),
    Relation.RECIPIENTS: Leads(("to",)),
    Relation.OWNER: Leads(("owner",), colleagues=True),
    Relation.CONTACT: Leads(("email",), name="name"),
    Relation.CUSTOMER: Leads(("contact_id",), by="id", entity=Entity.CONTACT),
}

_PEOPLE = frozenset({Entity.PERSON, Entity.COLLEAGUE})


async def reached(
    query: Query, relation: Relation, origins: Sequence[Record], finder: Finder, who: Requester
) -> list[Record]:
    """Whom the relation leads to from these, each once, in the order of the origins.

    Raises Refused for more than one operation can hold, and BulkError.
    """
    leads = RELATIONS[relation]
    keys = _keys(leads, origins)
    search = _Search(query, finder, who)
    if leads.by == "id":
        return await search.by("id", leads.entity, [key.text for key in keys])
    if query.entity in _PEOPLE:
        return await search.people(keys, names=leads.colleagues)
    return await search.by("email", query.entity, [key.text for key in keys if key.is_address])


@dataclass(frozen=True)
class _Key:
    """What an origin holds of somebody: an address or a name or an id, and how it calls them."""

    text: str
    called: str = ""

    @property
    def is_address(self) -> bool:
        return "@" in self.text


@dataclass(frozen=True)
class _Search:
    query: Query
    finder: Finder
    who: Requester

    async def by(self, field: str, entity: Entity, keys: Sequence[str]) -> list[Record]:
        """Records with one of the keys in the field, each record once."""
        found: dict[str, Record] = {}
        for start in range(0, len(keys), LOOK_UP_AT_ONCE):
            several = Filter(
                field=field,
                comparison=Comparison.ONE_OF,
                value=list(keys[start : start + LOOK_UP_AT_ONCE]),
            )
            there = Query(entity=entity, filters=(*self.query.filters, several))
            for record in await self.finder.all(there, self.who):
                found.setdefault(record.id, record)
        return list(found.values())

    async def people(self, keys: Sequence[_Key], *, names: bool) -> list[Record]:
        """Persons, each address once; where nothing narrows them, strangers too."""
        texts = [key.text for key in keys if names and not key.is_address]
        known = {**await self._named(texts), **await self._addressed(keys)}
        strangers = self.query.entity is Entity.PERSON and not self.query.filters
        people: dict[str, Record] = {}
        for key in keys:
            person = known.get(key.text.casefold()) or (_stranger(key) if strangers else None)
            if person is not None:
                people.setdefault(person.text("email").casefold() or key.text.casefold(), person)
        return list(people.values())

    async def _addressed(self, keys: Sequence[_Key]) -> Mapping[str, Record]:
        """People by their addresses; a colleague before a contact, as connectors list them."""
        found: dict[str, Record] = {}
        addresses = [key.text for key in keys if key.is_address]
        for record in await self.by("email", self.query.entity, addresses):
            found.setdefault(record.text("email").casefold(), record)
        return found

    async def _named(self, names: Sequence[str]) -> Mapping[str, Record]:
        """Colleagues by their names; of several with one name, nobody can tell which is meant."""
        found: dict[str, list[Record]] = {}
        for record in await self.by("name", Entity.COLLEAGUE, names):
            found.setdefault(record.text("name").casefold(), []).append(record)
        return {name: _only(records) for name, records in found.items()}


def _only(records: Sequence[Record]) -> Record:
    first = records[0]
    if len(records) == 1:
        return first.model_copy(update={"entity": Entity.PERSON})
    # Without an address, so that the preview shows who is left out, and why.
    called = words.several_of_that_name(first.text("name"), len(records))
    return Record(entity=Entity.PERSON, id=called, fields={"email": "", "name": called})


def _stranger(key: _Key) -> Record:
    """Someone whom no directory knows: an address is enough to write to, a name is not."""
    email, name = (key.text, key.called) if key.is_address else ("", key.called or key.text)
    return Record(entity=Entity.PERSON, id=key.text, fields={"email": email, "name": name})


def keys_of(relation: Relation, origin: Record) -> frozenset[str]:
    """What one origin leads to, casefolded: addresses, names or ids."""
    return frozenset(key.text.casefold() for key in _keys_of(RELATIONS[relation], origin))


def _keys(leads: Leads, origins: Sequence[Record]) -> list[_Key]:
    """The distinct keys that the origins hold, in order, without regard to case."""
    keys: dict[str, _Key] = {}
    for origin in origins:
        for key in _keys_of(leads, origin):
            keys.setdefault(key.text.casefold(), key)
    return list(keys.values())


def _keys_of(leads: Leads, origin: Record) -> Iterator[_Key]:
    called = origin.text(leads.name) if leads.name else ""
    empty = True
    for name in leads.fields:
        held = origin.fields.get(name) or []
        for value in held if isinstance(held, list) else [held]:
            for key in [_Key(str(value))] if leads.by == "id" else _people_in(str(value), called):
                empty = False
                yield key
    if empty and called:  # so that the preview can say that there is no address
        yield _Key(called)


def _people_in(text: str, called: str) -> Iterator[_Key]:
    """Addresses with their names, as a mail has them in a line; a text without @ is a name."""
    if "@" not in text:
        if text.strip():
            yield _Key(text.strip(), called)
        return
    if not set(text) & set('<>,; "'):
        yield _Key(text, called)
        return
    for name, address in getaddresses([text.replace(";", ",")]):
        if address:
            yield _Key(address, name or called)
