"""A set while it is described, and the reading of the names that narrow it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter, Hop, Query, Typed
from app.domain.words import hints, readings
from app.domain.words import planning as words
from app.planning.context import Context
from app.planning.dates import find_when
from app.planning.days import Days
from app.planning.lexicon import AND, EXCEPT, FILLERS, Noun
from app.planning.names import PEOPLE, STAFF, Hit, Name, Option, is_me, normal
from app.planning.sentence import ADDRESS, QUOTED, Sentence, Word
from app.planning.slots import Slot

_LIST_FIELDS = {"tags", "attendees"}
_ARTICLES = {"the", "my", "our", "a", "an"}


@dataclass
class Found:
    """A set being described: its noun, its filters, and the words for each of them.

    For meetings, `day` is the one day they are on, and `exact` says that a time to the minute
    was given. With `limit`, only so many of them in the order of `order_by` (down with a "-").
    """

    noun: Noun
    singular: bool = False
    filters: list[Filter] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    of: Hop | None = None
    day: Days | None = None
    exact: bool = False
    order_by: str | None = None
    limit: int | None = None

    def add(self, name: str, comparison: Comparison, value: object, said: str) -> None:
        """Narrow the set by one condition; `said` is empty for a second half."""
        self.filters.append(Filter(field=name, comparison=comparison, value=value))
        if said:
            self.said.append(said)

    @property
    def described(self) -> str:
        """The set in words: "customers in Berlin"."""
        return " ".join((self.noun.shown, *self.said))

    def query(self, exclude: tuple[str, ...] = ()) -> Query:
        """The set as a query."""
        return Query(
            entity=self.noun.entity,
            filters=tuple(self.filters),
            of=self.of,
            exclude=exclude,
            order_by=self.order_by,
            limit=self.limit,
        )


@dataclass(frozen=True)
class NamedAt:
    """A hit and where its words end."""

    hit: Hit
    end: int


async def name_at(ctx: Context, options: Sequence[Option], start: int) -> NamedAt | None:
    """The name that begins at a position, articles skipped; quoted and typed ones too."""
    taken = ctx.sentence.words_from(start)
    while taken and taken[0].text in _ARTICLES:
        taken = taken[1:]
    if not taken:
        return None
    if taken[0].text[0] == ADDRESS:
        return address_at(ctx.sentence, options, taken[0])
    if taken[0].text[0] == QUOTED:
        first = taken[0]
        taken = [Word(ctx.sentence.quoted(first.start, first.end), first.start, first.end)]
    hit = await ctx.names.match(options, taken)
    return NamedAt(hit, taken[hit.words - 1].end) if hit else None


def address_at(sentence: Sentence, options: Sequence[Option], word: Word) -> NamedAt | None:
    """An address, or somebody who is mentioned, in place of a person's name."""
    if options[0][1] != "name_email" or word.text[0] != ADDRESS:
        return None
    address, shown = sentence.address(*_address_of(word))
    name = Name(options[0], address, shown or address, normal(address))
    return NamedAt(Hit(1, name.normal, (name,)), _address_of(word)[1])


def _address_of(word: Word) -> tuple[int, int]:
    """Where the address of a word ends that may have an "'s"."""
    return word.start, word.start + len(word.text) - len(word.text.lstrip(ADDRESS))


async def take_slot(ctx: Context, found: Found, slot: Slot) -> bool:
    """Fill a slot from the first place where its marker is followed by a known name."""
    for marker in slot.marker.finditer(ctx.sentence.rest):
        first = await name_at(ctx, slot.options, marker.end())
        if first:
            names, end = await _joined(ctx, slot.options, first)
            suffix = slot.after.match(ctx.sentence.rest, end) if slot.after else None
            ctx.sentence.blank(marker.start(), suffix.end() if suffix else end)
            company = names[0].option[1] == "company" and slot.says_of_company
            narrow(ctx, found, names, company or slot.says)
            return True
    return False


async def _joined(
    ctx: Context, options: Sequence[Option], first: NamedAt
) -> tuple[list[Name], int]:
    """The names of one list: "in Berlin and Hamburg"; it ends where the next is no such name."""
    names, end = [ctx.one_of(first.hit)], first.end
    while joint := AND.match(ctx.sentence.rest, end):
        same = options if options[0][1] == "name_email" else [names[0].option]
        following = await name_at(ctx, same, joint.end())
        if not following:
            break
        names.append(ctx.one_of(following.hit))
        end = following.end
    return names, end


def narrow(ctx: Context, found: Found, names: Sequence[Name], says: str) -> None:
    """Add the condition that a field has one of these values; for attendees, all of them."""
    target = _record_field(found.noun.entity, names[0].option[1])
    shown = [name.shown or name.value for name in names]
    if target == "tags" and len(names) > 1:
        raise ctx.rephrase(words.one_tag_at_a_time(), hints.DELETE)
    ctx.sentence.note(*shown)
    if target in _LIST_FIELDS:
        for name, said in zip(names, shown, strict=True):
            found.add(target, Comparison.HAS, name.value, says.format(said))
    elif len(names) > 1:
        values = [name.value for name in names]
        found.add(target, Comparison.ONE_OF, values, says.format(readings.any_of(shown)))
    else:
        found.add(target, Comparison.EQUALS, names[0].value, says.format(shown[0]))


def _record_field(entity: Entity, name_field: str) -> str:
    """The field of the set's records that a name of this field stands in."""
    if name_field == "name_email":
        return "attendees" if entity is Entity.EVENT else "owner"
    return name_field


POSSESSIVE = re.compile(rf"(?P<who>{ADDRESS}+|[^\x00,;:!?]{{1,60}}?)(?:'s|(?<=s)')(?=[\s\x00])")
BARE_POSSESSIVE = re.compile(
    r"\b(?P<who>[^\W\d_]{2,})s(?=\s+(?:last|latest|newest|first|oldest|new|open)\b|\s*\x00)"
)
"""Right before what somebody has, which is cut out by then."""
_MINE = re.compile(r"\b(?:my(?:\s+own)?|of\s+mine)\b")


async def take_owner(ctx: Context, found: Found) -> None:
    """Whose records, by "'s" or "my"; a name that nobody has is a question."""
    for match in POSSESSIVE.finditer(ctx.sentence.rest):
        owner = await owner_before(ctx, match)
        if owner:
            narrow(ctx, found, [owner], "owned by {}")
            return
    bare = await owner_without_apostrophe(ctx, STAFF)
    if bare:
        narrow(ctx, found, [bare], "owned by {}")
    elif ctx.sentence.take(_MINE):
        narrow(ctx, found, [Name(STAFF[0], ctx.me, "you", "me")], "owned by {}")


async def owner_without_apostrophe(ctx: Context, options: Sequence[Option]) -> Name | None:
    """Whose, as in "lenas leads": only where somebody has exactly that name."""
    names = await ctx.names.all_of(options)
    for match in BARE_POSSESSIVE.finditer(ctx.sentence.rest):
        start, end = match.span("who")
        hit = ctx.names.exactly(options, names, [Word(match["who"], start, end)])
        if hit:
            ctx.sentence.blank(match.start(), match.end())
            return ctx.one_of(hit)
    return None


async def owner_before(
    ctx: Context, match: re.Match[str], options: Sequence[Option] = STAFF
) -> Name | None:
    """Whose name ends at an apostrophe; where nobody has it, that is a question."""
    start, end = match.span("who")
    taken = [
        Word(word.text.removesuffix("'s"), word.start, min(word.end, end))
        for word in ctx.sentence.words_from(start, limit=12)
        if word.start < end
    ]
    while taken and taken[0].text in FILLERS:
        taken = taken[1:]
    if not taken:
        return None
    if typed := address_at(ctx.sentence, options, taken[-1]):
        ctx.sentence.blank(taken[-1].start, match.end())
        return ctx.one_of(typed.hit)
    names = await ctx.names.all_of(options)
    for first in range(len(taken)):
        hit = ctx.names.exactly(options, names, taken[first:])
        if hit:
            ctx.sentence.blank(taken[first].start, match.end())
            return ctx.one_of(hit)
    raise await ctx.unknown(options, normal(" ".join(word.text for word in taken)))


async def ask_unknown(ctx: Context, slots: Sequence[Slot]) -> None:
    """Raise the question about the first name after a marker that nobody knows."""
    for slot in slots:
        if not slot.asks:
            continue
        for marker in slot.marker.finditer(ctx.sentence.rest):
            phrase = _phrase(ctx, marker.end())
            if phrase:
                raise await ctx.unknown(slot.options, phrase)


def _phrase(ctx: Context, start: int) -> str:
    """The words of an unknown name; empty where a number, a date or nothing follows."""
    date_phrase = find_when(ctx.sentence.rest, ctx.calendar, start=start)
    end = date_phrase.start if date_phrase else len(ctx.sentence.rest)
    taken = ctx.sentence.words_from(start, limit=4)
    while taken and taken[0].text in _ARTICLES:
        taken = taken[1:]
    named: list[str] = []
    for word in taken:
        if word.text in FILLERS or word.text == "and" or word.start >= end:
            break
        named.append(word.text)
    phrase = normal(" ".join(named))
    return "" if any(c.isdigit() for c in phrase) else phrase


async def take_excluded(ctx: Context) -> list[Typed]:
    """The people after "except"."""
    marker = EXCEPT.search(ctx.sentence.rest)
    first = await name_at(ctx, PEOPLE, marker.end()) if marker else None
    if not marker or not first:
        return []
    start, excluded = marker.start(), []
    named: NamedAt | None = first
    while named:
        name = ctx.one_of(named.hit)
        excluded.append(Typed(address=ME if is_me(name) else name.value, name=name.shown))
        ctx.sentence.blank(start, named.end)
        joint = AND.match(ctx.sentence.rest, named.end)
        start = named.end
        named = await name_at(ctx, PEOPLE, joint.end()) if joint else None
    return excluded
