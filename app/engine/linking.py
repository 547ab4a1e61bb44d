"""Which records a later step is about: those of the first one, or what they lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.operation import After, LeftOut
from app.domain.places import place_of
from app.domain.plan import Via
from app.domain.record import Entity, Record
from app.domain.words import sequences as words
from app.engine.assembled import Assembled
from app.engine.builders.base import Placed, name_of
from app.engine.relations import RELATIONS, keys_of


@dataclass(frozen=True)
class Linked:
    """Records with the places of the items that they follow, and when they may be acted on."""

    records: Sequence[Placed]
    after: After = After.EACH
    left_out: Sequence[LeftOut] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Origin:
    place: int
    record: Record


def origins_of(first: Assembled) -> list[_Origin]:
    """The records that the first step acts on, each once, with their places."""
    once: dict[int, Record] = {}
    for item in first.items:
        if item.record:  # a mail that is forwarded to several people is one record of several items
            once.setdefault(place_of(item.id), item.record)
    return [_Origin(place, record) for place, record in once.items()]


def the_same(first: Assembled) -> Linked:
    """The very records of the first step."""
    return Linked([Placed(str(one.place), one.record) for one in origins_of(first)])


def led_to(first: Assembled, via: Via, records: Sequence[Record]) -> Linked:
    """What the first step's records led to.

    Where one of them comes of several, nothing is done before all of the first step was.
    """
    origins, by = origins_of(first), RELATIONS[via.relation].by
    places: dict[str, list[int]] = {}
    for origin in origins:
        for key in keys_of(via.relation, origin.record):
            places.setdefault(key, []).append(origin.place)
    of = [places.get(_key(record, by), []) for record in records]
    if any(len(some) != 1 for some in of):
        numbered = [Placed(str(place), record) for place, record in enumerate(records, 1)]
        return Linked(numbered, After.ALL)
    placed = _placed([some[0] for some in of], records)
    there = {some[0] for some in of}
    nothing = [_nothing(one, via.entity) for one in origins if one.place not in there]
    return Linked(placed, After.EACH, nothing)


def _key(record: Record, by: str) -> str:
    return (record.id if by == "id" else record.text("email")).casefold()


def _placed(places: Sequence[int], records: Sequence[Record]) -> list[Placed]:
    """In the order of the first step; several of one place are told apart behind it."""
    placed: list[Placed] = []
    before: dict[int, int] = {}
    for place, record in sorted(zip(places, records, strict=True), key=lambda one: one[0]):
        count = before[place] = before.get(place, 0) + 1
        placed.append(Placed(str(place) if count == 1 else f"{place}.{count}", record))
    return placed


def _nothing(origin: _Origin, wanted: Entity) -> LeftOut:
    """Settled: no edit of this step brings the record about."""
    return LeftOut(label=name_of(origin.record), reason=words.no_record(wanted), settled=True)
