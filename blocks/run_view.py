"""What a progress message and a summary are made from, and the lines they share."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.kinds import BulkType, BulkVerb, ItemStatus, Manner
from app.domain.progress import BulkProgress, ItemLine
from app.domain.record import Entity
from app.domain.words import progress as words
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording, wording
from blocks import items, limits
from blocks.text import line


@dataclass(frozen=True)
class ProgressView:
    """One look at a run.

    `lines` are the items worth showing, in the operation's order: the message picks among them
    and counts the rest from `progress.counts`. While it runs, a few of each status are enough;
    the summary wants all that failed, were skipped or are in doubt (at least the first of them).
    `now` is when the look was taken; `starts_at` is set for a scheduled run;
    `account` is whose it goes through.
    """

    kind: BulkType
    verb: BulkVerb
    progress: BulkProgress
    lines: Sequence[ItemLine]
    reader: Reader
    now: datetime
    starts_at: datetime | None = None
    entity: Entity | None = None
    manner: Manner | None = None
    account: str = ""

    @property
    def words(self) -> Wording:
        """The words for what the operation does."""
        return wording(self.kind, self.verb, self.entity, self.manner)

    def of(self, *statuses: ItemStatus) -> list[ItemLine]:
        """The lines of those statuses."""
        return [each for each in self.lines if each.status in statuses]


# How many of each status a progress message shows where there are more lines than fit.
_SHARES = (
    (ItemStatus.FAILED, 3),
    (ItemStatus.IN_DOUBT, 2),
    (ItemStatus.EXECUTING, 2),
    (ItemStatus.COMPLETED, 2),
    (ItemStatus.PENDING, 1),
    (ItemStatus.SKIPPED, 0),
    (ItemStatus.CANCELLED, 0),
)


def interesting(lines: Sequence[ItemLine]) -> list[ItemLine]:
    """At most ten lines: all when they fit, else a share of each status, the last done first."""
    if len(lines) <= limits.PROGRESS_LINES:
        return list(lines)
    picked: list[ItemLine] = []
    rest: list[ItemLine] = []
    for status, share in _SHARES:
        same = [each for each in lines if each.status is status]
        newest_first = same[::-1] if status is ItemStatus.COMPLETED else same
        picked += newest_first[:share]
        rest += newest_first[share:]
    picked += rest[: limits.PROGRESS_LINES - len(picked)]
    order = [status for status, _ in _SHARES]
    return sorted(picked, key=lambda each: order.index(each.status))


def rows_of(view: ProgressView, shown: Sequence[ItemLine]) -> list[str]:
    """The items, a line each, their statuses in a column that keeps its width while it runs."""
    usual = (ItemStatus.COMPLETED, ItemStatus.EXECUTING, ItemStatus.PENDING)
    statuses = {*usual, *(each.status for each in shown)}
    first = max(len(words.status_word(view.words, status)) for status in statuses)
    names = [items.name(each.label) for each in shown]
    second = min(limits.PROGRESS_NAME, max(map(len, names), default=0))
    return [
        words.row(view.reader, view.words, each, (name, why(each)), (first, second))
        for each, name in zip(shown, names, strict=True)
    ]


def outcome(view: ProgressView, each: ItemLine) -> str:
    """What became of one item, and why."""
    return words.outcome(view.reader, view.words, each, why(each))


def why(each: ItemLine) -> str:
    """Why an item failed or was left alone; empty when there is nothing to say."""
    return line((each.error.message if each.error else "") or each.note, limits.REASON)


def hidden(view: ProgressView, shown: Sequence[ItemLine]) -> Counter[ItemStatus]:
    """How many items of each status are not among `shown`."""
    counted = Counter(dict(words.status_counts(view.progress.counts)))
    counted.subtract(each.status for each in shown)
    return counted
