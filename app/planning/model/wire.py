"""What a language model may say: a closed form, without free values for anything that decides.

Values are words of the request, dates too: what they stand for is found here, never by the model.
Lists of pairs and no mappings, as strict structured outputs want it.
"""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.record import Entity
from app.domain.sources import Comparison


class Wire(BaseModel):
    """Closed, so that a model's own inventions are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WireFilter(Wire):
    """One condition; `words` are those of the request, for a date "last week", never an instant."""

    field: str
    comparison: Comparison
    words: str = ""


class WireSet(Wire):
    """Records that meet every filter; with `limit`, the latest or the oldest so many."""

    entity: Entity
    filters: list[WireFilter] = Field(default=[], max_length=8)
    limit: int | None = Field(default=None, ge=1, le=1000)
    oldest_first: bool = False


class WireHow(StrEnum):
    """How a field changes."""

    SET = "set"
    ADD = "add"
    REMOVE = "remove"
    SHIFT_MINUTES = "shift_minutes"  # of meetings; negative is earlier


class WireChange(Wire):
    """What an update does to one field; `words` are those of the request."""

    field: str
    how: WireHow
    words: str


class WireAction(StrEnum):
    """What is done to the set."""

    EMAIL = "email"  # the people of the set
    REPLY = "reply"  # to the mails of the set
    UPDATE = "update"
    DELETE = "delete"  # cancels meetings, moves mails to the trash


class WirePlan(Wire):
    """The request as one action over one set.

    `text` is what a mail says: the person's own words, or a first wording with `drafted` where they
    asked for one. `not_understood` are words of the request that nothing here explains.
    """

    action: WireAction
    of: WireSet
    subject: str = Field(default="", max_length=150)
    text: str = Field(default="", max_length=4000)
    drafted: bool = False
    changes: list[WireChange] = Field(default=[], max_length=3)
    not_understood: list[str] = Field(default=[], max_length=10)


class WireRefusal(Wire):
    """Why there is no such plan."""

    reason: Literal[
        "not a request", "several actions", "a condition", "done later", "something else"
    ]
