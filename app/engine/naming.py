"""What a record is called, and the moment that it is known by."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.record import Record
from app.domain.words.reader import Reader

_NAMED_BY = ("title", "subject", "name", "email")
_DATED_BY = ("start", "date", "at", "created_at")


def called(record: Record) -> str:
    """Its title, subject or name, else its address, else its id."""
    return _first(record, _NAMED_BY) or record.id


def moment_of(record: Record, reader: Reader) -> str:
    """When it is or was, such as "Thu 26 Nov, 14:00"; "" for what has no such moment."""
    at = _first(record, _DATED_BY)
    return reader.moment(datetime.fromisoformat(at)) if "T" in at else ""


def _first(record: Record, fields: Sequence[str]) -> str:
    return next(filter(None, map(record.text, fields)), "")
