"""Contacts: adding, tagging and deleting them."""

import re
from collections.abc import Mapping, Sequence

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import ChangeHow, Choice, Refusal, Step
from app.domain.record import Entity
from app.domain.sources import Comparison, Listed, Upload
from app.domain.words import files as file_words
from app.domain.words import hints, readings
from app.domain.words import planning as words
from app.planning.audience import refuse_broken, typed_entries
from app.planning.context import Asked, Context, Drafted
from app.planning.dates import find_when
from app.planning.lexicon import FILLERS, Act
from app.planning.names import Option, normal
from app.planning.narrowing import Found
from app.planning.sentence import QUOTED, Sentence
from app.planning.sets import take_everyone, take_set
from app.planning.steps import deleting, setting
from app.planning.templates import plain
from app.planning.uploads import contact_values, people_of, taken_over, where_to_type

MAX_ADDED = 500
"""Typed addresses; more than that belongs into a file."""

_VALUES: Mapping[str, object] = {"email": "{{ email }}", "name": "{{ name }}"}
_TAGS: Option = (Entity.CONTACT, "tags")
_MAX_TAG = 40
_VALUE = rf"(?P<tag>{QUOTED}+|[^\W_][\w&+.-]*)(?=[\s\x00,;.!?]|$)"
_TO_CONTACTS = re.compile(
    r"\b(?:(?:to|in|into|as)\s+)?(?:(?:my|our|the|new)\s+)*(?:contacts?(?:\s+list)?|address\s+book)\b"
)
_WITH_TAG = re.compile(
    r"(?:\b(?:(?:and|with|using)\s+)?(?:(?:the|a)\s+)?(?:tag|label)|\b(?:and\s+)?(?:tagged|labell?ed))"
    rf"(?:\s+as)?\s+{_VALUE}"
)
_AS_TAG = re.compile(rf"\b(?:as|with)\s+(?:(?:the|an?)\s+)?(?:tag\s+)?{_VALUE}(?=[\s\x00.!?]*$)")
_AS_ANYWHERE = re.compile(rf"\bas\s+(?:(?:the|an?)\s+)?{_VALUE}")
_THE_TAG = re.compile(
    rf"^[\s\x00]*(?:(?:the|an?)\s+)?(?:tag|label)\s+{_VALUE}(?:\s+(?:to|on|for|from|off|of)\b)?"
)
_LAST_WORD = re.compile(rf"(?<=\x00)\s+(?P<tag>{QUOTED}+|[^\W\d_][\w-]*)[\s.!?\x00]*$")
_TAG_AFTER = re.compile(
    rf"^[\s\x00]*(?:(?:the|an?)\s+)?{_VALUE}\s+(?:tag|label)\s+(?:to|on|for|from|off|of)\b"
)
_OFF_TAG = re.compile(
    rf"^[\s\x00]*{_VALUE}\s+(?:from|off)\b|\b(?:as|from)\s+(?:the\s+tag\s+)?(?P<tag2>{QUOTED}+|[\w&+.-]+)"
    r"(?=[\s\x00.!?]*$)"
)

TO_ADD = (_TAG_AFTER, _THE_TAG, _AS_TAG, _AS_ANYWHERE)
TO_REMOVE = (_TAG_AFTER, _THE_TAG, _OFF_TAG)
"""The places where a tag may stand, each tried in turn."""


async def add(ctx: Context) -> Drafted:
    """New contacts for typed addresses or the people in a file, with a tag where one is given."""
    source = ctx.upload or _typed(ctx)
    tagged = ctx.sentence.take(_WITH_TAG)
    tag = await ctx.names.spelled(_TAGS, _tag_of(ctx.sentence, tagged)) if tagged else ""
    ctx.sentence.take(_TO_CONTACTS)
    values = contact_values(source) if isinstance(source, Upload) else {**_VALUES}
    if tag:
        values["tags"] = [plain(tag)]
    step = Step(
        kind=BulkType.CONTACT,
        verb=BulkVerb.CREATE,
        entity=Entity.CONTACT,
        source=source,
        values=values,
    )
    target = _said(source)
    return Drafted(step, readings.add_contacts(target, tag), target)


def _typed(ctx: Context) -> Listed:
    """The addresses that were typed, each once. Raises Asked where there are none."""
    entries = typed_entries(ctx)
    refuse_broken(ctx, ctx.sentence.words())
    if not entries and ctx.act is Act.IMPORT:
        raise where_to_type()
    if not entries:
        raise Asked(Refusal(text=words.no_addresses(), hint=hints.ADD))
    if len(entries) > MAX_ADDED:
        raise Asked(Refusal(text=words.too_many_addresses(MAX_ADDED), hint=hints.ADD))
    unique = {entry.address.casefold(): entry for entry in entries}
    return Listed(entries=tuple(unique.values()))


def _said(source: Listed | Upload) -> str:
    if isinstance(source, Upload):
        return file_words.with_columns(people_of(source), taken_over(source))
    return readings.listed([entry.address for entry in source.entries])


async def tag(ctx: Context) -> Drafted:
    """Add a tag to a set of contacts; a new tag is as good as a known one."""
    chosen = written_tag(ctx, TO_ADD) or ctx.answer("tag")
    found = await contacts_to_change(ctx)
    chosen = chosen or _last_word(ctx)
    if not chosen or len(chosen) > _MAX_TAG:
        raise ctx.ask("tag", words.which_tag(found.described), open_ended=True)
    return _tagging(found, ChangeHow.ADD, await ctx.names.spelled(_TAGS, chosen))


def _last_word(ctx: Context) -> str:
    """The one word that is left, as in "label Acme contacts vip"; a date is none."""
    match = _LAST_WORD.search(ctx.sentence.rest)
    if not match or match["tag"] in FILLERS or find_when(match["tag"], ctx.calendar):
        return ""
    ctx.sentence.blank(*match.span("tag"))
    return _tag_of(ctx.sentence, match)


async def untag(ctx: Context) -> Drafted:
    """Remove a tag from a set of contacts; a tag that none has is a question."""
    written = written_tag(ctx, TO_REMOVE)
    if written:
        names = await ctx.names.of(_TAGS)
        known = [
            name
            for name in names
            if name.normal == normal(ctx.answer(f"tag:{normal(written)}") or written)
        ]
        if not known:
            raise await ctx.unknown([_TAGS], normal(written), offer_all=True)
        written = known[0].value
    found = await _tagged_set(ctx, written)
    tags = [c.value for c in found.filters if c.field == "tags"]
    if not written and len(tags) != 1:
        raise ctx.ask(
            "tag",
            words.which_tag_to_remove(found.described),
            [Choice(label=t, value=t) for t in tags],
        )
    return _tagging(found, ChangeHow.REMOVE, written or tags[0])


async def _tagged_set(ctx: Context, written: str) -> Found:
    """The contacts to untag; "from all contacts" are those that have the tag."""
    found = await take_set(ctx, (Entity.CONTACT,)) or await take_everyone(ctx)
    if not found:
        raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hints.TAG))
    if not found.query().bounded and written:
        found.add("tags", Comparison.HAS, written, f"tagged {written}")
    return bounded(ctx, found)


def _tagging(found: Found, how: ChangeHow, written: str) -> Drafted:
    step = setting(found, "tags", written, how)
    reading = readings.tag(written, found.described, added=how is ChangeHow.ADD)
    return Drafted(step, reading, found.described)


async def delete(ctx: Context) -> Drafted:
    """Delete a set of contacts; a kind alone ("all customers") is confirmed first."""
    found = await contacts_to_change(ctx)
    narrowing = [condition for condition in found.filters if condition.field != "kind"]
    if not narrowing and not found.of and ctx.answer("all") != "all":
        choice = Choice(label=words.all_of(found.described), value="all")
        raise ctx.ask("all", words.really_all(found.described), [choice])
    step = deleting(found)
    return Drafted(step, readings.delete(found.described), found.described)


async def contacts_to_change(ctx: Context) -> Found:
    """The contacts an update or a delete is about: never all of them."""
    found = await take_set(ctx, (Entity.CONTACT,)) or await take_everyone(ctx)
    if not found:
        raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hints.TAG))
    return bounded(ctx, found)


def bounded(ctx: Context, found: Found) -> Found:
    """The set, if something narrows it; one record spoken of where several may fit is asked."""
    leftover = ctx.sentence.leftover()
    if not found.query().bounded:
        noun = found.noun.shown
        text = words.which_of_them(noun, leftover) if leftover else words.unbounded(ctx.verb, noun)
        raise ctx.rephrase(text, words.narrower(noun))
    if found.singular and not leftover and ctx.answer("all") != "all":
        choice = Choice(label=words.all_of(found.described), value="all")
        raise ctx.ask("all", words.one_or_all(found.described), [choice])
    return found


def written_tag(ctx: Context, places: Sequence[re.Pattern[str]]) -> str:
    """The tag at the first of these places, cut out of the sentence; empty where there is none."""
    for pattern in places:
        if match := ctx.sentence.take(pattern):
            return _tag_of(ctx.sentence, match)
    return ""


def _tag_of(sentence: Sentence, match: re.Match[str]) -> str:
    """The tag that a pattern found, without quotation marks."""
    name = "tag" if match["tag"] else "tag2"  # two alternatives of one pattern
    start, end = match.span(name)
    quoted = match[name][0] == QUOTED
    return (
        sentence.text[start + 1 : end - 1].strip()
        if quoted
        else sentence.verbatim(start, end).rstrip(".")
    )
