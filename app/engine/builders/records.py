"""Records created, updated and deleted: contacts, leads, deals and events alike."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.actions import CreateRecord, DeleteRecord, UpdateRecord
from app.domain.files import ROW
from app.domain.operation import Change
from app.domain.plan import ChangeHow, FieldChange
from app.domain.record import Entity, Record
from app.domain.words import engine as words
from app.domain.words import mails, meetings, moves
from app.domain.words.reader import Reader
from app.engine.builders.addresses import normalise
from app.engine.builders.base import Built, Placed, Shown, Task, beginning, make_item, name_of
from app.engine.builders.calendar import instant_text
from app.engine.templates import CompiledText, MissingField

_ONE_FIELD = re.compile(r"^\{\{\s*\w+\s*\}\}$")
_INSTANTS = ("start", "end")
_ADDRESSED = (Entity.CONTACT, Entity.LEAD)
"""What is made of an address, which must be one, and each of them once."""


def build_updates(task: Task, records: Sequence[Placed]) -> Built:
    """Old → new for every record; one that is so already is left out."""
    built = Built()
    for one in _own(task, records, built):
        record = one.record
        new = _new_values(task.step.changes, record)
        if not new:
            label = label_of(task.reader, record)
            built.leave_out(one, label, words.already_so(), settled=True)
            continue
        action = UpdateRecord(entity=record.entity, id=record.id, version=record.version, set=new)
        shown = Shown(
            label=label_of(task.reader, record),
            changes=_changes(task.reader, record, new),
            notifies=_guests(task, record),
        )
        make_item(task, built, action, one, shown)
    return built


def _changes(reader: Reader, record: Record, new: Mapping[str, Any]) -> tuple[Change, ...]:
    """What changes, a line a field; start and end of a meeting are one."""
    both = set(_INSTANTS) <= new.keys() and all(record.text(field) for field in _INSTANTS)
    alone = {field: value for field, value in new.items() if not (both and field in _INSTANTS)}
    fields = tuple(
        _change(reader, field, record.fields.get(field), value) for field, value in alone.items()
    )
    return (_moved(reader, record, new), *fields) if both else fields


def _change(reader: Reader, field: str, old: Any, new: Any) -> Change:
    """Of a list of people, who joins and who leaves: the whole of it would hide them."""
    if field != "attendees":
        return Change(field=field, old=show(reader, old), new=show(reader, new))
    before, after = list(old or []), list(new)
    joining = [one for one in after if one not in before]
    leaving = [one for one in before if one not in after]
    return Change(
        field=field,
        old=meetings.so_many(len(before)),
        new=meetings.with_and_without(len(after), joining, leaving),
    )


def _moved(reader: Reader, record: Record, new: Mapping[str, Any]) -> Change:
    """The label says the day, which is not said again where it stays."""
    start, end = (datetime.fromisoformat(record.text(field)) for field in _INSTANTS)
    to_start, to_end = (datetime.fromisoformat(new[field]) for field in _INSTANTS)
    old, to = moves.moved(reader, (start, end), (to_start, to_end))
    return Change(field=moves.TIME, old=old, new=to)


def build_deletes(task: Task, records: Sequence[Placed]) -> Built:
    """One removal a record; for events, the guests hear of it."""
    built = Built()
    for one in _own(task, records, built):
        record = one.record
        action = DeleteRecord(entity=record.entity, id=record.id, version=record.version)
        shown = Shown(
            label=label_of(task.reader, record),
            preview=_about(record),
            notifies=_guests(task, record),
        )
        make_item(task, built, action, one, shown)
    return built


def _own(task: Task, records: Sequence[Placed], built: Built) -> Iterator[Placed]:
    """The records without meetings that somebody else organises: those are theirs to change."""
    me = (task.requester.email or "").casefold()
    for one in records:
        organizer = one.record.text("organizer")
        if one.record.entity is Entity.EVENT and organizer.casefold() not in {me, ""}:
            label = label_of(task.reader, one.record)
            built.leave_out(one, label, words.organised_by(organizer))
        else:
            yield one


def build_creates(task: Task, records: Sequence[Placed]) -> Built:
    """One new record for each; a contact or lead only where its address is valid, and each once."""
    built = Built()
    texts = compiled(task, [one.record for one in records])
    seen: set[str] = set()
    for one in records:
        record = one.record
        try:
            values = filled_in(texts, task.step.values, record)
        except MissingField as missing:
            built.leave_out(one, name_of(record), missing.text)
            continue
        if task.step.entity in _ADDRESSED and not _acceptable(values, seen, one, built):
            continue
        action = CreateRecord(entity=task.step.entity, values=values)
        label = str(values.get("name") or values.get("email") or name_of(record))
        about = ", ".join(f"{key} {show(task.reader, value)}" for key, value in values.items())
        make_item(task, built, action, one, Shown(label=label, preview=beginning(about)))
    return built


def _acceptable(values: dict[str, Any], seen: set[str], one: Placed, built: Built) -> bool:
    given = str(values.get("email", ""))
    address = normalise(given)
    if not given:
        built.leave_out(one, name_of(one.record), words.no_address())
    elif address is None:
        built.leave_out(one, name_of(one.record), words.invalid_address())
    elif address.casefold() in seen:
        built.leave_out(one, address, words.duplicate_address())
    else:
        seen.add(address.casefold())
        values["email"] = address
        return True
    return False


def compiled(task: Task, records: Sequence[Record]) -> Mapping[str, CompiledText]:
    """The texts among the step's values, by their field."""
    known = sorted({"id", *(field for record in records for field in record.fields)} - {ROW})
    return {
        field: task.templates.compile(value, field, known)
        for field, value in task.step.values.items()
        if isinstance(value, str)
    }


def filled_in(
    texts: Mapping[str, CompiledText], wanted: Mapping[str, Any], record: Record
) -> dict[str, Any]:
    """The new record's fields; a field that only copies an empty one is left away."""
    source = {"id": record.id, **record.fields}
    values: dict[str, Any] = {}
    for field, value in wanted.items():
        if field not in texts:
            values[field] = value
            continue
        try:
            values[field] = texts[field].render(source)
        except MissingField:
            if not _ONE_FIELD.match(value):
                raise
    return values


def _new_values(changes: Sequence[FieldChange], record: Record) -> dict[str, Any]:
    new: dict[str, Any] = {}
    for change in changes:
        new.update(_HOW[change.how](change, record))
    return {field: value for field, value in new.items() if value != record.fields.get(field)}


def _set(change: FieldChange, _record: Record) -> dict[str, Any]:
    return {change.field: change.value}


def _add(change: FieldChange, record: Record) -> dict[str, Any]:
    held = list(record.fields.get(change.field) or [])
    present = {str(one).casefold() for one in held}
    added = [one for one in _several(change.value) if str(one).casefold() not in present]
    return {change.field: held + added}


def _remove(change: FieldChange, record: Record) -> dict[str, Any]:
    gone = {str(one).casefold() for one in _several(change.value)}
    held = list(record.fields.get(change.field) or [])
    return {change.field: [one for one in held if str(one).casefold() not in gone]}


def _shift(change: FieldChange, record: Record) -> dict[str, Any]:
    by = timedelta(minutes=int(change.value))
    return {
        field: instant_text(datetime.fromisoformat(record.text(field)) + by)
        for field in _INSTANTS
        if record.text(field)
    }


def _start(change: FieldChange, record: Record) -> dict[str, Any]:
    """To begin at that instant; it stays as long as it was."""
    start = datetime.fromisoformat(str(change.value))
    moved = {"start": instant_text(start)}
    if record.text("start") and record.text("end"):
        begun, ended = (datetime.fromisoformat(record.text(field)) for field in _INSTANTS)
        moved["end"] = instant_text(start + (ended - begun))
    return moved


_HOW: Mapping[ChangeHow, Callable[[FieldChange, Record], dict[str, Any]]] = {
    ChangeHow.SET: _set,
    ChangeHow.ADD: _add,
    ChangeHow.REMOVE: _remove,
    ChangeHow.SHIFT: _shift,
    ChangeHow.START: _start,
}


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def show(reader: Reader, value: Any) -> str:
    """A field's value as people read it."""
    if value is None or value in ("", []):
        return "–"  # noqa: RUF001 - stands for "nothing"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        at = None
    return reader.moment(at) if at else str(value)


def label_of(reader: Reader, record: Record) -> str:
    """A record in a list: its name, and what tells it from others of that name."""
    start = record.text("start")
    if record.entity is Entity.EVENT and start:
        return f"{name_of(record)} ({reader.moment(datetime.fromisoformat(start))})"
    if record.entity is Entity.MAIL:
        return _mail_label(reader, record)
    email = record.text("email")
    return f"{name_of(record)} ({email})" if email and email != name_of(record) else name_of(record)


def _mail_label(reader: Reader, mail: Record) -> str:
    """A mail by its subject, who wrote it and when."""
    date = mail.text("date")
    when = reader.moment(datetime.fromisoformat(date)) if date else ""
    subject = " ".join(mail.text("subject").split())
    return mails.labelled(subject, mail.text("sender"), when)


def _about(record: Record) -> str:
    parts = (record.text(field) for field in ("company", "stage", "status", "location"))
    return ", ".join(part for part in parts if part)


def _guests(task: Task, record: Record) -> int:
    """People other than the requester who are on an event: they are told of what happens to it."""
    if record.entity is not Entity.EVENT:
        return 0
    me = (task.requester.email or "").casefold()
    people = {str(one).casefold() for one in record.fields.get("attendees") or []}
    people.add(record.text("organizer").casefold())
    return len(people - {me, ""})
