"""The closed sets that everything else is keyed by."""

from enum import StrEnum


class BulkType(StrEnum):
    """What kind of thing an operation is about."""

    EMAIL = "bulk_email"
    CALENDAR = "bulk_calendar"
    CONTACT = "bulk_contact"
    CRM = "bulk_crm"


class BulkVerb(StrEnum):
    """What an operation does to its items (the source design's `operation`)."""

    SEND = "bulk_send"
    CREATE = "bulk_create"
    UPDATE = "bulk_update"
    DELETE = "bulk_delete"


class Risk(StrEnum):
    """How much harm an item could do if the person had meant something else."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class OperationStatus(StrEnum):
    """Where an operation stands; app/domain/transitions.py says which moves are valid."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    SCHEDULED = "scheduled"
    EXECUTING = "executing"
    PAUSED = "paused"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ItemStatus(StrEnum):
    """Where an item stands; `in_doubt` means it may or may not have happened."""

    PENDING = "pending"
    EXECUTING = "executing"
    COMPLETED = "completed"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class Manner(StrEnum):
    """What people call an update or a send, where there is a better word for it."""

    MOVE = "move"  # to another time
    TAG = "tag"
    UNTAG = "untag"
    REASSIGN = "reassign"  # to another owner
    REPLY = "reply"  # to mails
    REPLY_ALL = "reply_all"
    FORWARD = "forward"  # mails, to others
    DRAFT = "draft"  # a mail that is saved and not sent
    ARCHIVE = "archive"
    LABEL = "label"
    UNLABEL = "unlabel"
    MARK = "mark"  # as read, or as not
    ACCEPT = "accept"  # invitations
    DECLINE = "decline"
    TENTATIVE = "tentative"
    MERGE = "merge"  # duplicates into one
