"""The one message of a run, once it ended: the truth, then what can still be done about it."""

from collections.abc import Sequence

from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.words import progress as run_words
from app.domain.words import summary as words
from blocks import ids, items, limits
from blocks.elements import actions, button, context, header, titled
from blocks.in_doubt import in_doubt
from blocks.message import Block, Message, message
from blocks.run_view import ProgressView, why


def summary(view: ProgressView, *, right: bool | None = None) -> Message:
    """What became of every item, with what can be done now.

    `right` is the person's answer to "Was this right?"; None while it is not given.
    """
    return _message(
        view, [*in_doubt(view, limits.IN_DOUBT), _buttons(view), *_feedback(view, right)]
    )


def summary_done(view: ProgressView, *, right: bool | None = None) -> Message:
    """The same after Done: without buttons, but for the answers that are still owed."""
    return _message(view, [*in_doubt(view, limits.IN_DOUBT), _thanks(right)])


def result(view: ProgressView) -> str:
    """The summary's title: "11 of 12 emails sent"."""
    return words.title(view.reader, view.words, view.progress.status, view.progress.counts)


def told(view: ProgressView) -> str:
    """The same within a sentence."""
    return words.told(view.reader, view.words, view.progress.status, view.progress.counts)


# The title counts what was done; what failed, was left alone or is in doubt has its own part.
_TITLED = frozenset({ItemStatus.COMPLETED})
_TOLD = _TITLED | {ItemStatus.FAILED, ItemStatus.SKIPPED, ItemStatus.IN_DOUBT}


def _message(view: ProgressView, rest: Sequence[Block | None]) -> Message:
    counts = view.progress.counts
    counted = run_words.counts_line(view.reader, view.words, counts, _TOLD)
    notified = run_words.counts_line(view.reader, view.words, counts, _TITLED)
    title = result(view)
    return message(
        f"{title} ({notified})" if notified else title,
        [
            header("title", title),
            context("counts", words.figures(counted, _total_time(view))),
            _grouped(view, ItemStatus.FAILED),
            _grouped(view, ItemStatus.SKIPPED),
            *rest,
        ],
    )


def _total_time(view: ProgressView) -> str:
    began, ended = view.progress.start_time, view.progress.finished_at
    if not began or not ended:
        return ""
    return words.total_time(view.reader, max(0.0, (ended - began).total_seconds()))


_TITLES = {ItemStatus.FAILED: words.failed_title, ItemStatus.SKIPPED: words.skipped_title}


def _grouped(view: ProgressView, status: ItemStatus) -> Block | None:
    """The items of a status by reason; those that were not handed over are counted."""
    total = run_words.status_counts(view.progress.counts)[status]
    groups: dict[str, list[str]] = {}
    for each in view.of(status):
        groups.setdefault(why(each) or words.NO_REASON, []).append(each.label)
    listed = sum(len(labels) for labels in groups.values())
    rows = items.reason_lines(view.reader, groups, max(0, total - listed))
    return titled(status.value, _TITLES[status](view.reader, total), rows)


def _buttons(view: ProgressView) -> Block | None:
    now = view.progress
    value = ids.OperationRef(now.operation_id).value
    # A cancelled run is over for good (app/domain/transitions.py): nothing of it is retried.
    retryable = now.counts.failed > 0 and now.status is not OperationStatus.CANCELLED
    retry = words.retry(view.reader, now.counts.failed)
    return actions(
        "summary_actions",
        button(ids.OPERATION_RETRY, retry, value, "primary") if retryable else None,
        button(ids.OPERATION_DETAILS, words.DETAILS, value),
        button(ids.OPERATION_DONE, words.DONE, value),
    )


def _feedback(view: ProgressView, right: bool | None) -> list[Block | None]:  # noqa: FBT001 - an answer, not a switch
    if right is not None:
        return [_thanks(right)]
    now = view.progress
    if not now.counts.completed or now.status is OperationStatus.CANCELLED:
        return []  # nothing was done, or it was stopped: there is nothing to be right
    value = ids.OperationRef(view.progress.operation_id).value
    return [
        context("feedback", words.RIGHT),
        actions(
            "feedback_answer",
            button(ids.FEEDBACK_YES, words.YES, value),
            button(ids.FEEDBACK_NO, words.NO, value),
        ),
    ]


def _thanks(right: bool | None) -> Block | None:  # noqa: FBT001 - an answer, not a switch
    return None if right is None else context("feedback", words.thanks(right=right))
