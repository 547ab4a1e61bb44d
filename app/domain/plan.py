"""The plan language: what was asked, as a query whose size does not grow with the items.

Planners (rules, or a model) emit a Plan; the resolver turns it into items by reading the
providers. Instants are ISO 8601 in UTC. Nothing here is ever a list of what a query would find.
"""

from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from app.domain.kinds import BulkType, BulkVerb, Manner
from app.domain.record import Entity
from app.domain.schedule import Timing
from app.domain.sources import Condition, Relation, Source
from app.domain.value import Value

MAX_STEPS = 5
"""More steps than that in one sentence is a programme, not a request."""


class Template(Value):
    """Subject and body with {{ fields }}; `name` is set for one of the built-in texts."""

    subject: str
    body: str
    name: str | None = None


class EventDetails(Value):
    """The event that people are invited to; `start` is ISO 8601 in UTC, `zone` IANA."""

    title: str
    start: str
    minutes: int = Field(ge=1, le=14 * 24 * 60)
    zone: str


class SendHow(StrEnum):
    """How a message comes about."""

    NEW = "new"
    REPLY = "reply"  # to the mails of the source, to whoever wrote them
    REPLY_ALL = "reply_all"
    FORWARD = "forward"  # the mails of the source, to each of `to`
    DRAFT = "draft"  # into the drafts folder; nothing leaves


RESPONSE = "response"
"""The field of an event that holds the requester's own answer to it."""


class ChangeHow(StrEnum):
    """How an update arrives at a field's new value."""

    SET = "set"
    ADD = "add"  # to a list field
    REMOVE = "remove"  # from a list field
    SHIFT = "shift"  # minutes, signed, of every instant the record has
    START = "start"  # of an event, as ISO 8601 in UTC; it stays as long as it was
    MERGE = "merge"  # records that have this field in common become the one that was made first


class FieldChange(Value):
    """What an update does to one field; for SHIFT the value is signed minutes.

    The field `response` of an event is the requester's own answer: accepted, declined or tentative.
    """

    field: str
    how: ChangeHow
    value: Any


_NAMED = {name: name for name in ("tags", "owner", "folder", "labels", "read")}
_MANNERS = {
    (ChangeHow.SHIFT, None): Manner.MOVE,
    (ChangeHow.START, None): Manner.MOVE,
    (ChangeHow.ADD, "tags"): Manner.TAG,
    (ChangeHow.REMOVE, "tags"): Manner.UNTAG,
    (ChangeHow.SET, "owner"): Manner.REASSIGN,
    (ChangeHow.SET, "folder"): Manner.ARCHIVE,
    (ChangeHow.ADD, "labels"): Manner.LABEL,
    (ChangeHow.REMOVE, "labels"): Manner.UNLABEL,
    (ChangeHow.SET, "read"): Manner.MARK,
    (ChangeHow.MERGE, None): Manner.MERGE,
}
_ANSWERS = {
    "accepted": Manner.ACCEPT,
    "declined": Manner.DECLINE,
    "tentative": Manner.TENTATIVE,
}
_SENT = {
    SendHow.REPLY: Manner.REPLY,
    SendHow.REPLY_ALL: Manner.REPLY_ALL,
    SendHow.FORWARD: Manner.FORWARD,
    SendHow.DRAFT: Manner.DRAFT,
}


def _manner_of(change: FieldChange) -> Manner | None:
    if change.field == RESPONSE:
        return _ANSWERS.get(change.value)
    return _MANNERS.get((change.how, _NAMED.get(change.field)))


class Via(Value):
    """What leads from the records of one step to those of another, and what these are."""

    relation: Relation
    entity: Entity


class Step(Value):
    """One action on all that its source finds.

    `template` goes with sends, `event` with invitations, `changes` with updates, `values` with
    creates (values may hold {{ fields }} of the source record). `how` a message is sent; what is
    forwarded goes `to` each of those people. `only_if` is asked of each item, when it is drafted
    and again right before it runs. `same_items_as` is the place (from 0) of an earlier step: this
    one is done for what that one was done for, and only where it was; its source is that step's,
    or what `via` leads to from there: the customers of its deals, everyone on its meetings.
    """

    kind: BulkType
    verb: BulkVerb
    entity: Entity
    source: Source
    template: Template | None = None
    event: EventDetails | None = None
    changes: tuple[FieldChange, ...] = ()
    values: dict[str, Any] = {}
    how: SendHow = SendHow.NEW
    to: Source | None = None
    only_if: Condition | None = None
    same_items_as: int | None = Field(default=None, ge=0)
    via: Via | None = None

    @property
    def manner(self) -> Manner | None:
        """The better word for an update that does one thing only, or for what is done to mails."""
        if self.how in _SENT:
            return _SENT[self.how]
        kinds = {_manner_of(change) for change in self.changes}
        return kinds.pop() if len(kinds) == 1 else None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.verb in {BulkVerb.UPDATE, BulkVerb.DELETE} and not self.source.bounded:
            raise ValueError("an update or delete needs a filter, a limit or a list")
        if (self.how is SendHow.FORWARD) != (self.to is not None):
            raise ValueError("`to` goes with a forward, and a forward needs it")
        return self


class Plan(Value):
    """What was asked.

    Where there is a `condition` the steps are done if it holds, and those of `otherwise` if not.
    `reading` says it back in words, dates resolved, one line a step and one for a `timing`;
    `not_understood` are words of the request, verbatim, that nothing in the plan explains.
    """

    steps: tuple[Step, ...] = Field(min_length=1, max_length=MAX_STEPS)
    reading: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    timing: Timing | None = None
    condition: Condition | None = None
    otherwise: tuple[Step, ...] = Field(default=(), max_length=MAX_STEPS)

    def lines_of(self, place: int) -> tuple[str, ...]:
        """What the reading says of the step at that place; of the first one, when it is, too."""
        steps = len(self.steps)
        if steps == 1 or len(self.reading) < steps:
            return self.reading if place == 0 else ()
        return (self.reading[0], *self.reading[steps:]) if place == 0 else (self.reading[place],)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.otherwise and self.condition is None:
            raise ValueError("`otherwise` needs a condition")
        for steps in (self.steps, self.otherwise):
            for place, step in enumerate(steps):
                if step.same_items_as is not None and step.same_items_as >= place:
                    raise ValueError("a step can only follow one before it")
        return self


class Choice(Value):
    """One answer offered: what the button says, and the value it stands for."""

    label: str
    value: str
    detail: str = ""


class Question(Value):
    """What must be known before a draft can be made.

    The answer goes into the request's answers under `key` and the request is read again.
    With `open_ended` a person may also type an answer.
    """

    key: str
    text: str
    choices: tuple[Choice, ...] = ()
    open_ended: bool = False
    understood: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()


class Refusal(Value):
    """Why nothing will be done, and how to say it so that it can be.

    `unread` where the words were not understood, rather than understood and refused.
    """

    text: str
    hint: str = ""
    unread: bool = False


Reading = Plan | Question | Refusal
