"""Queries in SQL. Fields are checked against the catalogue, and every value is bound."""
# ruff: noqa: S608 - every statement here is put together from fixed text

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from app.connectors.office.fields import FieldKind, kind_of
from app.connectors.office.folding import fold
from app.domain.errors import InvalidItem
from app.domain.record import Entity, Record
from app.domain.sources import Comparison, Filter, Query

Clause = tuple[str, list[Any]]

PAGE = 500
"""Records of a page, at most."""

NAME_EMAIL = "name_email"
"""Not a field: "Name <address>" of everyone who has an address."""

_TEXT = "folded(element.type, element.value)"

# What an element of a field must be like: a list has its entries, any other field is its own one
# element, and a missing field has none.
_TESTS = {
    Comparison.EQUALS: f"{_TEXT} = ?",
    Comparison.NOT_EQUALS: f"{_TEXT} = ?",
    Comparison.HAS: f"{_TEXT} = ?",
    Comparison.CONTAINS: f"instr({_TEXT}, ?) > 0",
    Comparison.ONE_OF: f"{_TEXT} IN (SELECT value FROM json_each(?))",
    Comparison.AT_LEAST: "element.value <> '' AND element.value >= ?",
    Comparison.BELOW: "element.value <> '' AND element.value < ?",
    Comparison.EMPTY: "element.value <> ''",
    Comparison.NOT_EMPTY: "element.value <> ''",
}
_BY_ADDRESS = frozenset({Comparison.EQUALS, Comparison.ONE_OF})
_ADDRESSED = frozenset({Entity.COLLEAGUE, Entity.CONTACT, Entity.PERSON, Entity.LEAD})
_MET_BY_NO_ELEMENT = frozenset({Comparison.NOT_EQUALS, Comparison.EMPTY})


def find(connection: sqlite3.Connection, mailbox: str, query: Query) -> list[int]:
    """The numbers of the records that the query finds, in its order. Raises InvalidItem."""
    where, values = _visible(query.entity, mailbox)
    for condition in query.filters:
        clause, bound = _condition(query.entity, condition)
        where += f" AND {clause}"
        values += bound
    order, bound = _order(query)
    values += [*bound, -1 if query.limit is None else query.limit]
    statement = f"SELECT number FROM record WHERE {where} ORDER BY {order} LIMIT ?"
    return [number for (number,) in connection.execute(statement, values)]


def page(connection: sqlite3.Connection, entity: Entity, numbers: Sequence[int]) -> list[Record]:
    """The records of these numbers as they are now; those deleted meanwhile are left out."""
    found = connection.execute(
        "SELECT number, id, version, fields FROM record"
        " WHERE number IN (SELECT value FROM json_each(?))",
        [json.dumps(numbers)],
    )
    records = {
        number: Record(entity=entity, id=identity, version=str(version), fields=json.loads(fields))
        for number, identity, version, fields in found
    }
    return [records[number] for number in numbers if number in records]


def distinct(connection: sqlite3.Connection, mailbox: str, entity: Entity, field: str) -> list[str]:
    """The values a field has, in alphabetical order. Raises InvalidItem."""
    where, bound = _visible(entity, mailbox)
    if field == NAME_EMAIL:
        kind_of(entity, "name")
        kind_of(entity, "email")
        statement = (
            "SELECT DISTINCT 'text', json_extract(fields, '$.name') || ' <' ||"
            " json_extract(fields, '$.email') || '>'"
            f" FROM record WHERE {where} AND json_extract(fields, '$.email') <> ''"
        )
        rows = connection.execute(statement, bound)
    else:
        source, path = _elements(entity, field)
        statement = (
            "SELECT DISTINCT element.type, element.value"
            f" FROM record, {source} WHERE {where} AND element.value <> ''"
        )
        rows = connection.execute(statement, path + bound)
    texts = {kind if kind in {"true", "false"} else str(value) for kind, value in rows}
    return sorted(texts, key=fold)


def _visible(entity: Entity, mailbox: str) -> Clause:
    """Records of the entity that are everyone's or in this mailbox."""
    entities = [Entity.COLLEAGUE, Entity.CONTACT] if entity is Entity.PERSON else [entity]
    sql = "entity IN (SELECT value FROM json_each(?)) AND mailbox IN ('', ?)"
    return sql, [json.dumps(entities), mailbox]


def _elements(entity: Entity, field: str) -> Clause:
    if field == "id":
        return "json_each(json_quote(record.id)) AS element", []
    kind_of(entity, field)
    return "json_each(record.fields, ?) AS element", [f"$.{field}"]


def _by_address(entity: Entity, condition: Filter) -> Clause | None:
    """Through the column that has an index, where thousands of addresses are looked up."""
    if entity not in _ADDRESSED or condition.field != "email":
        return None
    if condition.comparison not in _BY_ADDRESS:
        return None
    [wanted] = _compared_with(entity, condition)
    several = wanted if condition.comparison is Comparison.ONE_OF else json.dumps([wanted])
    if "" in json.loads(several):
        return None
    return "(address <> '' AND address IN (SELECT value FROM json_each(?)))", [several]


def _condition(entity: Entity, condition: Filter) -> Clause:
    if found := _by_address(entity, condition):
        return found
    source, path = _elements(entity, condition.field)
    wanted = "NOT EXISTS" if condition.comparison in _MET_BY_NO_ELEMENT else "EXISTS"
    sql = f"{wanted} (SELECT 1 FROM {source} WHERE {_TESTS[condition.comparison]})"
    return sql, path + _compared_with(entity, condition)


def _compared_with(entity: Entity, condition: Filter) -> list[Any]:
    match condition.comparison:
        case Comparison.EMPTY | Comparison.NOT_EMPTY:
            return []
        case Comparison.ONE_OF:
            if isinstance(condition.value, str) or not isinstance(condition.value, Iterable):
                raise InvalidItem(f"The filter on {condition.field} takes a list of values.")
            return [json.dumps([fold(value) for value in condition.value])]
        case Comparison.AT_LEAST | Comparison.BELOW:
            return [_bound(entity, condition)]
        case _:
            return [fold(condition.value)]


def _bound(entity: Entity, condition: Filter) -> str | float:
    if condition.field == "id" or kind_of(entity, condition.field) is not FieldKind.NUMBER:
        return str(condition.value)
    try:
        return float(condition.value)
    except (TypeError, ValueError) as wrong:
        raise InvalidItem(f"The filter on {condition.field} takes a number.") from wrong


def _order(query: Query) -> Clause:
    """Colleagues before contacts, then by the field, then as they were made.

    "-field" orders downwards; records without the field come last either way.
    """
    first = "entity <> 'colleague', "
    if query.order_by is None:
        return f"{first}number", []
    field = query.order_by.removeprefix("-")
    direction = "DESC" if query.order_by.startswith("-") else "ASC"
    if field != "id":
        kind_of(query.entity, field)
    key = "record.id" if field == "id" else "json_extract(fields, ?)"
    folded_key = f"CASE typeof({key}) WHEN 'text' THEN folded('text', {key}) ELSE {key} END"
    sql = f"{first}coalesce({key}, '') = '', {folded_key} {direction}, number"
    return sql, [f"$.{field}"] * sql.count("?")
