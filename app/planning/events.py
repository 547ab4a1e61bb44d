"""Phrases that name meetings of the requester: when, with whom, called what."""

import re
from datetime import datetime, timedelta

from app.domain.plan import Choice
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter
from app.domain.words import hints, readings
from app.domain.words import meetings as meeting_words
from app.domain.words import planning as words
from app.planning.clock import Clock, take_clock
from app.planning.context import Asked, Context
from app.planning.dates import take_when
from app.planning.days import Calendar, Days, Direction, When
from app.planning.lexicon import EVERY, FILLERS, noun_of
from app.planning.meeting_words import NOT_EXACT
from app.planning.names import PEOPLE, normal
from app.planning.narrowing import Found, ask_unknown, take_slot
from app.planning.ordinals import take_ordinal
from app.planning.same import take_same
from app.planning.sentence import QUOTED, Sentence, Word
from app.planning.sets import between, find_noun
from app.planning.slots import SLOTS

EVENT_NOUN = noun_of(Entity.EVENT)
MINE = Filter(field="attendees", comparison=Comparison.HAS, value=ME)

_TITLE_WORDS = re.compile(
    rf"(?:\b(?:that\s+are\s+|which\s+are\s+)?(?:called|titled|named|entitled|about)\s+)?(?P<quote>{QUOTED}+)"
)
_SHORTEST_TITLE = 3
_WHENEVER = "when"
_OFFERED = {
    Direction.PAST: words.PAST_CHOICES,
    Direction.FUTURE: words.FUTURE_CHOICES,
}


async def take_events(ctx: Context, direction: Direction, *, named: bool) -> Found | None:
    """The meetings a sentence speaks of, all of them the requester's own.

    With `named`, a known title is enough; else there must be a word such as "meeting".
    """
    if same := take_same(ctx, (Entity.EVENT,)):
        return same
    located = find_noun(ctx.sentence.rest, (Entity.EVENT,), ctx.nouns)
    singular = bool(located and located[2]) and not EVERY.search(ctx.sentence.rest)
    found = Found(EVENT_NOUN, singular=singular, filters=[MINE])
    if located:
        ctx.sentence.blank(*located[1].span())
        ctx.sentence.note(EVENT_NOUN.shown)
    while await take_slot(ctx, found, SLOTS[Entity.EVENT][0]):
        pass
    _when(ctx, found, direction)
    noun_at = located[1].start() if located else None
    titled = await _title(ctx, found, noun_at=noun_at)
    if named and take_ordinal(ctx, found) and not titled:
        titled = await _title(ctx, found, noun_at=noun_at)
    if not located:
        if not (named and (titled or found.exact)):
            return None
        found.singular = not EVERY.search(ctx.sentence.rest)
    await ask_unknown(ctx, SLOTS[Entity.EVENT])
    return found


def _when(ctx: Context, found: Found, direction: Direction) -> None:
    """Limit the meetings to the time that the sentence, or an answer, speaks of."""
    when = take_when(ctx.sentence, ctx.calendar, direction)
    if not when and ctx.answer(_WHENEVER):
        when = take_when(Sentence(ctx.answer(_WHENEVER)), ctx.calendar, direction)
    if not when:
        return
    clock = take_clock(ctx.sentence)
    if clock:
        when = at_clock(when, clock, ctx)
        if NOT_EXACT.match(clock.words):
            raise ctx.rephrase(meeting_words.about_a_time(clock.words), hints.A_STRETCH)
    found.exact = bool(clock and clock.exact)
    found.day = _one_day(when, ctx.calendar)
    found.filters.extend(between("start", when))
    found.said.append(when.said)


def _one_day(when: When, cal: Calendar) -> Days | None:
    """The day that a stretch of time lies in, None where it is longer or open."""
    if not when.start or not when.end:
        return None
    day = cal.local(when.start).date()
    days = Days(day, day)
    return days if when.end <= cal.ends(days) else None


def at_clock(when: When, clock: Clock, ctx: Context) -> When:
    """A time of day on the day that was named; on more than one day that is a question."""
    cal = ctx.calendar
    if not when.start or not when.end or not _one_day(when, cal):
        raise ctx.rephrase(words.one_day_for_a_time(clock.words), hints.CANCEL)
    day = cal.local(when.start).date()
    start = cal.instant(day, clock.start) if clock.start else when.start
    end = _clock_end(clock, start, when.end, cal)
    label = f"{cal.day_label(day)}, {cal.local(start):%H:%M}"
    if not clock.exact:
        label = f"{label}\u2013{'24:00' if end == when.end and not clock.end else f'{cal.local(end):%H:%M}'}"
    said = f"{when.words} {clock.words}"
    return When(words=said, start=start, end=end, label=label)


def _clock_end(clock: Clock, start: datetime, day_ends: datetime, cal: Calendar) -> datetime:
    if clock.exact:
        return start + timedelta(minutes=1)
    return cal.instant(cal.local(start).date(), clock.end) if clock.end else day_ends


async def _title(ctx: Context, found: Found, *, noun_at: int | None) -> bool:
    """Limit the meetings to a title: a quoted one, or a known one.

    Right before the word "meeting" (at `noun_at`), words of a known title are enough, unless
    they are somebody's name: then nobody can tell which is meant.
    """
    quoted = ctx.sentence.take(_TITLE_WORDS)
    if quoted:
        text = ctx.sentence.text[quoted.start("quote") + 1 : quoted.end("quote") - 1].strip()
        _titled(found, Comparison.CONTAINS, text)
        return True
    titles = await _known_titles(ctx)
    for run in _runs(ctx.sentence):
        phrase = normal(" ".join(word.text for word in run))
        exact = [title for title in titles if normal(title) == phrase]
        if exact:
            _titled(found, Comparison.EQUALS, exact[0])
        elif _before_noun(ctx, run, noun_at) and await _in_a_title(ctx, run, titles):
            text = ctx.sentence.verbatim(run[0].start, run[-1].end)
            _titled(found, Comparison.CONTAINS, text)
        else:
            continue
        ctx.sentence.blank(run[0].start, run[-1].end)
        return True
    return False


def _before_noun(ctx: Context, run: list[Word], noun_at: int | None) -> bool:
    """Whether words stand right before the word "meeting"."""
    if noun_at is None or run[-1].end > noun_at:
        return False
    return not ctx.sentence.rest[run[-1].end : noun_at].strip()


async def _in_a_title(ctx: Context, run: list[Word], titles: list[str]) -> bool:
    """Whether words stand in a known title and are nobody's name."""
    phrase = normal(" ".join(word.text for word in run))
    known = any(f" {phrase} " in f" {normal(title)} " for title in titles)
    if len(phrase) < _SHORTEST_TITLE or not known:
        return False
    return not ctx.names.exactly(PEOPLE, await ctx.names.all_of(PEOPLE), run)


async def _known_titles(ctx: Context) -> list[str]:
    """The titles of events, asked for only where words are left that may be one."""
    if not ctx.sentence.leftover():
        return []
    return [name.value for name in await ctx.names.of((Entity.EVENT, "title"))]


def _runs(sentence: Sentence) -> list[list[Word]]:
    """The runs of adjoining words that are left, without fillers at their ends."""
    runs: list[list[Word]] = []
    for word in sentence.words():
        adjoins = runs and not sentence.rest[runs[-1][-1].end : word.start].strip()
        if adjoins:
            runs[-1].append(word)
        elif word.text not in FILLERS:
            runs.append([word])
    for run in runs:
        while run and run[-1].text in FILLERS:
            run.pop()
    return [run for run in runs if run]


def _titled(found: Found, comparison: Comparison, title: str) -> None:
    whole = comparison is Comparison.EQUALS
    found.add("title", comparison, title, readings.titled(title, whole=whole))


def ask_when(ctx: Context, direction: Direction) -> Asked:
    """The question for which time meetings are meant, to be raised."""
    choices = [Choice(label=label, value=value) for label, value in _OFFERED[direction]]
    return ctx.ask(_WHENEVER, words.which_meetings(), choices, open_ended=True)
