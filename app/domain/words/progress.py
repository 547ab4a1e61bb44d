"""The words of a run while it goes on."""

from collections.abc import Mapping
from datetime import datetime

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.progress import Counts, ItemLine
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording

CANCEL = "Cancel Execution"
KEEP = "Keep going"
CANCEL_TITLE = "Cancel this run?"
CANCELLING = "Nothing new is started. What is under way still ends, and then the result is here."
PAUSED = "Nothing new is started. What is under way still ends."


def title(words: Wording, status: OperationStatus, total: int) -> str:
    """Like "Emailing 12 people", with what is unusual about it in front."""
    lead = _LEADS.get(status, "")
    doing = f"{words.doing} {words.target.count(total)}"
    return f"{lead}: {doing[:1].lower()}{doing[1:]}" if lead else doing


def done_of(reader: Reader, counts: Counts) -> str:
    """Like "8 of 12 done": what failed, was left alone or is in doubt is not done."""
    return f"{reader.number(counts.completed)} of {reader.number(counts.total)} done"


def counts_line(reader: Reader, words: Wording, counts: Counts) -> str:
    """Like "7 sent · 1 failed · 4 queued": what is not zero, together always the total."""
    by_status = status_counts(counts)
    return " · ".join(
        f"{reader.number(count)} {status_word(words, status)}"
        for status, count in by_status.items()
        if count
    )


def status_counts(counts: Counts) -> Mapping[ItemStatus, int]:
    """The counts by status, in the order in which they are told."""
    return {status: getattr(counts, status.value) for status in _ORDER}


def status_word(words: Wording, status: ItemStatus) -> str:
    """One word for where an item stands: "sent", "failed", "queued"."""
    own = {ItemStatus.COMPLETED: words.done, ItemStatus.EXECUTING: words.active}
    return own.get(status) or _STATUS_WORDS[status]


def row(
    reader: Reader, words: Wording, line: ItemLine, said: tuple[str, str], widths: tuple[int, int]
) -> str:
    """Like "sent     john@company.com  2.3 s", to stand among such rows in columns.

    `said` are the label and why it failed, ready to be shown; `widths` are the columns of the
    status and of the label, in characters. The status comes first, and a long label only moves
    what stands behind it: names have any width, and some letters are wider than others.
    """
    (label, why), (first, second) = said, widths
    status, spent = status_word(words, line.status), seconds(reader, line)
    named = f"{label}: {why}" if why else label
    return (
        f"{status:<{first}}  {named:<{second}}  {spent}" if spent else f"{status:<{first}}  {named}"
    )


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


def more(reader: Reader, words: Wording, hidden: Mapping[ItemStatus, int]) -> str:
    """Like "and 88 more queued, 20 more sent"; empty when nothing is hidden."""
    parts = [
        f"{reader.number(count)} more {status_word(words, status)}"
        for status, count in hidden.items()
        if count > 0
    ]
    return f"and {', '.join(parts)}" if parts else ""


def pace(reader: Reader, current: int, total: int, ends: datetime | None) -> str:
    """Like "Batch 3 of 5 · done about 14:32"."""
    batch = f"Batch {reader.number(current)} of {reader.number(total)}"
    return f"{batch} · done about {reader.time(ends)}" if ends else batch


def starts(reader: Reader, at: datetime) -> str:
    """When a scheduled run starts."""
    return f"Starts on {reader.moment(at)} ({reader.zone})."


def cancel_text(reader: Reader, words: Wording, counts: Counts) -> str:
    """What the dialog before Cancel Execution says."""
    left = f"{words.thing.count(counts.pending)} will not be {words.done}."
    if not counts.completed:
        return left
    return f"{left} What was {words.done} already ({reader.number(counts.completed)}) stays so."


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
