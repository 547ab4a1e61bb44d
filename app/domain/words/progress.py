"""The words of a run while it goes on."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import Counts, ItemLine
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording

CANCEL = "Cancel Execution"
KEEP = "Keep going"
CANCEL_TITLE = "Cancel this run?"
CANCELLING = "Nothing new is started. What is under way still ends, and then the result is here."
RETRYING = "retrying"


def title(words: Wording, status: OperationStatus, counts: Counts) -> str:
    """Like "Emailing 12 people", with what is unusual about it in front."""
    stopping = status is OperationStatus.PAUSED and counts.executing > 0
    lead = _PAUSING if stopping else _LEADS.get(status, "")
    doing = f"{words.doing} {words.target.count(counts.total)}"
    return f"{lead}: {doing[:1].lower()}{doing[1:]}" if lead else doing


def done_of(reader: Reader, counts: Counts) -> str:
    """Like "8 of 12 done": what failed, was left alone or is in doubt is not done."""
    return f"{reader.number(counts.completed)} of {reader.number(counts.total)} done"


def standing(reader: Reader, words: Wording, counts: Counts) -> str:
    """Like "68 of 95 done, 11 failed": what is over, and how, so that it is seen to move."""
    by_status = status_counts(counts)
    other = [
        f"{reader.number(by_status[status])} {status_word(words, status)}"
        for status in _OVER
        if by_status[status]
    ]
    return ", ".join([done_of(reader, counts), *other])


def counts_line(
    reader: Reader, words: Wording, counts: Counts, told: Collection[ItemStatus] = ()
) -> str:
    """Like "7 sent · 1 failed · 4 queued": what is not zero, together always the total.

    What is `told` elsewhere is left out.
    """
    by_status = status_counts(counts)
    return " · ".join(
        f"{reader.number(count)} {status_word(words, status)}"
        for status, count in by_status.items()
        if count and status not in told
    )


def status_counts(counts: Counts) -> Mapping[ItemStatus, int]:
    """The counts by status, in the order in which they are told."""
    return {status: getattr(counts, status.value) for status in _ORDER}


def status_word(words: Wording, status: ItemStatus) -> str:
    """A word or two for where an item stands: "sent", "failed", "queued"."""
    return words.done if status is ItemStatus.COMPLETED else _STATUS_WORDS[status]


def line_word(words: Wording, line: ItemLine) -> str:
    """The same for one item: one that waits for its next attempt says so."""
    return RETRYING if line.waits_again else status_word(words, line.status)


def reasons(title: str, said: Sequence[str]) -> str:
    """Like "Failed: Invalid email address; The mailbox is full"; empty without a reason."""
    return f"{title}: {'; '.join(said)}" if said else ""


def again_title(reader: Reader, now: datetime, due: datetime | None) -> str:
    """The title over why items are tried again; the time only while it is some way off."""
    if due is None or due - now < _SOON:
        return "Trying again soon"
    return f"Trying again at {reader.second(due)}"


def outcome(reader: Reader, words: Wording, line: ItemLine, why: str) -> str:
    """Like "sent, 2.3 s" or "failed: Invalid email address", said of one item."""
    spent = seconds(reader, line)
    word = status_word(words, line.status)
    said = f"{word}, {spent}" if spent else word
    return f"{said}: {why}" if why else said


def seconds(reader: Reader, line: ItemLine) -> str:
    """How long an item took; empty unless it is done and that was measured."""
    measured = line.status is ItemStatus.COMPLETED and line.seconds is not None
    return reader.duration(line.seconds or 0.0) if measured else ""


def more(reader: Reader, hidden: int) -> str:
    """Like "and 88 more"; empty when nothing is hidden."""
    return f"and {reader.number(hidden)} more" if hidden > 0 else ""


def pace(reader: Reader, current: int, total: int, ends: str) -> str:
    """Like "Batch 3 of 5 · done about 14:32"; `ends` is empty while nobody knows."""
    batch = f"Batch {reader.number(current)} of {reader.number(total)}"
    return f"{batch} · {ends}" if ends else batch


def ends(reader: Reader, now: datetime, at: datetime, *, others: bool = False) -> str:
    """Like "done about 14:32", with its day where that is not today.

    The zone stands beside a day, and where `others` read it whose clocks may show another time.
    """
    if at - now < _MOMENT:
        return "done in less than a minute"
    if reader.day(at) != reader.day(now):
        return f"done about {reader.moment(at)} ({reader.zone})"
    return (
        f"done about {reader.time(at)} ({reader.zone})"
        if others
        else f"done about {reader.time(at)}"
    )


def starts(reader: Reader, at: datetime) -> str:
    """When a scheduled run starts."""
    return f"Starts on {reader.moment(at)} ({reader.zone})."


def moment(reader: Reader, now: datetime, at: datetime) -> str:
    """Like "at 14:32", with its day where that is not today."""
    if reader.day(at) == reader.day(now):
        return f"at {reader.time(at)}"
    return f"on {reader.moment(at)}"


def cancel_text(words: Wording) -> str:
    """What the dialog before Cancel Execution says: no figures, for the run goes on behind it."""
    done = words.done
    return (
        f"What is not {done} yet will not be {done}; only what is under way still ends. "
        f"What was {done} stays {done}."
    )


_PAUSING = "Pausing"
_SOON = timedelta(seconds=10)
_MOMENT = timedelta(minutes=1)
_OVER = (ItemStatus.FAILED, ItemStatus.IN_DOUBT, ItemStatus.SKIPPED)
_LEADS = {
    OperationStatus.CONFIRMED: "Starting",
    OperationStatus.SCHEDULED: "Scheduled",
    OperationStatus.PAUSED: "Paused",
    OperationStatus.CANCELLED: "Stopping",
}
_STATUS_WORDS = {
    ItemStatus.FAILED: "failed",
    ItemStatus.IN_DOUBT: "in doubt",
    ItemStatus.SKIPPED: "skipped",
    ItemStatus.CANCELLED: "not started",
    ItemStatus.PENDING: "queued",
    ItemStatus.EXECUTING: "under way",  # not "sending": its call may still wait for a free slot
}
_ORDER = (
    ItemStatus.COMPLETED,
    ItemStatus.FAILED,
    ItemStatus.IN_DOUBT,
    ItemStatus.SKIPPED,
    ItemStatus.EXECUTING,
    ItemStatus.PENDING,
    ItemStatus.CANCELLED,
)
