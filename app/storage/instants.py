"""Instants as the journal stores them: seconds since 1970, UTC."""

from datetime import UTC, datetime
from typing import overload


@overload
def instant(value: float) -> datetime: ...
@overload
def instant(value: None) -> None: ...
def instant(value: float | None) -> datetime | None:
    """The aware UTC instant of a stored number."""
    return None if value is None else datetime.fromtimestamp(value, UTC)


@overload
def seconds(value: datetime) -> float: ...
@overload
def seconds(value: None) -> None: ...
def seconds(value: datetime | None) -> float | None:
    """The number to store for an instant."""
    return None if value is None else value.timestamp()
