"""What a time does to a draft and to its operation: until when it counts, what it becomes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import Refused
from app.domain.journal import DraftStore, RunOf
from app.domain.kinds import OperationStatus
from app.domain.operation import Appointment, BulkDraft, BulkItem
from app.domain.recurring import target_of
from app.domain.schedule import Timing
from app.domain.words import schedule as words

CHUNK = 250
"""Items read at a time: as many as the draft store keeps together."""


def last_moment(timing: Timing | None, expires_at: datetime, late: timedelta) -> datetime:
    """Until when a draft can be confirmed: never after its start is too long ago."""
    once = timing.once if timing else None
    return min(expires_at, once.at + late) if once else expires_at


async def taken_out(drafts: DraftStore, draft: BulkDraft) -> Sequence[BulkItem]:
    """The items that the person took out of a draft."""
    if not draft.excluded:
        return ()
    out: list[BulkItem] = []
    for start in range(0, draft.item_count, CHUNK):
        items = await drafts.items(draft, start, start + CHUNK)
        out.extend(one for one in items if one.id in draft.excluded)
    return out


def targets(items: Iterable[BulkItem]) -> frozenset[str]:
    """What the items are done to."""
    return frozenset(target_of(one.parameters, one.label) for one in items)


def run_of(draft: BulkDraft) -> RunOf | None:
    """The run of a schedule that a draft is; what takes the place of something is none, nor Run now."""
    is_run = draft.schedule_id and draft.send_at and not draft.supersedes
    return RunOf(draft.schedule_id) if is_run else None


def appointed(draft: BulkDraft, now: datetime, out: Iterable[BulkItem]) -> Mapping[str, Any]:
    """The fields of the operation that follow from the draft's time; `out` were taken out of it.

    One whose start is over by the time it is confirmed starts at once. Raises Refused for a draft
    of a schedule, which is no operation itself.
    """
    if draft.timing and draft.timing.every:
        raise Refused(words.NO_OPERATION)
    fields: dict[str, Any] = {"hours": draft.timing.hours if draft.timing else None}
    if draft.send_at and draft.send_at > now:
        fields["status"] = OperationStatus.SCHEDULED
        fields["appointment"] = Appointment(
            starts_at=draft.send_at,
            step=draft.step,
            reading=draft.reading,
            request=draft.request,
            taken_out=targets(out),
            schedule_id=draft.schedule_id,
        )
    return fields
