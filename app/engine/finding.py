"""Reading what queries find: page by page, and never more than an operation can hold."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from app.domain.errors import Refused
from app.domain.identity import Requester
from app.domain.ports import Connectors
from app.domain.record import Entity, Record
from app.domain.sources import ITEM, ME, Comparison, Filter, Query
from app.domain.words import engine as words

USUAL_ORDER: Mapping[Entity, str] = {Entity.EVENT: "start"}
"""How people expect records listed where they did not say."""

DRAFTS = "drafts"
"""The folder of mails that were saved and not sent."""


class Finder:
    """Finds the records of queries without a relation, for one requester at a time."""

    def __init__(self, connectors: Connectors, most_items: int) -> None:
        self._connectors = connectors
        self.most_items = most_items

    async def all(self, query: Query, requester: Requester) -> list[Record]:
        """What the query finds, without those it excepts. Raises Refused for too many, BulkError."""
        # Those excepted do not count towards a limit, and only here is it known who they are.
        pushed = query.model_copy(update={"limit": None}) if query.exclude else query
        records: list[Record] = []
        async with self.pages(pushed, requester) as pages:
            async for page in pages:
                records.extend(without(query, page))
                if query.limit and len(records) >= query.limit:
                    return self._no_more_than_fit(records[: query.limit])
                self._no_more_than_fit(records)
        return records

    @asynccontextmanager
    async def pages(
        self, query: Query, requester: Requester
    ) -> AsyncIterator[AsyncIterator[Sequence[Record]]]:
        """The query's pages, in the usual order where it has none; closed when left early."""
        connector, account = self._connectors.reading(requester, query.entity)
        if query.order_by is None and query.entity in USUAL_ORDER:
            query = query.model_copy(update={"order_by": USUAL_ORDER[query.entity]})
        pages = connector.query(account, _without_drafts(query))
        try:
            yield pages
        finally:
            if close := getattr(pages, "aclose", None):
                await close()

    def _no_more_than_fit(self, records: list[Record]) -> list[Record]:
        if len(records) > self.most_items:
            raise Refused(words.too_many(len(records), self.most_items))
        return records


def _without_drafts(query: Query) -> Query:
    """A draft is no mail yet: nothing that asks for mails means it, unless it says so."""
    drafts = Filter(field="folder", comparison=Comparison.NOT_EQUALS, value=DRAFTS)
    if query.entity is not Entity.MAIL or any(one.value == DRAFTS for one in query.filters):
        return query
    return query.model_copy(update={"filters": (*query.filters, drafts)})


def without(query: Query, records: Sequence[Record]) -> list[Record]:
    """The records without those that the words except, by address or by name."""
    if not query.exclude:
        return list(records)
    excepted = {one.casefold() for one in query.exclude}
    return [
        record
        for record in records
        if record.text("email").casefold() not in excepted
        and record.text("name").casefold() not in excepted
    ]


def as_me(query: Query, requester: Requester) -> Query:
    """The query with the requester's address wherever it says ME. Raises Refused without one."""
    if not mentions(query, ME):
        return query
    if requester.email is None:
        raise Refused(words.who_are_you())
    return replaced(query, ME, requester.email)


def for_item(query: Query, address: str) -> Query:
    """A condition's query with an item's address wherever it says ITEM."""
    return replaced(query, ITEM, address) if mentions(query, ITEM) else query


def mentions(query: Query, name: str) -> bool:
    """Whether a filter or an exception is about ME or ITEM, here or over a relation."""
    held = (*(one.value for one in query.filters), query.exclude)
    return any(map(_is_or_has(name), held)) or bool(query.of and mentions(query.of.query, name))


def replaced(query: Query, name: str, address: str) -> Query:
    """The query with the address wherever it says that name."""

    def put(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return type(value)(map(put, value))
        return address if value == name else value

    filters = tuple(one.model_copy(update={"value": put(one.value)}) for one in query.filters)
    hop = query.of and query.of.model_copy(
        update={"query": replaced(query.of.query, name, address)}
    )
    return query.model_copy(update={"filters": filters, "of": hop, "exclude": put(query.exclude)})


def _is_or_has(name: str) -> Callable[[Any], bool]:
    return lambda value: name in value if isinstance(value, list | tuple) else value == name
