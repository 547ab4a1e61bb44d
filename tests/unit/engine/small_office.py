"""An office with a few records that a story names, and the engine's drafting over it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.connectors.office import Office, OfficeSettings, Row
from app.domain.record import Entity
from app.engine.clock import SystemClock
from tests.contract.journal_samples import OFFICE

ME_ADDRESS = OFFICE.name
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Around this the dates of the stories are; the engine's own clock does not matter to them."""


def person(entity: Entity, number: int, name: str, email: str, **fields: Any) -> Row:
    return Row(entity, f"{entity.value}-{number}", {"name": name, "email": email, **fields})


def meeting(number: int, title: str, start: str, *attendees: str) -> Row:
    fields = {"title": title, "start": start, "end": start, "organizer": ME_ADDRESS}
    return Row(Entity.EVENT, f"event-{number}", {**fields, "attendees": list(attendees)})


def mail(number: int, sender: str, to: str, subject: str, date: str) -> Row:
    fields = {"sender": sender, "to": to, "subject": subject, "date": date, "body": ""}
    return Row(Entity.MAIL, f"mail-{number}", fields, ME_ADDRESS)


class SmallOffice(Office):
    """Holds `rows` and no others; `questions` counts the queries that it was asked."""

    def __init__(self, folder: Path, rows: Sequence[Row]) -> None:
        settings = OfficeSettings(path=folder / "office.db", outbox=folder / "outbox")
        clock = SystemClock()
        super().__init__(settings, now=clock.now, sleep=clock.sleep, rows=lambda: rows)
        self.questions = 0

    def query(self, *given: Any, **named: Any) -> Any:
        self.questions += 1
        return super().query(*given, **named)
