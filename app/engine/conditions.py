"""Conditions: asked of a whole plan once, and of each item, some hundred at a time."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from app.domain.actions import address_of
from app.domain.errors import Refused
from app.domain.identity import Requester
from app.domain.operation import BulkItem, LeftOut
from app.domain.record import Entity, Record
from app.domain.sources import ITEM, Comparison, Condition, Filter, Holds, Query
from app.domain.words import holding
from app.domain.words.reader import Reader
from app.engine.builders import Built
from app.engine.finding import Finder, as_me, for_item, mentions, without
from app.engine.naming import called, moment_of
from app.engine.relations import reached

ASK_AT_ONCE = 400
"""Items in one question to a provider."""

MOST_SINGLY = 200
"""Items of which a condition may be asked where it takes a question for each."""

_TELLS_NEWEST = "-date"
_SAME_AS_ONE_OF = frozenset({Comparison.EQUALS, Comparison.HAS})
"""Asked of many values, these are one question: ONE_OF looks into lists too."""


@dataclass(frozen=True)
class Answer:
    """Whether a condition holds, and the record that tells so, as it is called; "" for none."""

    holds: bool
    found: str = ""


class Conditions:
    """Asks conditions for one requester; reads and decides nothing else."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    async def of_plan(self, condition: Condition, requester: Requester, now: datetime) -> Answer:
        """Whether it holds. Raises Refused for one that is about single items, and BulkError."""
        if mentions(condition.query, ITEM):
            raise Refused(holding.cannot_ask(condition.said))
        first = await self._first(as_me(condition.query, requester), requester)
        holds = (first is not None) is (condition.holds is Holds.SOME)
        reader = Reader.of(requester).reading_at(now)
        if first is None:
            return Answer(holds)
        return Answer(holds, holding.found(called(first), moment_of(first, reader)))

    async def of_items(self, condition: Condition, built: Built, requester: Requester) -> Built:
        """Without the items that it does not hold for.

        Raises Refused where it takes too many questions, and BulkError.
        """
        addresses = {item.id: address_of(item.parameters) for item in built.items}
        held = await self.hold_for(condition, addresses.values(), requester)
        kept, left = [], list(built.left_out)
        for item in built.items:
            address = addresses[item.id]
            if not address:
                left.append(_left_out(item, holding.nobody_to_ask_for(condition.said)))
            elif address.casefold() in held:
                kept.append(item)
            else:
                left.append(_left_out(item, holding.not_so(condition.said)))
        return Built(kept, left)

    async def hold_for(
        self, condition: Condition, addresses: Iterable[str], requester: Requester
    ) -> AbstractSet[str]:
        """Those of the addresses, casefolded, for which it holds now; "" is none.

        Raises Refused where it takes too many questions, and BulkError.
        """
        query = as_me(condition.query, requester)
        asked = _distinct(addresses)
        about = condition.model_copy(update={"query": query})
        found = await self._found_for(about, asked, requester)
        wanted = {one.casefold() for one in asked}
        return wanted & found if condition.holds is Holds.SOME else wanted - found

    async def _first(self, query: Query, requester: Requester) -> Record | None:
        if query.of is not None:
            origins = await self._finder.all(query.of.query, requester)
            people = await reached(query, query.of.relation, origins, self._finder, requester)
            return next(iter(without(query, people)), None)
        if query.entity is Entity.MAIL and query.order_by is None:
            query = query.model_copy(update={"order_by": _TELLS_NEWEST})
        one = query.model_copy(update={"limit": 1})
        return next(iter(await self._finder.all(one, requester)), None)

    async def _found_for(
        self, condition: Condition, addresses: Sequence[str], requester: Requester
    ) -> AbstractSet[str]:
        """The addresses, casefolded, for which the query finds anything."""
        asked = _together(condition.query)
        if asked is not None:
            return await self._found_together(condition.query, asked, addresses, requester)
        if mentions(condition.query, ITEM):
            return await self._found_singly(condition, addresses, requester)
        anything = addresses and await self._first(condition.query, requester)
        return {one.casefold() for one in addresses} if anything else set()

    async def _found_together(
        self, query: Query, asked: Filter, addresses: Sequence[str], requester: Requester
    ) -> AbstractSet[str]:
        found: set[str] = set()
        for start in range(0, len(addresses), ASK_AT_ONCE):
            some = list(addresses[start : start + ASK_AT_ONCE])
            wanted = {one.casefold() for one in some}
            async with self._finder.pages(_asking(query, asked, some), requester) as pages:
                async for page in pages:
                    for record in without(query, page):
                        found |= wanted & _held(record, asked.field)
                    if wanted <= found:
                        break
        return found

    async def _found_singly(
        self, condition: Condition, addresses: Sequence[str], requester: Requester
    ) -> AbstractSet[str]:
        if len(addresses) > MOST_SINGLY:
            text = holding.too_many_to_ask(condition.said, len(addresses), MOST_SINGLY)
            raise Refused(text)
        return {
            address.casefold()
            for address in addresses
            if await self._first(for_item(condition.query, address), requester) is not None
        }


def _distinct(addresses: Iterable[str]) -> list[str]:
    return list({one.casefold(): one for one in addresses if one}.values())


def _together(query: Query) -> Filter | None:
    """The one filter that asks for ITEM, where it can be asked of many at a time."""
    if query.of is not None or ITEM in query.exclude:
        return None
    asking = [
        one for one in query.filters if mentions(Query(entity=query.entity, filters=(one,)), ITEM)
    ]
    if len(asking) != 1 or asking[0].value != ITEM or asking[0].comparison not in _SAME_AS_ONE_OF:
        return None
    return asking[0]


def _asking(query: Query, asked: Filter, addresses: Sequence[str]) -> Query:
    """The query for all of these; whatever it finds counts, in any order."""
    several = Filter(field=asked.field, comparison=Comparison.ONE_OF, value=list(addresses))
    filters = tuple(several if one is asked else one for one in query.filters)
    return query.model_copy(
        update={"filters": filters, "order_by": None, "limit": None, "exclude": ()}
    )


def _held(record: Record, field: str) -> set[str]:
    held = record.fields.get(field) or []
    return {str(one).casefold() for one in (held if isinstance(held, list) else [held])}


def _left_out(item: BulkItem, reason: str) -> LeftOut:
    """`settled`: nothing is missing that an edit of the texts could mend."""
    held = item.record.model_dump_json() if item.record else ""
    return LeftOut(label=item.label, reason=reason, id=item.id, held=held, settled=True)
