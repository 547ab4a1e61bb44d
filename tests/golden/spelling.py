"""A plan in one line that people can read, and whether a golden line says the same.

Parts are joined by " | ", steps by " ;; ". The first part is what is done ("calendar delete event",
"email send contact"), the others begin with a word that says what they are:

    where stage = Won & amount >= 5000     of customer(deal: stage = Won)     only one …(event: …)
    file guests.csv by Mail     sheet May     slack channel C0LAUNCH     slack thread C0TEA 7.1
    except @me     order -date     limit 3     list ana@x.example, bo@x.example
    set stage = Lost     add tags = vip     shift start = -30     how reply
    to colleague: department = Sales     text follow-up     subject Hello     body Hi!
    event Pipeline review @ 2026-03-12 10:00, 30 min     values name=…     if-item none mail: …
    same as 0     via attendees person

and, of the whole plan: `at 2026-03-13 09:00`, `every 0,2 08:00`, `hours 09:00-17:00`,
`cond some event: …`, `else …`. Times are those of Berlin. Of subjects, texts and values only what
the golden line names is compared; everything else must be the same, in any order, but for parts and
filters that begin with "?": those may be there.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Plan, SendHow, Step
from app.domain.schedule import Timing
from app.domain.sources import Condition, Filter, Listed, Query, Source, Upload
from tests.golden.diary import ZONE

_SIGNS: Mapping[str, str] = {
    "equals": "=",
    "not_equals": "!=",
    "contains": "~",
    "one_of": "in",
    "has": "has",
    "at_least": ">=",
    "below": "<",
    "empty": "empty",
    "not_empty": "filled",
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z")
_ONLY_IF_NAMED = ("subject ", "body ", "values ", "text ")
_DEFAULT = re.compile(r"\s*\|\s*default:[^}]*(?=\}\})")
_FILTERED = re.compile(r"(?P<head>where |(?:cond|if-item|to|of|else) [^:]*?: )(?P<filters>.*?)\)*")
_PART, _STEP = " | ", " ;; "
_MAY_BE = "?"


def spelled(plan: Plan) -> str:
    """The plan in one line."""
    steps = [_PART.join(_parts(step)) for step in plan.steps]
    whole = [_PART.join([*_timing(plan.timing), *_condition("cond", plan.condition)])]
    otherwise = [f"else {_PART.join(_parts(step))}" for step in plan.otherwise]
    return _STEP.join(filter(None, [*steps, *whole, *otherwise]))


def same(plan: Plan, golden: str) -> bool:
    """Whether the plan is what the golden line says."""
    meant = [_compared(step) for step in golden.split(_STEP)]
    found = [_compared(step) for step in spelled(plan).split(_STEP)]
    return len(meant) == len(found) and all(map(_fits, meant, found))


def _fits(meant: set[str], found: set[str]) -> bool:
    """Everything that is meant is there, and nothing else but what was left open."""
    left_open = {part.removeprefix(_MAY_BE) for part in meant if part.startswith(_MAY_BE)}
    wanted = {part for part in meant if not part.startswith(_MAY_BE)}
    unnamed = tuple(
        word for word in _ONLY_IF_NAMED if not any(part.startswith(word) for part in wanted)
    )
    others = found - wanted - left_open
    return wanted <= found and all(part.startswith(unnamed) for part in others)


def _compared(step: str) -> set[str]:
    """What a step says, one by one, without regard to case: parts, and filters with their head."""
    parts = (part.strip().casefold() for part in step.split(_PART.strip()))
    return {one for part in parts if part for one in _apart(part)}


def _apart(part: str) -> Iterator[str]:
    found = _FILTERED.fullmatch(part)
    if found is None:
        yield part
        return
    for one in found["filters"].split(" & "):
        bare = one.strip().removeprefix(_MAY_BE)
        yield f"{_MAY_BE if one.strip() != bare else ''}{found['head']}{bare}"


def _parts(step: Step) -> Iterator[str]:
    yield f"{_short(step.kind)} {_short(step.verb)} {step.entity.value}"
    yield from _source(step.source)
    if step.how is not SendHow.NEW:
        yield f"how {step.how.value}"
    if step.to is not None:
        yield f"to {_inline(step.to)}"
    for change in step.changes:
        yield f"{change.how.value} {change.field} = {_local(str(change.value))}"
    yield from _contents(step)
    yield from _condition("if-item", step.only_if)
    if step.same_items_as is not None:
        yield f"same as {step.same_items_as}"
    if step.via is not None:
        yield f"via {step.via.relation.value} {step.via.entity.value}"


def _short(kind: BulkType | BulkVerb) -> str:
    return kind.value.removeprefix("bulk_")


def _contents(step: Step) -> Iterator[str]:
    if step.event is not None:
        start = _local(step.event.start)
        yield f"event {step.event.title} @ {start}, {step.event.minutes} min"
    if step.template is not None:
        if step.template.name:
            yield f"text {step.template.name}"
        if step.template.subject:
            yield f"subject {_one_line(step.template.subject)}"
        yield f"body {_one_line(step.template.body)}"
    if step.values:
        held = (f"{key}={value}" for key, value in sorted(step.values.items()))
        yield _one_line(f"values {', '.join(held)}")


def _source(source: Source) -> Iterator[str]:
    if isinstance(source, Listed):
        yield "list " + ", ".join(entry.address for entry in source.entries)
    elif isinstance(source, Query):
        yield from _query(source)
    elif isinstance(source, Upload):
        yield from _upload(source)
    else:
        yield " ".join(filter(None, ("slack", source.group.value, source.id, source.thread_ts)))
        if source.exclude:
            yield "except " + ", ".join(sorted(source.exclude))


def _upload(upload: Upload) -> Iterator[str]:
    address = next(one.heading for one in upload.columns if one.field == "email")
    yield f"file {upload.name} by {address}"
    if upload.sheet:
        yield f"sheet {upload.sheet}"
    if upload.exclude:
        yield "except " + ", ".join(sorted(upload.exclude))


def _query(query: Query) -> Iterator[str]:
    yield f"from {query.entity.value}"
    if query.filters:
        yield f"where {_filters(query.filters)}"
    if query.of is not None:
        one = "one " if query.of.one else ""
        yield f"of {one}{query.of.relation.value}({_inline(query.of.query)})"
    if query.exclude:
        yield "except " + ", ".join(sorted(query.exclude))
    if query.order_by:
        yield f"order {query.order_by}"
    if query.limit:
        yield f"limit {query.limit}"


def _inline(source: Source) -> str:
    if not isinstance(source, Query):
        return " ".join(_source(source))
    head = source.entity.value
    if source.order_by:
        head += f" order {source.order_by}"
    if source.limit:
        head += f" limit {source.limit}"
    if source.of:
        head += f" of {source.of.relation.value}({_inline(source.of.query)})"
    if source.exclude:
        head += " except " + ", ".join(sorted(source.exclude))
    return f"{head}: {_filters(source.filters)}" if source.filters else head


def _filters(filters: tuple[Filter, ...]) -> str:
    return " & ".join(_filter(one) for one in filters)


def _filter(one: Filter) -> str:
    value = one.value
    if isinstance(value, list | tuple):
        value = ",".join(sorted(map(str, value)))
    said = "" if value is None else f" {_local(str(value))}"
    return f"{one.field} {_SIGNS[one.comparison.value]}{said}"


def _timing(timing: Timing | None) -> Iterator[str]:
    if timing is None:
        return
    if timing.once:
        yield f"at {_shown(timing.once.at)}"
    if timing.every:
        days = ",".join(map(str, timing.every.weekdays)) or f"day {timing.every.month_day}"
        yield f"every {days} {timing.every.at:%H:%M}"
    if timing.hours:
        yield f"hours {timing.hours.start:%H:%M}-{timing.hours.end:%H:%M}"


def _condition(name: str, condition: Condition | None) -> Iterator[str]:
    if condition is not None:
        yield f"{name} {condition.holds.value} {_inline(condition.query)}"


def _local(text: str) -> str:
    return _INSTANT.sub(lambda found: _shown(datetime.fromisoformat(found[0])), text)


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}"


def _one_line(text: str) -> str:
    return " ".join(_DEFAULT.sub("", text).split()).replace("|", "/")
