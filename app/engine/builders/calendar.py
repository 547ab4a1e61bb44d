"""Invitations: one event, and an item for each person who is asked to it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.actions import Invite
from app.domain.errors import BadValue
from app.domain.words import engine as words
from app.engine.builders.addresses import reachable
from app.engine.builders.base import Built, Placed, Shown, Task, make_item


def build_invitations(task: Task, records: Sequence[Placed]) -> Built:
    """An invitation a reachable person, all to one event."""
    details = task.step.event
    if details is None:
        raise BadValue(words.no_event())
    start = datetime.fromisoformat(details.start)
    end = start + timedelta(minutes=details.minutes)
    built = Built()
    for one, address in reachable(records, built):
        action = Invite(
            event_key=hashlib.sha256(f"event:{task.seed}".encode()).hexdigest()[:24],
            title=details.title,
            start=details.start,
            end=instant_text(end),
            zone=details.zone,
            attendee=address,
            attendee_name=one.record.text("name"),
        )
        when = f"{task.reader.moment(start)}–{task.reader.time(end)}"  # noqa: RUF001 - a range
        shown = Shown(label=address, preview=f"{details.title}, {when}")
        make_item(task, built, action, one, shown)
    return built


def instant_text(at: datetime) -> str:
    """An instant as records hold it."""
    return at.isoformat().replace("+00:00", "Z")
