"""What builders share: the task they are given, what they give back, how an item is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.domain.actions import Action
from app.domain.files import ROW
from app.domain.identity import Requester
from app.domain.operation import BulkItem, Change, LeftOut
from app.domain.plan import Step
from app.domain.record import Record
from app.domain.risk import assess_item, domain_of
from app.domain.schedule import known_zone
from app.domain.words import files as words
from app.domain.words.reader import Reader
from app.engine.templates import Templates

PREVIEW_CHARACTERS = 160
"""The beginning of a text that a preview shows."""


@dataclass(frozen=True)
class Task:
    """A step to build items for.

    `facts` are values that every item shares (the event's title); `seed` is unique to the draft;
    `now` is when its texts will be read. `recipients` are those whom a forward goes to.
    """

    step: Step
    requester: Requester
    templates: Templates
    facts: Mapping[str, str]
    seed: str
    now: datetime
    recipients: Sequence[Record] = ()

    @property
    def reader(self) -> Reader:
        """Whom dates and numbers are written for."""
        return Reader.of(self.requester).reading_at(self.now)


class Placed(NamedTuple):
    """A record and the id of what is made from it: its place among all that were found.

    So the id stays the same through edits, whoever else is left out.
    """

    id: str
    record: Record


@dataclass
class Built:
    """Items in order, and what was left out."""

    items: list[BulkItem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(self, one: Placed, label: str, reason: str, *, settled: bool = False) -> None:
        """Note something the words covered that will not be done; `settled`: it is so already."""
        row = one.record.fields.get(ROW)
        label = words.in_row(label, row) if row else label
        self.left_out.append(
            LeftOut(
                label=label,
                reason=reason,
                id=one.id,
                held=one.record.model_dump_json(),
                settled=settled,
            )
        )


Builder = Callable[[Task, Sequence[Placed]], Built]


@dataclass(frozen=True)
class Shown:
    """How an item is shown: its target, the beginning of its text, and who else hears of it."""

    label: str
    preview: str = ""
    changes: tuple[Change, ...] = ()
    notifies: int = 0


def make_item(task: Task, built: Built, action: Action, one: Placed, shown: Shown) -> None:
    """Add one item."""
    assessed = assess_item(action, domain_of(task.requester.email or ""), shown.notifies)
    built.items.append(
        BulkItem(
            id=one.id,
            parameters=action,
            label=shown.label,
            preview=shown.preview,
            changes=shown.changes,
            risk=assessed.risk,
            risk_reason=assessed.reason,
            notifies=shown.notifies,
            record=one.record,
            zone=known_zone(one.record.text("zone")),
        )
    )


def beginning(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW_CHARACTERS else line[: PREVIEW_CHARACTERS - 1] + "…"


def name_of(record: Record) -> str:
    """What people call a record: its name, title or subject, else its address, else its id."""
    fields = ("name", "title", "subject", "email")
    return next(filter(None, map(record.text, fields)), f"#{record.id}")
