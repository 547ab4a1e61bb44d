"""The one message of a run, while it goes on."""

from app.domain.kinds import OperationStatus
from app.domain.operation import Pause
from app.domain.progress import Counts
from app.domain.words import pausing, schedule
from app.domain.words import progress as words
from app.domain.words import summary as summary_words
from blocks import ids, limits
from blocks.elements import (
    Element,
    actions,
    button,
    confirm,
    context,
    context_mrkdwn,
    header,
    rows,
    section,
)
from blocks.in_doubt import in_doubt
from blocks.message import Block, Message, message
from blocks.run_view import ProgressView, interesting, reasons_of, rows_of, why_paused
from blocks.text import mention

# Of one width in proportional letters, too; block elements are dotted there.
_FULL, _EMPTY = "▰", "▱"
_Op = OperationStatus


def progress(view: ProgressView) -> Message:
    """How far a run is: starting, scheduled, executing, paused, or stopping after a cancel."""
    now, said, reader = view.progress, view.words, view.reader
    title = words.title(said, now.status, now.counts)
    done = words.standing(reader, said, now.counts)
    counted = words.counts_line(reader, said, now.counts)
    told = (why_paused(view.pause),) if view.pause else ()
    return message(
        f"{title}: {done}",
        [
            header("title", title),
            section("bar", f"{bar(now.counts)}  {done}"),
            context("counts", counted),
            *_notes(view),
            _items(view),
            context("why", *reasons_of(view, *told)),
            context("pace", _pace(view)),
            _buttons(view),
            *in_doubt(view, limits.IN_DOUBT_RUNNING),
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
    if now.status is not _Op.EXECUTING:
        return ""
    if now.opens_at:
        return schedule.waits_until(view.reader.reading_at(view.now), view.now, now.opens_at)
    at = now.estimated_completion
    ends = words.ends(view.reader, view.now, at, others=view.others) if at else ""
    return words.pace(view.reader, now.current_batch, now.total_batches, ends)


def _notes(view: ProgressView) -> list[Block | None]:
    """What is unusual about it, and what it waits for."""
    status, at = view.progress.status, view.starts_at
    if status is _Op.PAUSED:
        return _why_it_stands(view, view.pause or Pause())
    if status is _Op.SCHEDULED and at:
        return [context("note", words.starts(view.reader, at))]
    return [context("note", words.CANCELLING if status is _Op.CANCELLED else "")]


def _why_it_stands(view: ProgressView, pause: Pause) -> list[Block | None]:
    reader, counts = view.reader, view.progress.counts
    since = words.moment(reader, view.now, pause.at) if pause.at else ""
    ending = pausing.pausing(reader, counts.executing) if counts.executing else ""
    if pause.error is None:
        who = mention(pause.by) if pause.by else ""
        still = context_mrkdwn("note", pausing.paused(view.words, who, since))
        return [context("pausing", ending), still]
    said = pausing.paused_by_itself(reader, view.words, pause, since, why_paused(pause))
    then = pausing.then(reader, counts)
    return [context("pausing", ending), section("note", said), context("then", then)]


def _buttons(view: ProgressView) -> Block | None:
    now = view.progress
    if now.status is _Op.CANCELLED:
        return None
    value = ids.OperationRef(now.operation_id).value
    action, text, style = _STEERS.get(now.status, _NOTHING)
    return actions(
        "run_actions",
        button(action, text, value, style) if action else None,
        button(ids.OPERATION_CANCEL, words.CANCEL, value, confirm=_really(view)),
        button(ids.OPERATION_DETAILS, summary_words.DETAILS, value) if _to_decide(view) else None,
    )


def _to_decide(view: ProgressView) -> bool:
    """Whether there is more to look at than the message has room for, before one decides."""
    now = view.progress
    return now.status is _Op.PAUSED or now.counts.in_doubt > limits.IN_DOUBT_RUNNING


_PAUSE = (ids.OPERATION_PAUSE, pausing.PAUSE, None)
_NOTHING = ("", "", None)
_STEERS = {
    _Op.CONFIRMED: _PAUSE,
    _Op.EXECUTING: _PAUSE,
    _Op.PAUSED: (ids.OPERATION_RESUME, pausing.RESUME, "primary"),
}


def _really(view: ProgressView) -> Element:
    text = words.cancel_text(view.words)
    return confirm(words.CANCEL_TITLE, text, words.CANCEL, words.KEEP, "danger")
