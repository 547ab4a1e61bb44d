"""Items, their changes and those left out, as lines of text that fit."""

from collections.abc import Iterable, Mapping, Sequence

from app.domain.actions import ReplyMail, SendMail
from app.domain.operation import BulkItem, LeftOut
from app.domain.words import drafts as words
from app.domain.words.reader import Reader
from blocks import limits
from blocks.elements import Run, bold, run
from blocks.text import excerpt, line


def name(label: str, limit: int = limits.LABEL) -> str:
    """An item's label on one line, or words that say there is none."""
    return line(label, limit) or words.UNTITLED


def sample(item: BulkItem) -> Sequence[Run]:
    """An item in a preview: its label, and below what changes, or the beginning of its text."""
    label, detail = bold(name(item.label)), _detail(item)
    return [label, run(f"\n{detail}")] if detail else [label]


def _detail(item: BulkItem) -> str:
    if item.changes:
        return changes(item)
    begins = excerpt(item.preview, limits.SAMPLE_TEXT)
    said = begins and isinstance(item.parameters, SendMail | ReplyMail)
    return words.quoted(begins) if said else begins


def changes(item: BulkItem) -> str:
    """The first changed fields of an item, old → new, on one line."""
    return "; ".join(_changed(item, limits.CHANGES))


def every_change(item: BulkItem) -> str:
    """All changed fields of an item that a page has room for, a line each."""
    return "\n".join(_changed(item, limits.CHANGES_LISTED))


def _changed(item: BulkItem, most: int) -> list[str]:
    shown = [
        words.change(
            line(change.field, limits.CHANGE_VALUE),
            line(change.old, limits.CHANGE_VALUE),
            line(change.new, limits.CHANGE_VALUE),
        )
        for change in item.changes[:most]
    ]
    hidden = len(item.changes) - len(shown)
    return [*shown, words.more_changes(hidden)] if hidden else shown


def by_reason(reader: Reader, left_out: Iterable[LeftOut]) -> list[Sequence[Run]]:
    """Lines of "reason: Ann, Bob and 7 more", the most frequent reason first."""
    groups: dict[str, list[str]] = {}
    for each in left_out:
        groups.setdefault(each.reason, []).append(each.label)
    return reason_lines(reader, groups)


def reason_lines(
    reader: Reader, groups: Mapping[str, Sequence[str]], unlisted: int = 0
) -> list[Sequence[Run]]:
    """A line a reason with the first names; `unlisted` are counted though not in `groups`."""
    ranked = sorted(groups.items(), key=lambda group: -len(group[1]))
    shown, rest = ranked[: limits.REASONS], ranked[limits.REASONS :]
    rows: list[Sequence[Run]] = [
        [
            bold(f"{words.sentence(line(reason, limits.REASON)).rstrip('.') or words.NO_TEXT}: "),
            run(_names(reader, labels)),
        ]
        for reason, labels in shown
    ]
    hidden = unlisted + sum(len(labels) for _, labels in rest)
    return [*rows, [run(words.other_reasons(reader, hidden))]] if hidden else rows


def _names(reader: Reader, labels: Sequence[str]) -> str:
    named = [name(label) for label in labels[: limits.NAMES]]
    return words.grouped(reader, ", ".join(named), len(labels) - len(named))
