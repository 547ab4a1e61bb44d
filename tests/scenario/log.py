"""What the app logs during a story: an error that the story does not expect fails it."""

import logging
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from structlog.testing import capture_logs

_BAD = frozenset({"error", "critical"})


class Log(logging.Handler):
    """Errors of structlog and of the standard library, by the name of their event."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.entries: list[MutableMapping[str, Any]] = []
        self.records: list[str] = []
        self.expected: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(f"{record.name}: {record.getMessage()}")

    def expect(self, *events: str) -> None:
        """Say which errors, or beginnings of them, belong to the story."""
        self.expected.update(events)

    def has(self, event: str) -> bool:
        return any(entry["event"] == event for entry in self.entries)

    @property
    def surprises(self) -> list[str]:
        """Errors that the story did not expect."""
        told = [str(entry) for entry in self.entries if entry["log_level"] in _BAD]
        return [
            one
            for one in [*told, *self.records]
            if not any(expected in one for expected in self.expected)
        ]


@contextmanager
def listening() -> Iterator[Log]:
    """Collect what is logged meanwhile."""
    log = Log()
    with capture_logs() as log.entries:
        logging.getLogger().addHandler(log)
        try:
            yield log
        finally:
            logging.getLogger().removeHandler(log)
