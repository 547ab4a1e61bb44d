"""The View Details modal: every item of an operation, what became of it, and why."""

from app.domain.kinds import ItemStatus
from app.domain.progress import Counts, ItemLine
from app.domain.words import forms as words
from app.domain.words import progress as run_words
from blocks import ids, limits
from blocks.elements import (
    actions,
    bold,
    context,
    modal,
    option,
    paragraph,
    rich,
    run,
    section,
    select,
)
from blocks.in_doubt import answer_buttons
from blocks.items import name
from blocks.message import Block, View
from blocks.paging import Span, page_buttons, span_of
from blocks.run_view import ProgressView, outcome
from blocks.text import excerpt


def details_view(view: ProgressView, page: int = 0, status: ItemStatus | None = None) -> View:
    """One page of the items with that status; pages from 0.

    `view.lines` are the items of that page alone, which `span_of`, `shown_of` and `parts_of` name.
    """
    total = shown_of(view.progress.counts, status)
    at = span_of(total, page)
    state = ids.DetailsState(view.progress.operation_id, at.number, status or "")
    counted = run_words.counts_line(view.reader, view.words, view.progress.counts)
    return modal(
        ids.DETAILS,
        words.DETAILS_TITLE,
        [
            context("counts", counted),
            _removed(view),
            _filter(view, status),
            *[b for place, each in enumerate(view.lines) for b in _item(view, place, each)],
            None if total else section("nothing", words.NOTHING_FOUND),
            *page_buttons(at, view.reader),
        ],
        close=words.CLOSE,
        metadata=state.value,
    )


def _removed(view: ProgressView) -> Block | None:
    kept = view.kept_days
    return None if kept is None else context("removed", words.texts_removed(kept))


def parse_status(value: str) -> ItemStatus | None:
    """The status of the menu's value, or of DetailsState.status; None for all of them."""
    return next((status for status in ItemStatus if status.value == value), None)


# What needs a person comes first.
_ORDER = (
    ItemStatus.FAILED,
    ItemStatus.IN_DOUBT,
    ItemStatus.SKIPPED,
    ItemStatus.COMPLETED,
    ItemStatus.EXECUTING,
    ItemStatus.PENDING,
    ItemStatus.CANCELLED,
)


def parts_of(counts: Counts, at: Span, status: ItemStatus | None) -> list[tuple[ItemStatus, range]]:
    """Which items of which statuses stand on that page, as places among those of a status."""
    by_status, before = run_words.status_counts(counts), 0
    parts: list[tuple[ItemStatus, range]] = []
    for each in (status,) if status else _ORDER:
        start, stop = at.start - before, at.start + at.size - before
        places = range(max(0, start), max(0, min(stop, by_status[each])))
        parts += [(each, places)] if places else []
        before += by_status[each]
    return parts


def shown_of(counts: Counts, status: ItemStatus | None) -> int:
    """How many items there are to show: those of a status, or all."""
    return run_words.status_counts(counts)[status] if status else counts.total


def _filter(view: ProgressView, status: ItemStatus | None) -> Block | None:
    counts = run_words.status_counts(view.progress.counts)
    every = option(words.all_items(view.reader, view.progress.counts.total), words.ALL_VALUE)
    options = {None: every} | {
        each: option(_counted(view, each, count), each.value)
        for each, count in counts.items()
        if count or each is status
    }
    menu = select(ids.DETAILS_STATUS, words.SHOW, list(options.values()))
    return actions("filter", menu | {"initial_option": options[status]})


def _counted(view: ProgressView, status: ItemStatus, count: int) -> str:
    word = run_words.status_word(view.words, status)
    return f"{word.capitalize()} ({view.reader.number(count)})"


def _item(view: ProgressView, place: int, each: ItemLine) -> list[Block | None]:
    said = paragraph(bold(name(each.label)), run(f"  {outcome(view, each)}"))
    return [
        rich(f"item:{place}", said),
        context(f"text:{place}", excerpt(each.preview, limits.ITEM_TEXT)),
        _answers(view, place, each),
    ]


def _answers(view: ProgressView, place: int, each: ItemLine) -> Block | None:
    """The buttons of an item in doubt."""
    if each.status is not ItemStatus.IN_DOUBT:
        return None
    return answer_buttons(view, each, place)
