"""Duplicates: each group of records that share a field becomes the one that was made first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.actions import MergeRecords, Other
from app.domain.operation import Change
from app.domain.plan import ChangeHow
from app.domain.record import Record
from app.domain.words import merging as words
from app.engine.builders.base import Built, Placed, Shown, Task, make_item
from app.engine.builders.records import label_of, show

_OF_ITSELF = frozenset({"created_at"})
"""What tells when a record was made: that of the others is no loss."""


def build_merges(task: Task, records: Sequence[Placed]) -> Built:
    """One item a group of two or more, whoever stands alone is as it was."""
    built = Built()
    [field] = [one.field for one in task.step.changes if one.how is ChangeHow.MERGE]
    for group in _groups(records, field):
        kept, others = group[0], [one.record for one in _newest_first(group[1:])]
        new = _united(kept.record, others)
        action = MergeRecords(
            entity=kept.record.entity,
            id=kept.record.id,
            version=kept.record.version,
            set=new,
            others=tuple(Other(id=one.id, version=one.version) for one in others),
        )
        label = words.into_one(len(group), label_of(task.reader, kept.record))
        changes = (*_lost(task, kept.record, others), *_gained(task, kept.record, new))
        make_item(task, built, action, kept, Shown(label=label, changes=changes))
    return built


def _groups(records: Sequence[Placed], field: str) -> Iterator[list[Placed]]:
    """The records that share a value, without regard to case, the one made first in front."""
    groups: dict[str, list[Placed]] = {}
    for one in records:
        value = " ".join(one.record.text(field).split()).casefold()
        if value:
            groups.setdefault(value, []).append(one)
    for group in groups.values():
        if len(group) > 1:
            yield sorted(group, key=_made)


def _made(one: Placed) -> tuple[bool, str]:
    """When a record was made; the order they were found in tells where none says so."""
    at = one.record.text("created_at")
    return not at, at


def _newest_first(others: Sequence[Placed]) -> list[Placed]:
    return list(reversed(others))


def _united(kept: Record, others: Sequence[Record]) -> dict[str, Any]:
    """What the first one gets: what it has not, from the newest that has it, and every entry."""
    new: dict[str, Any] = {}
    for field in _fields(kept, others):
        held = kept.fields.get(field)
        if any(isinstance(one.fields.get(field), list) for one in (kept, *others)):
            value: Any = _together([one.fields.get(field) or [] for one in (kept, *others)])
        else:
            value = next(
                (v for v in (one.fields.get(field) for one in (kept, *others)) if _is(v)), held
            )
        if value != held and _is(value):
            new[field] = value
    return new


def _fields(kept: Record, others: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(field for one in (kept, *others) for field in one.fields))


def _is(value: Any) -> bool:
    """Whether there is anything in a field; a number of nought is none."""
    return isinstance(value, bool) or bool(value)


def _together(lists: Sequence[Sequence[str]]) -> list[str]:
    """Every entry once, without regard to case, in order."""
    once: dict[str, str] = {}
    for held in lists:
        for one in held:
            once.setdefault(one.casefold(), one)
    return list(once.values())


def _gained(task: Task, kept: Record, new: Mapping[str, Any]) -> Iterator[Change]:
    for field, value in new.items():
        old = show(task.reader, kept.fields.get(field))
        yield Change(field=field, old=old, new=show(task.reader, value))


def _lost(task: Task, kept: Record, others: Sequence[Record]) -> Iterator[Change]:
    """What the others say otherwise, and nothing will say afterwards."""
    united = {**kept.fields, **_united(kept, others)}
    for field in _fields(kept, others):
        if field in _OF_ITSELF or isinstance(united.get(field), list):
            continue
        said = _alike(united.get(field))
        gone = {
            _alike(value): show(task.reader, value)
            for value in (one.fields.get(field) for one in others)
            if _is(value) and _alike(value) != said
        }
        if gone:
            yield Change(field=field, old=", ".join(gone.values()), new=words.DROPPED)


def _alike(value: Any) -> str:
    return " ".join(str(value).split()).casefold()
