"""A made-up company's mail, calendar, contacts, CRM and directory, the same for the same day."""

from app.connectors.office.seed.company import SeedName, seed
from app.connectors.office.seed.row import Row

__all__ = ["Row", "SeedName", "seed"]
