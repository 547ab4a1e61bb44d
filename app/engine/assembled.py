"""A draft with its items, and where one comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.identity import Conversation, Requester
from app.domain.operation import BulkDraft, BulkItem


@dataclass(frozen=True)
class Origin:
    """Where a draft comes from: who asked what, in which conversation; `draft_id` is its own.

    `answers` are those given to the questions about it; `supersedes` and `schedule_id` are the
    draft's.
    """

    draft_id: str
    request: str
    requester: Requester
    conversation: Conversation
    answers: Mapping[str, str] = field(default_factory=dict)
    supersedes: str = ""
    schedule_id: str = ""


@dataclass(frozen=True)
class Assembled:
    """A draft and all of its items, excluded ones among them; `then` is what follows it."""

    draft: BulkDraft
    items: Sequence[BulkItem]
    then: Sequence["Assembled"] = ()
