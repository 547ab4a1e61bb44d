"""The built-in workspace: mail, calendar, contacts, CRM and directory of a made-up company."""

from app.connectors.context import ConnectorContext
from app.connectors.office.faults import Faults, Moment
from app.connectors.office.office import Office
from app.connectors.office.seed import Row, SeedName
from app.connectors.office.settings import OfficeSettings

__all__ = ["Faults", "Moment", "Office", "OfficeSettings", "Row", "SeedName", "connect"]

SANDBOX = True
"""Asked last: a configured provider takes its place."""


def connect(context: ConnectorContext) -> Office:
    """The office under the data folder. Raises ValueError naming an unusable OFFICE_ variable."""
    settings = OfficeSettings.under(context.data, context.options, context.zone)
    return Office(settings, now=context.clock.now, sleep=context.clock.sleep)
