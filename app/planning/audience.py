"""Whom a mail or an invitation goes to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.plan import Choice, Refusal
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter, Hop, Listed, Query, Source, Typed
from app.domain.words import hints, readings
from app.domain.words import planning as words
from app.domain.words.roster import people_of as people_in
from app.planning.context import Asked, Context
from app.planning.days import Direction
from app.planning.events import MINE, ask_when, take_events
from app.planning.lexicon import AND, ATTENDEES, EVERYONE, FILLERS, Noun, noun_of
from app.planning.names import PEOPLE, Name, Option, is_me, normal
from app.planning.narrowing import Found, NamedAt, name_at, narrow, take_excluded, take_slot
from app.planning.same import take_same_people
from app.planning.sentence import SLACK_ID, TAKEN, Sentence, Word
from app.planning.sets import find_noun, take_set
from app.planning.slack_people import refuse_mention, take_slack_people
from app.planning.slots import EVERYONE_SLOT
from app.planning.uploads import people_of

_GROUPS = (Entity.CONTACT, Entity.LEAD, Entity.COLLEAGUE)
_DEPARTMENT: Option = (Entity.COLLEAGUE, "department")
_TEAM = re.compile(r"\b(?:team|department|dept)\b")
_ATTENDED = re.compile(r"\b(?:attendees|participants|invitees|attended|took\s+part|meetings?)\b")
_LOOKING_BACK = re.compile(r"\b(?:from|attended|was|were|came|joined|took)\b")
_SEVERAL_MEETINGS = re.compile(r"\b(?:meetings|events|appointments)\b")
_CONTACTS = noun_of(Entity.CONTACT)


@dataclass(frozen=True)
class Audience:
    """The people, how they are said back, and whether a meeting brought them together.

    `but` says who is left out, for the end of the reading.
    """

    source: Source
    described: str
    met: bool = False
    but: str = ""


async def take_audience(ctx: Context, *, past: bool = False, met: bool = True) -> Audience:
    """The people a sentence names; raises a question where it names none.

    `past` looks back for a bare weekday; `met` allows "everyone from yesterday's meeting".
    """
    excluded = await take_excluded(ctx)
    if ctx.upload:
        return _without(Audience(ctx.upload, people_of(ctx.upload)), excluded)
    audience = await _people(ctx, past=past, met=met)
    if audience is None and ctx.answer("who"):
        audience = await _answered(ctx)
    if audience is None:
        choices = [Choice(label=label, value=value) for label, value in words.WHO_CHOICES]
        raise ctx.ask("who", words.who(), choices, open_ended=True)
    return _without(audience, excluded)


async def _people(ctx: Context, *, past: bool, met: bool) -> Audience | None:
    if same := take_same_people(ctx):
        return Audience(*same)
    if group := take_slack_people(ctx):
        return Audience(group, people_in(group.label))
    typed = typed_entries(ctx)
    if typed:
        _join_names(ctx.sentence)
    else:
        described = await _group(ctx, past=past, met=met)
        if described:
            return described
    named = await _named(ctx)
    entries = {entry.address.casefold(): entry for entry in (*typed, *named)}
    if not entries:
        return None
    listed = tuple(entries.values())
    return Audience(Listed(entries=listed), readings.listed([_shown(entry) for entry in listed]))


async def _group(ctx: Context, *, past: bool, met: bool) -> Audience | None:
    """A set of people that the words describe rather than name."""
    if met and _ATTENDED.search(ctx.sentence.rest):
        return await _attendees(ctx, past=past)
    found = (
        await take_set(ctx, _GROUPS) if find_noun(ctx.sentence.rest, _GROUPS, ctx.nouns) else None
    )
    found = found or await _team(ctx) or await _everyone_in(ctx) or await _department(ctx)
    if not found:
        return None
    exclude = (ME,) if found.noun.entity is Entity.COLLEAGUE else ()
    return Audience(found.query(exclude), found.described)


async def _attendees(ctx: Context, *, past: bool) -> Audience:
    """The people of a meeting: "everyone from yesterday's meeting"."""
    looks_back = past or bool(_LOOKING_BACK.search(ctx.sentence.rest))
    one = not _SEVERAL_MEETINGS.search(ctx.sentence.rest)
    ctx.sentence.take(ATTENDEES)
    direction = Direction.PAST if looks_back else Direction.FUTURE
    found = await take_events(ctx, direction, named=True)
    if not found or len(found.filters) == 1:
        raise ask_when(ctx, direction)
    filters, chosen = tuple(found.filters), ctx.answer("event")
    if chosen:
        filters = (Filter(field="id", comparison=Comparison.EQUALS, value=chosen), MINE)
    events = Query(entity=Entity.EVENT, filters=filters)
    hop = Hop(relation="attendees", query=events, one=one and not chosen)
    query = Query(entity=Entity.PERSON, of=hop, exclude=(ME,))
    return Audience(query, readings.attendees(" ".join(found.said), one=one), met=True)


async def _team(ctx: Context) -> Found | None:
    """A department by a word after it: "the sales team"."""
    match = _TEAM.search(ctx.sentence.rest)
    if not match:
        return None
    begin = ctx.sentence.rest.rfind("\x00", 0, match.start()) + 1
    taken = [w for w in ctx.sentence.words_from(begin, limit=40) if w.end <= match.start()]
    names = await ctx.names.of(_DEPARTMENT)
    for first in range(len(taken)):
        hit = ctx.names.exactly((_DEPARTMENT,), names, taken[first:])
        if hit:
            ctx.sentence.blank(taken[first].start, match.end())
            ctx.sentence.take(EVERYONE)
            return _in_department(ctx, [ctx.one_of(hit)])
    return None


async def _everyone_in(ctx: Context) -> Found | None:
    """A department, or the contacts of a city or a company: "everyone in sales"."""
    everyone = EVERYONE.search(ctx.sentence.rest)
    if not everyone:
        return None
    ctx.sentence.blank(*everyone.span())
    probe = Found(Noun(Entity.COLLEAGUE, "", "", "everyone"))
    if await take_slot(ctx, probe, EVERYONE_SLOT):
        contacts = probe.filters[0].field != "department"
        probe.noun = _CONTACTS if contacts else Noun(Entity.COLLEAGUE, "", "", "everyone")
        return probe
    return await _unknown_group(ctx)


async def _unknown_group(ctx: Context) -> Found | None:
    """The question about a group after "everyone" that nobody knows."""
    marker = EVERYONE_SLOT.marker.search(ctx.sentence.rest)
    following = ctx.sentence.words_from(marker.end(), limit=3) if marker else []
    phrase = normal(" ".join(w.text for w in following if w.text not in FILLERS))
    if phrase and not phrase[0].isdigit():
        raise await ctx.unknown(EVERYONE_SLOT.options, phrase)
    return None


async def _department(ctx: Context) -> Found | None:
    """A department by its bare name: "email marketing"."""
    word = _first_word(ctx.sentence)
    named = await name_at(ctx, (_DEPARTMENT,), word.start) if word else None
    if not word or not named:
        return None
    ctx.sentence.blank(word.start, named.end)
    return _in_department(ctx, [ctx.one_of(named.hit)])


def _in_department(ctx: Context, names: list[Name]) -> Found:
    found = Found(Noun(Entity.COLLEAGUE, "", "", "everyone"))
    narrow(ctx, found, names, "in {}")
    return found


def typed_entries(ctx: Context) -> list[Typed]:
    """The addresses that were typed, with the names before "<address>"."""
    entries = []
    for start, end in ctx.sentence.addresses():
        address, mentioned = ctx.sentence.address(start, end)
        name = "" if mentioned else _name_before(ctx.sentence, start)
        ctx.sentence.blank(start - len(name) - 1 if name else start, end)
        entries.append(Typed(address=address, name=mentioned or name.strip()))
        ctx.sentence.note(address)
    _blank_joints(ctx.sentence)
    return entries


def refuse_broken(ctx: Context, among: Iterable[Word]) -> None:
    """A word with an @ that is no whole address is a slip: it can be no name. Raises Asked."""
    for word in among:
        if "@" in word.text:
            typed = ctx.sentence.verbatim(word.start, word.end)
            raise ctx.rephrase(words.not_an_address(typed), hints.ADDRESS)


_TYPED_NAME = re.compile(r"((?:[^\W\d_][\w'.-]*\s+){0,2}[^\W\d_][\w'.-]*)\s$")


def _name_before(sentence: Sentence, start: int) -> str:
    """The name that stands right before "<address>"; none before a bare address."""
    if sentence.text[start : start + 1] != "<":
        return ""
    before = re.split(r"[,;\x00]|\band\b", sentence.rest[:start])[-1]
    match = _TYPED_NAME.search(before)
    return sentence.text[start - 1 - len(match[1]) : start - 1] if match else ""


def _blank_joints(sentence: Sentence) -> None:
    """The commas and "and" between typed addresses say nothing more."""
    joint = re.compile(r"(?<=\x00)(?:\s*,\s*and\s+|\s+and\s+|\s*[,;&]\s*)(?=\x00)")
    while sentence.take(joint):
        pass


def _join_names(sentence: Sentence) -> None:
    """The "and" between typed addresses and names that follow them is neither."""
    left = [word for word in sentence.words() if word.text not in FILLERS]
    if len(left) > 1 and left[0].text == "and":
        sentence.blank(left[0].start, left[0].end)


async def _named(ctx: Context) -> list[Typed]:
    """The people that are named one by one: "Sarah and Tom"."""
    entries: list[Typed] = []
    while word := _first_word(ctx.sentence):
        if word.text[0] == SLACK_ID:
            raise refuse_mention(ctx, word.start, word.end)
        refuse_broken(ctx, [word])
        named = await name_at(ctx, PEOPLE, word.start)
        if not named:
            raise await ctx.unknown(PEOPLE, _phrase_from(ctx.sentence, word))
        entries.append(_entry(ctx, named, word))
        if not _joined(ctx.sentence, named.end):
            break
    return entries


def _entry(ctx: Context, named: NamedAt, word: Word) -> Typed:
    name = ctx.one_of(named.hit)
    ctx.sentence.blank(word.start, named.end)
    ctx.sentence.note(name.shown or name.value)
    return Typed(address=name.value, name="" if is_me(name) else name.shown)


def _joined(sentence: Sentence, end: int) -> bool:
    """Whether another name of the same list follows; the word that joins them is taken."""
    joint = AND.match(sentence.rest, end)
    following = bool(joint and sentence.words_from(joint.end(), 1))
    if joint and (following or sentence.rest[joint.end() :].startswith(TAKEN)):
        sentence.blank(*joint.span())
    return following


def _first_word(sentence: Sentence) -> Word | None:
    return next((word for word in sentence.words() if word.text not in FILLERS), None)


def _phrase_from(sentence: Sentence, word: Word) -> str:
    """An unknown name: the words up to a filler or the next of a list."""
    taken: list[str] = []
    for following in sentence.words_from(word.start, limit=3):
        if following.text in FILLERS or following.text == "and":
            break
        taken.append(following.text)
    return normal(" ".join(taken)) or word.text


def _shown(entry: Typed) -> str:
    return f"{entry.name} ({entry.address})" if entry.name else entry.address


def _without(audience: Audience, excluded: list[Typed]) -> Audience:
    """The audience without the people it was to leave out; the reading says whom."""
    source = audience.source
    addresses = tuple(entry.address for entry in excluded)
    if isinstance(source, Listed):
        kept = tuple(entry for entry in source.entries if entry.address not in addresses)
        if not kept:
            raise Asked(Refusal(text=words.nobody_left(), hint=hints.EXAMPLES))
        return replace(audience, source=Listed(entries=kept))
    left_out = tuple(dict.fromkeys((*source.exclude, *addresses)))
    names = [
        "you" if ME in left_out else "",
        *(e.name or e.address for e in excluded if e.address != ME),
    ]
    said = readings.except_for([name for name in names if name])
    return replace(audience, source=source.model_copy(update={"exclude": left_out}), but=said)


async def _answered(ctx: Context) -> Audience | None:
    """The people that the answer to "who?" names; None where it leaves anything unexplained."""
    inner = replace(ctx, sentence=Sentence(ctx.answer("who")))
    audience = await _people(inner, past=True, met=True)
    return audience if not inner.sentence.leftover() else None
