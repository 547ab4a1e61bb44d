"""What Sam does with an office in these tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.connectors.office import Office
from app.domain.actions import Action
from app.domain.operation import Account
from app.domain.ports import Outcome
from app.domain.record import Entity, Record
from app.domain.sources import Comparison, Filter, Query
from tests.contract.connector_steps import call, records
from tests.contract.office_subject import SAM, OfficeSubject

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

Build = Callable[..., Office]


async def find(
    office: Office, entity: Entity, account: Account = SAM, **equal: Any
) -> list[Record]:
    filters = tuple(
        Filter(field=name, comparison=Comparison.EQUALS, value=value)
        for name, value in equal.items()
    )
    return await records(OfficeSubject(office, account), Query(entity=entity, filters=filters))


async def run(office: Office, *actions: Action, attempt: int = 1) -> list[Outcome]:
    calls = [call(f"run:{number}", action, attempt) for number, action in enumerate(actions)]
    return list(await office.execute(SAM, calls))
