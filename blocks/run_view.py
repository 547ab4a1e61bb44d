"""What a progress message and a summary are made from, and the lines they share."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from app.domain.kinds import BulkType, BulkVerb, ItemStatus, Manner
from app.domain.operation import Pause
from app.domain.progress import BulkProgress, ItemLine
from app.domain.record import Entity
from app.domain.words import drafts
from app.domain.words import progress as words
from app.domain.words.reader import Reader
from app.domain.words.verbs import Wording, wording
from blocks import limits
from blocks.columns import table
from blocks.text import line


@dataclass(frozen=True)
class ProgressView:
    """One look at a run.

    `lines` are the items worth showing, in the operation's order: the message picks among them
    and counts the rest from `progress.counts`. While it runs, a few of each status are enough;
    the summary wants all that failed, were skipped or are in doubt (at least the first of them).
    `now` is when the look was taken; `starts_at` is set for a scheduled run; `pause` says why a
    paused one stands still; `account` is whose it goes through; `others` says that not only the
    requester reads it; `kept_days` is after how many days the texts were removed, once they were.
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
    pause: Pause | None = None
    others: bool = False
    kept_days: int | None = None

    @property
    def words(self) -> Wording:
        """The words for what the operation does."""
        return wording(self.kind, self.verb, self.entity, self.manner)

    def of(self, *statuses: ItemStatus) -> list[ItemLine]:
        """The lines of those statuses."""
        return [each for each in self.lines if each.status in statuses]


# What is unusual comes first; of what ended, the newest.
_UNUSUAL = (ItemStatus.FAILED, ItemStatus.IN_DOUBT, None, ItemStatus.SKIPPED)  # None: tried again
_USUAL = (
    ItemStatus.EXECUTING,
    ItemStatus.COMPLETED,
    ItemStatus.PENDING,
    ItemStatus.CANCELLED,
)
_NEWEST_FIRST = frozenset({ItemStatus.FAILED, ItemStatus.COMPLETED})


def interesting(lines: Sequence[ItemLine]) -> list[ItemLine]:
    """A few lines, the unusual first: all when they fit, else some of each kind in turn."""
    if len(lines) <= limits.PROGRESS_LINES:
        return sorted(lines, key=_unusual_first)
    groups = [[each for each in lines if _told_as(each) is kind] for kind in (*_UNUSUAL, *_USUAL)]
    newest = [
        group[::-1] if group and group[0].status in _NEWEST_FIRST else group for group in groups
    ]
    in_turn = [each for turn in zip_longest(*newest) for each in turn if each is not None]
    shown = in_turn[: limits.PROGRESS_LINES]
    return [each for group in newest for each in group if any(each is one for one in shown)]


def _unusual_first(each: ItemLine) -> int:
    kind = _told_as(each)
    return _UNUSUAL.index(kind) if kind in _UNUSUAL else len(_UNUSUAL)


def _told_as(each: ItemLine) -> ItemStatus | None:
    """The status it is told under; None while it waits for its next attempt."""
    return None if each.waits_again else each.status


def rows_of(view: ProgressView, shown: Sequence[ItemLine]) -> list[str]:
    """The items, a line each, in columns that keep their widths while it runs; none ever wraps."""
    usual = (ItemStatus.COMPLETED, ItemStatus.EXECUTING, ItemStatus.PENDING)
    said = [words.line_word(view.words, each) for each in shown]
    first = max(map(len, (*said, *(words.status_word(view.words, each) for each in usual))))
    rows = [
        (word, each.label.strip() or drafts.UNTITLED, words.seconds(view.reader, each))
        for word, each in zip(said, shown, strict=True)
    ]
    return table(rows, first, limits.PROGRESS_COLUMNS)


def reasons_of(view: ProgressView, *told: str) -> list[str]:
    """Why items failed, were left alone or are tried again: a line for each of it.

    Reasons that are `told` elsewhere are left out. Those in doubt are asked about instead.
    """
    again = [each for each in view.lines if each.tried_again]
    due = min((each.again_at for each in again if each.again_at), default=None)
    grouped = [
        (words.status_word(view.words, status).capitalize(), view.of(status)) for status in _TOLD
    ]
    groups = [*grouped, (words.again_title(view.reader, view.now, due), again)]
    return [words.reasons(title, _reasons(same, told)) for title, same in groups]


_TOLD = (ItemStatus.FAILED, ItemStatus.SKIPPED)


def _reasons(lines: Sequence[ItemLine], told: Collection[str]) -> list[str]:
    """The most frequent reasons."""
    said = Counter(reason for each in lines if (reason := why(each).rstrip(".")))
    frequent = [reason for reason, _ in said.most_common() if reason not in told]
    return frequent[: limits.PROGRESS_REASONS]


def outcome(view: ProgressView, each: ItemLine) -> str:
    """What became of one item, and why."""
    return words.outcome(view.reader, view.words, each, why(each))


def why(each: ItemLine) -> str:
    """Why an item failed or was left alone; empty when there is nothing to say."""
    return line((each.error.message if each.error else "") or each.note, limits.REASON)


def why_paused(pause: Pause) -> str:
    """What the failures that paused a run had in common, as a clause."""
    return line(pause.text, limits.REASON).rstrip(".")
