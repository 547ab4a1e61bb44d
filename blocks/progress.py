"""The one message of a run, while it goes on."""

from app.domain.kinds import OperationStatus
from app.domain.progress import Counts
from app.domain.words import progress as words
from blocks import ids, limits
from blocks.elements import (
    Element,
    actions,
    button,
    confirm,
    context,
    header,
    rows,
    section,
)
from blocks.message import Block, Message, message
from blocks.run_view import ProgressView, interesting, reasons_of, rows_of

# Of one width in proportional letters, too; block elements are dotted there.
_FULL, _EMPTY = "▰", "▱"
_NOTES = {
    OperationStatus.CANCELLED: words.CANCELLING,
    OperationStatus.PAUSED: words.PAUSED,
}


def progress(view: ProgressView) -> Message:
    """How far a run is: starting, scheduled, executing, paused, or stopping after a cancel."""
    now, said, reader = view.progress, view.words, view.reader
    title = words.title(said, now.status, now.counts.total)
    done = words.standing(reader, said, now.counts)
    counted = words.counts_line(reader, said, now.counts)
    return message(
        f"{title}: {done}",
        [
            header("title", title),
            section("bar", f"{bar(now.counts)}  {done}"),
            context("counts", counted),
            _note(view),
            _items(view),
            context("why", *reasons_of(view)),
            context("pace", _pace(view)),
            _buttons(view),
        ],
    )


def bar(counts: Counts) -> str:
    """Like "▰▰▰▰▰▰▰▱▱▱", for what is over, however it ended; full only when all is.

    What a cancel kept from starting is not: nothing was done about it.
    """
    if not counts.total:
        return _EMPTY * limits.BAR
    over = counts.settled - counts.cancelled
    exact = limits.BAR * over / counts.total
    low, high = min(1, over), limits.BAR - (over < counts.total)
    filled = max(low, min(high, round(exact)))
    return _FULL * filled + _EMPTY * (limits.BAR - filled)


def _items(view: ProgressView) -> Block | None:
    shown = interesting(view.lines)
    if not shown:
        return None
    rest = words.more(view.reader, view.progress.counts.total - len(shown))
    return rows("items", [line for line in (*rows_of(view, shown), rest) if line])


def _pace(view: ProgressView) -> str:
    now = view.progress
    if now.status is not OperationStatus.EXECUTING:
        return ""
    estimate = now.estimated_completion
    ends = estimate if estimate and estimate > view.now else None
    return words.pace(view.reader, now.current_batch, now.total_batches, ends)


def _note(view: ProgressView) -> Block | None:
    status, at = view.progress.status, view.starts_at
    if status is OperationStatus.SCHEDULED and at:
        return context("note", words.starts(view.reader, at))
    return context("note", _NOTES.get(status, ""))


def _buttons(view: ProgressView) -> Block | None:
    now = view.progress
    if now.status is OperationStatus.CANCELLED:
        return None
    value = ids.OperationRef(now.operation_id).value
    return actions(
        "run_actions",
        button(ids.OPERATION_CANCEL, words.CANCEL, value, confirm=_really(view)),
    )


def _really(view: ProgressView) -> Element:
    text = words.cancel_text(view.words)
    return confirm(words.CANCEL_TITLE, text, words.CANCEL, words.KEEP, "danger")
