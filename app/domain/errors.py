"""Everything that can go wrong, as values people can read.

    BulkheadError                 something a person is told
    ├── Refused                   a request that cannot be carried out as it stands
    │   ├── NotYours              the person may not see or press this
    │   ├── DraftGone             the draft expired, was cancelled, or never was
    │   ├── PreviewOutOfDate      the draft changed since the preview that was pressed
    │   ├── AlreadyConfirmed      a run exists for this draft
    │   ├── OverLimit             the person or the workspace has too much under way
    │   ├── InvalidMove           the operation's status does not allow this
    │   ├── BadTemplate           a text with {{ fields }} that cannot be used
    │   ├── BadValue              an entry that is not what the field holds
    │   ├── BadFile               a shared file that is gone, or cannot be used
    │   ├── BadGroup              people in Slack who cannot be had, or not by that person
    │   └── NotThereYet           a path that is not built yet
    └── BulkError                 one item's failure, as the source design defines it
        ├── RateLimited  InvalidItem  NetworkFailed  PermissionRefused  UnknownFailure

The text of each is what the person reads: plain English with the next step, never a secret, a
token, a message body or a stack trace. The log has the rest.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from app.domain.value import Value


class BulkheadError(Exception):
    """An error whose text may be shown to the person as it stands."""

    @property
    def text(self) -> str:
        """The sentence to show."""
        return str(self)


class Refused(BulkheadError):
    """A request that cannot be carried out as it stands."""


class NotYours(Refused):
    """Only the requester, or those named in the settings, may do this."""


class DraftGone(Refused):
    """The draft expired, was cancelled, or never was."""


class PreviewOutOfDate(Refused):
    """The draft changed since the preview that was pressed."""


class AlreadyConfirmed(Refused):
    """A run exists for this draft; `operation_id` names it."""

    def __init__(self, text: str, operation_id: str) -> None:
        super().__init__(text)
        self.operation_id = operation_id


class OverLimit(Refused):
    """The person or the workspace has too much under way; `again_at` is when this fits, if known.

    Nothing is lost: the draft stays open.
    """

    def __init__(self, text: str, again_at: datetime | None = None) -> None:
        super().__init__(text)
        self.again_at = again_at


class InvalidMove(Refused):
    """The status does not allow this move."""


class BadTemplate(Refused):
    """A text with {{ fields }} that cannot be used; `part` is "subject" or "body".

    `beside_fields` says the same where the fields that there are stand beside it.
    """

    def __init__(self, text: str, part: str = "body", beside_fields: str = "") -> None:
        super().__init__(text)
        self.part = part
        self.beside_fields = beside_fields or text


class BadValue(Refused):
    """An entry that is not what the field holds; `field` names it."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class BadFile(Refused):
    """A shared file that is gone, or is not a table that can be used."""


class BadGroup(Refused):
    """People in Slack who cannot be had, or not by that person."""


class NotThereYet(Refused):
    """A path that is not built yet; the README lists them."""


class ErrorType(StrEnum):
    """The source design's five types of an item's failure."""

    RATE_LIMIT = "rate_limit"
    VALIDATION = "validation"
    NETWORK = "network"
    PERMISSION = "permission"
    UNKNOWN = "unknown"


class ItemError(Value):
    """An item's failure as it is stored and shown; `retry_after` in seconds."""

    type: ErrorType
    message: str
    item_id: str = ""
    retryable: bool = False
    retry_after: float | None = None


class BulkError(BulkheadError):
    """One item's failure. A connector returns it as an outcome, or raises it for a whole batch.

    `before_sending` is True when it is certain that nothing left for the provider, so that
    running again can do no harm whatever the provider's idempotency.
    """

    type: ClassVar[ErrorType] = ErrorType.UNKNOWN
    retryable: ClassVar[bool] = False

    def __init__(
        self, message: str, *, retry_after: float | None = None, before_sending: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.before_sending = before_sending

    def as_item_error(self, item_id: str) -> ItemError:
        """The value to store for `item_id`."""
        return ItemError(
            type=self.type,
            message=self.text,
            item_id=item_id,
            retryable=self.retryable,
            retry_after=self.retry_after,
        )


class RateLimited(BulkError):
    """The provider asks to slow down; `retry_after` in seconds where it says so."""

    type = ErrorType.RATE_LIMIT
    retryable = True


class InvalidItem(BulkError):
    """The provider will never accept this item as it is."""

    type = ErrorType.VALIDATION


class NetworkFailed(BulkError):
    """The provider could not be reached, or did not answer."""

    type = ErrorType.NETWORK
    retryable = True


class PermissionRefused(BulkError):
    """The account may not do this."""

    type = ErrorType.PERMISSION


class UnknownFailure(BulkError):
    """Something that no rule explains; the log has it under the item's id."""
