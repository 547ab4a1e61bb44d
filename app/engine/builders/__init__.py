"""Records → items: one builder for each way of acting, found by kind and verb in one table."""

from collections.abc import Mapping, Sequence

from app.domain.errors import NotThereYet
from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import RESPONSE, ChangeHow, SendHow, Step
from app.domain.record import Entity, Record
from app.domain.words import engine as words
from app.engine.builders.activities import build_activities
from app.engine.builders.answers import build_forwards, build_replies
from app.engine.builders.base import Builder, Built, Placed, Task
from app.engine.builders.calendar import build_invitations
from app.engine.builders.mail import build_mails
from app.engine.builders.merges import build_merges
from app.engine.builders.records import build_creates, build_deletes, build_updates
from app.engine.builders.responses import build_responses

__all__ = ["BUILDERS", "Built", "Placed", "Task", "build", "numbered"]

BUILDERS: Mapping[tuple[BulkType, BulkVerb], Builder] = {
    (BulkType.EMAIL, BulkVerb.SEND): build_mails,
    (BulkType.EMAIL, BulkVerb.UPDATE): build_updates,
    (BulkType.EMAIL, BulkVerb.DELETE): build_deletes,
    (BulkType.CALENDAR, BulkVerb.CREATE): build_invitations,
    (BulkType.CALENDAR, BulkVerb.UPDATE): build_updates,
    (BulkType.CALENDAR, BulkVerb.DELETE): build_deletes,
    (BulkType.CONTACT, BulkVerb.CREATE): build_creates,
    (BulkType.CONTACT, BulkVerb.UPDATE): build_updates,
    (BulkType.CONTACT, BulkVerb.DELETE): build_deletes,
    (BulkType.CRM, BulkVerb.CREATE): build_creates,
    (BulkType.CRM, BulkVerb.UPDATE): build_updates,
    (BulkType.CRM, BulkVerb.DELETE): build_deletes,
}


SENDERS: Mapping[SendHow, Builder] = {
    SendHow.NEW: build_mails,
    SendHow.DRAFT: build_mails,
    SendHow.REPLY: build_replies,
    SendHow.REPLY_ALL: build_replies,
    SendHow.FORWARD: build_forwards,
}


def _answers(step: Step) -> bool:
    """Whether a change of meetings is the requester's own answer to them."""
    return step.entity is Entity.EVENT and any(one.field == RESPONSE for one in step.changes)


def numbered(records: Sequence[Record]) -> list[Placed]:
    """Records with the ids of what is made from them: their places among all that were found."""
    return [Placed(str(place), record) for place, record in enumerate(records, 1)]


def build(task: Task, records: Sequence[Placed]) -> Built:
    """The items of a step over these records. Raises NotThereYet, or BadTemplate for its texts."""
    builder = _special(task.step) or BUILDERS.get((task.step.kind, task.step.verb))
    if builder is None:
        raise NotThereYet(words.not_there_yet(task.step.kind.value, task.step.verb.value))
    return builder(task, records)


def _special(step: Step) -> Builder | None:
    """The builder of a way of doing a verb that is not the usual one."""
    if (step.kind, step.verb) == (BulkType.EMAIL, BulkVerb.SEND):
        return SENDERS[step.how]
    if step.verb is BulkVerb.CREATE and step.entity is Entity.ACTIVITY:
        return build_activities
    if any(one.how is ChangeHow.MERGE for one in step.changes):
        return build_merges
    return build_responses if _answers(step) else None
