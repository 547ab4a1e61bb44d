"""Messages of what starts later: a start that waits, one that never came, schedules."""

from collections.abc import Sequence

from app.domain.operation import After, BulkOperation
from app.domain.recurring import Schedule
from app.domain.words import schedule as words
from app.domain.words import sequences
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording, wording
from blocks import ids, limits
from blocks.elements import Element, actions, button, confirm, context, header, section
from blocks.message import Block, Message, message
from blocks.text import line, prose

MOST_LISTED = 6
"""Schedules, and as many starts, that a list shows: each has its dialog, and messages are short."""


def scheduled(operation: BulkOperation, reader: Reader, *notes: str) -> Message:
    """A confirmed operation that waits for its start."""
    title = words.scheduled(_doing(operation))
    value = ids.OperationRef(operation.id).value
    starts = words.starts(reader, operation.starts_at) if operation.starts_at else ""
    return message(
        f"{title}. {starts}",
        [
            header("title", title),
            section("starts", starts or "-"),
            _hours(operation, reader),
            context("notes", *notes),
            context("look", words.LOOKED_AT),
            actions(
                "start_actions",
                button(ids.START_NOW, words.START_NOW, value),
                button(ids.OPERATION_CANCEL, words.CANCEL, value, confirm=_really()),
            ),
        ],
    )


def waits(operation: BulkOperation) -> Message:
    """A confirmed operation that starts by itself once the one before it is done."""
    title = sequences.waiting(_doing(operation))
    after = operation.appointment.after if operation.appointment else None
    starts = _WAITS[after] if after else sequences.WAITS_END
    value = ids.OperationRef(operation.id).value
    cancel = button(ids.OPERATION_CANCEL, words.CANCEL, value, confirm=_really())
    return message(
        f"{title}. {starts}",
        [header("title", title), section("starts", starts), actions("start_actions", cancel)],
    )


_WAITS = {
    After.EACH: sequences.WAITS,
    After.ALL: sequences.WAITS_ALL,
    After.ENDED: sequences.WAITS_END,
}


def held(operation: BulkOperation, reader: Reader, why: str = words.HELD) -> Message:
    """The same once there is more to do than was confirmed."""
    title = words.scheduled(_doing(operation))
    value = ids.OperationRef(operation.id).value
    starts = words.starts(reader, operation.starts_at) if operation.starts_at else "-"
    cancel = button(ids.OPERATION_CANCEL, words.CANCEL, value, confirm=_really())
    return message(
        why,
        [
            header("title", title),
            section("starts", starts),
            section("held", why),
            actions("start_actions", cancel),
        ],
    )


def expired(operation: BulkOperation, reader: Reader, why: str) -> Message:
    """A start that never came, and why."""
    title = words.not_started(_doing(operation))
    at = operation.starts_at or operation.confirmed_at
    planned = operation.appointment
    follows = planned is not None and planned.first
    said = sequences.was_to_follow(why) if follows else words.was_to_start(reader, at, why)
    told = prose(said, limits.QUESTION)
    again = button(ids.RUN_NOW, words.RUN_NOW, ids.OperationRef(operation.id).value)
    can_again = planned is None or planned.step is not None
    return message(
        f"{title}. {told}",
        [
            header("title", title),
            section("why", told),
            context("again", words.RUN_AGAIN if can_again else ""),
            actions("start_actions", again if can_again else None),
        ],
    )


def notice(text: str) -> Message:
    """A reply beside a start."""
    shown = prose(text, limits.QUESTION)
    return message(shown, [section("notice", shown)])


def adopted(schedule: Schedule, reader: Reader) -> Message:
    """A confirmed schedule."""
    rule = words.again(schedule.rule)
    asks = words.runs_unasked(schedule.most) if schedule.most else words.ASKS
    return message(
        f"{rule}. {asks}",
        [
            header("title", rule),
            section("request", line(schedule.request, limits.REASON) or "-"),
            section("next", words.next_run(reader, schedule.next_at)),
            context("asks", asks),
            actions("schedule_actions", _stop(schedule, 0)),
        ],
    )


def ended(schedule: Schedule, why: str) -> Message:
    """A schedule that has no more runs; why, in a sentence."""
    return message(
        why,
        [
            header("title", words.again(schedule.rule)),
            section("request", line(schedule.request, limits.REASON) or "-"),
            section("ended", prose(why, limits.QUESTION)),
        ],
    )


def no_run(schedule: Schedule, reader: Reader, why: str, *, missed: bool) -> Message:
    """There is no run this time; one that was missed can be had now."""
    text = prose(words.no_run(reader, schedule.next_at, why), limits.QUESTION)
    value = ids.ScheduleRef(schedule.id).value
    again = button(ids.SCHEDULE_RUN_NOW, words.RUN_NOW, value) if missed else None
    return message(
        text,
        [
            section("no_run", text),
            section("request", line(schedule.request, limits.REASON) or "-"),
            context("again", words.RUN_AGAIN) if missed else None,
            actions("schedule_actions", again),
        ],
    )


def listing(
    schedules: Sequence[Schedule], operations: Sequence[BulkOperation], reader: Reader
) -> Message:
    """What is to come: schedules with their next run, and operations with their start."""
    few, starts = schedules[:MOST_LISTED], operations[:MOST_LISTED]
    rows = [_schedule_row(one, place, reader) for place, one in enumerate(few)]
    rows += [_operation_row(one, place, reader) for place, one in enumerate(starts)]
    if not rows:
        return notice(words.NOTHING_LISTED)
    more = len(few) < len(schedules) or len(starts) < len(operations)
    note = context("more", words.NEXT_ONLY if more else "")
    return message(words.LIST_TITLE, [header("title", words.LIST_TITLE), *rows, note])


def _schedule_row(schedule: Schedule, place: int, reader: Reader) -> Block:
    said = line(schedule.request, limits.LABEL)
    at = words.next_run(reader, schedule.next_at)
    text = f"{words.again(schedule.rule)}\n{said}\n{at}"
    return section(f"schedule:{place}", text, _stop(schedule, place))


def _operation_row(operation: BulkOperation, place: int, reader: Reader) -> Block:
    planned = operation.appointment
    at = words.starts(reader, operation.starts_at) if operation.starts_at else "-"
    at = sequences.WAITS if planned and planned.first else at
    value = ids.OperationRef(operation.id).value
    name = ids.numbered(ids.LISTED_CANCEL, place)
    cancel = button(name, words.CANCEL, value, confirm=_really())
    return section(f"start:{place}", f"{_doing(operation)}\n{at}", cancel)


def _stop(schedule: Schedule, place: int) -> Element:
    dialog = confirm(words.STOP_TITLE, words.STOP_TEXT, words.STOP, words.KEEP, "danger")
    value = ids.ScheduleRef(schedule.id).value
    return button(ids.numbered(ids.SCHEDULE_STOP, place), words.STOP, value, confirm=dialog)


def _really() -> Element:
    return confirm(words.CANCEL_TITLE, words.CANCEL_TEXT, words.CANCEL_START, words.KEEP, "danger")


def _hours(operation: BulkOperation, reader: Reader) -> Block | None:
    return section("hours", words.hours(operation.hours, reader.zone)) if operation.hours else None


def _words(operation: BulkOperation) -> Wording:
    return wording(operation.type, operation.operation, operation.entity, operation.manner)


def _doing(operation: BulkOperation) -> str:
    said = _words(operation)
    return f"{said.doing} {said.target.count(operation.metadata.total_count)}"
