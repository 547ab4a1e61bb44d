"""Activities: one for each record that something was done for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.actions import CreateRecord
from app.domain.record import Entity
from app.domain.words import activities as words
from app.engine.builders.base import Built, Placed, Shown, Task, beginning, make_item, name_of
from app.engine.builders.records import compiled, filled_in
from app.engine.templates import MissingField


def build_activities(task: Task, records: Sequence[Placed]) -> Built:
    """One for each record, told by its name; a text that names an empty field leaves it out."""
    built = Built()
    texts = compiled(task, [one.record for one in records])
    for one in records:
        try:
            values = filled_in(texts, task.step.values, one.record)
        except MissingField as missing:
            built.leave_out(one, name_of(one.record), missing.text)
            continue
        action = CreateRecord(entity=Entity.ACTIVITY, values=values)
        label = f"{name_of(one.record)} ({one.record.text('email')})"
        shown = Shown(
            label if one.record.text("email") else name_of(one.record), _line(task, values)
        )
        make_item(task, built, action, one, shown)
    return built


def _line(task: Task, values: Mapping[str, Any]) -> str:
    """What it was, when, and what was said of it."""
    day = task.reader.day(datetime.fromisoformat(values["at"]))
    return words.line(str(values.get("kind", "")), day, beginning(str(values.get("text", ""))))
