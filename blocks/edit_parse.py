"""What was typed into the Edit modal → the edited step; anything wrong names its input."""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.errors import BadTemplate, BadValue
from app.domain.plan import ChangeHow, EventDetails, FieldChange, Step, Template
from app.domain.sources import Listed, Typed
from app.domain.words import drafts as draft_words
from app.domain.words import forms as words
from blocks import ids
from blocks.edit_value import Held, held_as, read_back, whole

State = dict[str, Any]

MINUTES = (1, 14 * 24 * 60)
"""An event's length, as EventDetails bounds it."""


MOST_DAYS = 366
"""How far a move may go, as a sentence may ask for."""

MOST_YEARS = 10
"""An event further ahead than that is a slip of the keyboard."""


def parse_edit(step: Step, state_values: State, now: datetime) -> Step:
    """The step with what `view.state.values` says; what has no input stays as it is.

    An event may not start before `now`. Raises BadValue, whose field is the block_id of the input.
    """
    return step.model_copy(
        update={
            "template": _mail(step.template, state_values) if step.template else None,
            "event": _event(step.event, state_values, now) if step.event else None,
            "source": _people(state_values) or step.source,
            "changes": tuple(
                _change(place, change, state_values) for place, change in enumerate(step.changes)
            ),
            "values": {
                field: _value(
                    ids.EDIT_VALUE.format(place),
                    draft_words.field_name(field),
                    value,
                    state_values,
                )
                for place, (field, value) in enumerate(step.values.items())
            },
        }
    )


def field_errors(error: BadValue | BadTemplate) -> dict[str, str]:
    """The errors of a view submission's answer, by block_id; empty when no input is to blame."""
    if isinstance(error, BadTemplate):
        parts = {"subject": ids.EDIT_SUBJECT, "body": ids.EDIT_BODY}
        named, said = parts.get(error.part, ""), error.beside_fields
    else:
        named, said = error.field, error.text
    return {named: said} if named else {}


def _mail(template: Template, values: State) -> Template:
    subject = _typed(values, ids.EDIT_SUBJECT, words.SUBJECT, template.subject)
    body = _typed(values, ids.EDIT_BODY, words.BODY, template.body)
    same = subject == template.subject and body == template.body
    return Template(subject=subject, body=body, name=template.name if same else None)


def _event(event: EventDetails, values: State, now: datetime) -> EventDetails:
    return EventDetails(
        title=_typed(values, ids.EDIT_TITLE, words.EVENT_TITLE, event.title),
        start=_start(event, values, now),
        minutes=_minutes(event, values),
        zone=event.zone,
    )


def _people(values: State) -> Listed | None:
    """The people to invite, where the form had them; each address once, in their order."""
    state = _state(values, ids.EDIT_PEOPLE)
    if state is None:
        return None
    typed = [part for part in re.split(r"[\s,;]+", str(state.get("value") or "")) if part]
    if not typed:
        raise BadValue(words.missing(words.PEOPLE), ids.EDIT_PEOPLE)
    once = {address.casefold(): address for address in typed}
    return Listed(entries=tuple(Typed(address=address) for address in once.values()))


def _start(event: EventDetails, values: State, now: datetime) -> str:
    day = _picked(values, ids.EDIT_DATE, "selected_date", words.DATE)
    clock = _picked(values, ids.EDIT_TIME, "selected_time", words.TIME)
    local = datetime.combine(_date(day), _time(clock), ZoneInfo(event.zone))
    instant = local.astimezone(UTC)
    # A time in the hour that the change of clocks leaves out does not come back as itself.
    if instant.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise BadValue(words.no_such_time(event.zone), ids.EDIT_TIME)
    if instant <= now:
        over = _date(day) < now.astimezone(local.tzinfo).date()
        raise BadValue(words.in_the_past(), ids.EDIT_DATE if over else ids.EDIT_TIME)
    if instant.year > now.year + MOST_YEARS:
        raise BadValue(words.too_far_ahead(MOST_YEARS), ids.EDIT_DATE)
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(words.missing(words.DATE), ids.EDIT_DATE) from None


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise BadValue(words.missing(words.TIME), ids.EDIT_TIME) from None


def _minutes(event: EventDetails, values: State) -> int:
    state = _state(values, ids.EDIT_MINUTES)
    if state is None:
        return event.minutes
    typed = whole(ids.EDIT_MINUTES, words.MINUTES, str(state.get("value") or ""))
    low, high = MINUTES
    if not low <= typed <= high:
        raise BadValue(words.minutes_range(low, high), ids.EDIT_MINUTES)
    return typed


def _change(place: int, change: FieldChange, values: State) -> FieldChange:
    block_id = ids.EDIT_CHANGE.format(place)
    shift = change.how is ChangeHow.SHIFT
    label = words.SHIFT if shift else draft_words.field_name(change.field)
    new = _value(block_id, label, change.value, values)
    if shift and new == 0:
        raise BadValue(words.no_shift(), block_id)
    if shift and abs(new) > MOST_DAYS * 24 * 60:
        raise BadValue(words.shift_range(MOST_DAYS), block_id)
    return change.model_copy(update={"value": new})


def _value(block_id: str, label: str, old: Any, values: State) -> Any:
    state = _state(values, block_id)
    if state is None or held_as(old) is Held.NOTHING:
        return old
    return read_back(block_id, label, old, state)


def _typed(values: State, block_id: str, label: str, old: str) -> str:
    """A text input's text; the old one where the form had no such input."""
    state = _state(values, block_id)
    return old if state is None else str(read_back(block_id, label, old, state))


def _picked(values: State, block_id: str, key: str, label: str) -> str:
    picked = (_state(values, block_id) or {}).get(key)
    if not picked:
        raise BadValue(words.missing(label), block_id)
    return str(picked)


def _state(values: State, block_id: str) -> State | None:
    state = values.get(block_id, {}).get(block_id)
    return state if isinstance(state, dict) else None
