"""Invitations answered: the requester's own answer to each meeting of somebody else."""

from collections.abc import Sequence

from app.domain.actions import UpdateRecord
from app.domain.operation import Change
from app.domain.plan import RESPONSE
from app.domain.record import Record
from app.domain.words import meetings as words
from app.engine.builders.base import Built, Placed, Shown, Task, make_item
from app.engine.builders.records import label_of

_ANSWERS = ("accepted", "declined", "tentative")


def build_responses(task: Task, records: Sequence[Placed]) -> Built:
    """One answer a meeting; those that need none are left out, with the reason."""
    built = Built()
    [given] = [str(one.value) for one in task.step.changes if one.field == RESPONSE]
    me = (task.requester.email or "").casefold()
    for one in records:
        event, label = one.record, label_of(task.reader, one.record)
        before = _answer_of(event, me)
        if event.text("organizer").casefold() == me:
            built.leave_out(one, label, words.you_organise())
        elif not _has(event, "attendees", me):
            built.leave_out(one, label, words.not_invited())
        elif before == given:
            built.leave_out(one, label, words.answered_so(), settled=True)
        else:
            action = UpdateRecord(
                entity=event.entity, id=event.id, version=event.version, set={RESPONSE: given}
            )
            new = Change(field=words.YOUR_ANSWER, old=words.shown_answer(before), new=given)
            make_item(task, built, action, one, Shown(label=label, changes=(new,)))
    return built


def _answer_of(event: Record, me: str) -> str:
    """What the requester answered so far; empty for nothing."""
    return next((one for one in _ANSWERS if _has(event, one, me)), "")


def _has(event: Record, field: str, me: str) -> bool:
    return me in {str(one).casefold() for one in event.fields.get(field) or []}
