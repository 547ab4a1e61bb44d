"""What becomes of a workspace's data when it uninstalls the app."""

from datetime import datetime
from typing import Protocol

from app.domain.identity import Tenant


class Departures(Protocol):
    """Removes what belongs to a workspace, of what came to be `before` then."""

    async def drop(self, tenant: Tenant, before: datetime, but: str) -> None:
        """Remove its drafts, its open questions and its open deliveries; stop its schedules.

        Deliveries of the kind `but` stay: they are what asks for this.
        """
        ...

    async def end(self, tenant: Tenant, before: datetime) -> int:
        """Cancel what runs or is to run, and remove the texts of what ended.

        How many have not ended yet, since calls are in flight: to be asked again until none is.
        """
        ...
